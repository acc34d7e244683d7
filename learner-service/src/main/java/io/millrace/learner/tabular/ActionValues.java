package io.millrace.learner.tabular;

import java.util.random.RandomGenerator;

/** A value for each action at each observation, 0 at first. */
final class ActionValues {

    private final int observations;
    private final int actions;
    private final double[] values;

    ActionValues(int observations, int actions) {
        this.observations = observations;
        this.actions = actions;
        this.values = new double[observations * actions];
    }

    void requireObservation(int observation) {
        if (observation < 0 || observation >= observations) {
            throw new IllegalArgumentException("Observation " + observation + " is none of " + observations
                    + ", which are numbered from 0. Make the table for as many as the environment shows.");
        }
    }

    double of(int observation, int action) {
        return values[observation * actions + action];
    }

    void set(int observation, int action, double value) {
        values[observation * actions + action] = value;
    }

    /** Moves a value by a share of its distance to the target. */
    void move(int observation, int action, double target, double share) {
        values[observation * actions + action] += share * (target - of(observation, action));
    }

    double greatest(int observation) {
        double greatest = of(observation, 0);
        for (int action = 1; action < actions; action++) {
            greatest = Math.max(greatest, of(observation, action));
        }
        return greatest;
    }

    /** The action of greatest value; of several, each is as likely as the next. */
    int greedy(int observation, RandomGenerator random) {
        double greatest = greatest(observation);
        int equals = 0;
        for (int action = 0; action < actions; action++) {
            if (of(observation, action) == greatest) {
                equals++;
            }
        }
        int left = equals > 1 ? random.nextInt(equals) : 0;
        int action = 0;
        while (of(observation, action) != greatest || left-- > 0) {
            action++;
        }
        return action;
    }
}
