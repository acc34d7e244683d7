package io.millrace.app.evaluation;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Episodes that are played side by side; a finished one keeps its last row and is stepped no more. The same
 * environments play one block after the other.
 */
final class EpisodeBlock {

    /** Looks on before each step. */
    interface Watcher {

        /** Sees nothing. */
        Watcher NOBODY = (episode, decision, environment, actions, at) -> {};

        /**
         * An action is about to be taken.
         *
         * @param episode  counted from 0, over all blocks
         * @param decision counted from 0, in the episode
         * @param actions  the action begins at {@code at}
         */
        void decides(int episode, int decision, Environment environment, float[] actions, int at);
    }

    /** Observation size numbers for each row. */
    final float[] observations;

    /** For choosers that have no room of their own: action width numbers for each row. */
    final float[] actions;

    final int actionWidth;

    private final List<Environment> environments;
    private final boolean[] running;
    private final double[] discount;
    private final byte @Nullable [] masks;
    private final int observationSize;
    private final int choices;
    private int rows;

    /** @param size episodes of the largest block */
    EpisodeBlock(EnvironmentParameters parameters, int size) {
        environments = Stream.generate(parameters::create).limit(size).toList();
        Environment.Description description = environments.get(0).description();
        observationSize = description.observationSize();
        actionWidth = description.actionSpace().width();
        choices = description.actionSpace() instanceof ActionSpace.Discrete discrete ? discrete.choices() : 0;
        observations = new float[size * observationSize];
        actions = new float[size * actionWidth];
        masks = environments.get(0).masksActions() && choices > 0 ? new byte[size * choices] : null;
        running = new boolean[size];
        discount = new double[size];
    }

    /**
     * Plays episodes to their ends.
     *
     * @param first   number of the first one; episode i draws its chance from (seed, i)
     * @param count   how many; at most the size
     * @param returns what each earned, discounted with the environment's own discount, is written from the first on
     * @return steps of all of them together
     */
    long play(long seed, int first, int count, Chooser chooser, Watcher watcher, double[] returns) {
        begin(seed, first, count);
        Arrays.fill(returns, first, first + count, 0);
        long steps = 0;
        int left = count;
        for (int decision = 0; left > 0; decision++) {
            float[] chosen = chooser.choose(this);
            for (int row = 0; row < count; row++) {
                if (running[row]) {
                    watcher.decides(first + row, decision, environment(row), chosen, row * actionWidth);
                    returns[first + row] += step(row, chosen);
                    steps++;
                    left -= running[row] ? 0 : 1;
                }
            }
        }
        return steps;
    }

    private void begin(long seed, int first, int count) {
        rows = count;
        Arrays.fill(running, 0, count, true);
        Arrays.fill(discount, 0, count, 1);
        for (int row = 0; row < count; row++) {
            environment(row).reset(new CounterRandom(seed).at(Purpose.EVALUATION, first + row, 0, 0));
            observe(row);
        }
    }

    private double step(int row, float[] chosen) {
        Environment environment = environment(row);
        running[row] = environment.step(chosen, row * actionWidth) == EpisodeStatus.RUNNING;
        double earned = discount[row] * environment.reward();
        discount[row] *= environment.description().discount();
        observe(row);
        return earned;
    }

    private void observe(int row) {
        environment(row).observe(observations, row * observationSize);
        if (masks != null && running[row]) {
            environment(row).mask(masks, row * choices);
        }
    }

    int rows() {
        return rows;
    }

    boolean runs(int row) {
        return running[row];
    }

    Environment environment(int row) {
        return environments.get(row);
    }

    byte @Nullable [] masks() {
        return masks;
    }
}
