package io.millrace.learner.offpolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Three states, two actions, rewards with noise, an end by chance after each step and a limit of steps: what any policy
 * earns in it is known by counting back from the limit.
 */
final class ToyProcess {

    /** By state and action. */
    private static final double[][] REWARDS = {{0, 1}, {2, -1}, {1, 3}};

    private static final double[][][] NEXT = {
        {{0.6, 0.3, 0.1}, {0.1, 0.5, 0.4}},
        {{0.2, 0.7, 0.1}, {0.3, 0.2, 0.5}},
        {{0.5, 0.4, 0.1}, {0.7, 0.2, 0.1}}
    };

    private static final double[] START = {0.6, 0.3, 0.1};
    private static final double NOISE = 0.5;

    /** Probability of the second action by state. */
    static final double[] RECORDED = {0.5, 0.4, 0.5};

    static final double[] TARGET = {0.7, 0.25, 0.65};

    static final EpisodeShape SHAPE = new EpisodeShape(1, 1, 2, 0);

    private final int limit;
    private final double ending;

    /** @param ending chance of each step to be the last */
    ToyProcess(int limit, double ending) {
        this.limit = limit;
        this.ending = ending;
    }

    /** What a policy earns in an episode, discounted. */
    double truth(double[] policy, double discount) {
        double[] values = new double[3];
        for (int left = 1; left <= limit; left++) {
            double[] longer = new double[3];
            for (int state = 0; state < 3; state++) {
                for (int action = 0; action < 2; action++) {
                    double probability = action == 1 ? policy[state] : 1 - policy[state];
                    double behind = 0;
                    for (int next = 0; next < 3; next++) {
                        behind += NEXT[state][action][next] * values[next];
                    }
                    longer[state] += probability * (REWARDS[state][action] + discount * (1 - ending) * behind);
                }
            }
            values = longer;
        }
        double mean = 0;
        for (int state = 0; state < 3; state++) {
            mean += START[state] * values[state];
        }
        return mean;
    }

    /** Episodes of one policy, with the probabilities of another. */
    List<RecordedEpisode> record(int episodes, double[] recorded, double[] target, SplittableRandom random) {
        List<RecordedEpisode> record = new ArrayList<>();
        for (int i = 0; i < episodes; i++) {
            record.add(episode(recorded, target, random));
        }
        return record;
    }

    private RecordedEpisode episode(double[] recorded, double[] target, SplittableRandom random) {
        List<Float> states = new ArrayList<>();
        List<Float> actions = new ArrayList<>();
        List<Float> rewards = new ArrayList<>();
        int state = draw(START, random);
        boolean over = false;
        while (!over && rewards.size() < limit) {
            int action = random.nextDouble() < recorded[state] ? 1 : 0;
            states.add((float) state);
            actions.add((float) action);
            rewards.add((float) (REWARDS[state][action] + NOISE * random.nextGaussian()));
            over = random.nextDouble() < ending;
            state = draw(NEXT[state][action], random);
        }
        states.add((float) state);
        int steps = rewards.size();
        float[] behaviour = new float[steps];
        float[] wanted = new float[2 * (steps + 1)];
        float[] ofTarget = new float[steps];
        for (int step = 0; step <= steps; step++) {
            int at = states.get(step).intValue();
            wanted[2 * step] = (float) (1 - target[at]);
            wanted[2 * step + 1] = (float) target[at];
            if (step < steps) {
                behaviour[step] = (float) Math.log(actions.get(step) == 1 ? recorded[at] : 1 - recorded[at]);
                ofTarget[step] =
                        (float) Math.log(wanted[2 * step + actions.get(step).intValue()]);
            }
        }
        return new RecordedEpisode(
                floats(states), floats(actions), floats(rewards), behaviour, ofTarget, wanted, !over);
    }

    private static float[] floats(List<Float> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i);
        }
        return floats;
    }

    private static int draw(double[] probabilities, SplittableRandom random) {
        double point = random.nextDouble();
        int index = 0;
        while (index < probabilities.length - 1 && point >= probabilities[index]) {
            point -= probabilities[index++];
        }
        return index;
    }
}
