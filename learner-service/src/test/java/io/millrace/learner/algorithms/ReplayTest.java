package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.NetworkShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private static final int STEPS = 40;

    @Test
    void weightsMakeUpForUnevenDrawsWhollyAtTheEndOfARun() {
        float[] early = weightsOfTheSecondUpdate(1_000_000 * STEPS);
        float[] last = weightsOfTheSecondUpdate(STEPS);

        // They are powers of one base: beta is 0.4 at first, and 1 at the end.
        for (int row = 0; row < early.length; row++) {
            assertThat(Math.log(last[row])).isCloseTo(Math.log(early[row]) / .4, within(1e-4));
        }
        float[] sorted = last.clone();
        Arrays.sort(sorted);
        assertThat(sorted[0]).isLessThan(1);
    }

    private static float[] weightsOfTheSecondUpdate(long stepLimit) {
        Replay replay = new Replay(DqnTest.settings(ReplaySettings.Kind.PRIORITISED, 1), task(stepLimit));
        replay.insert(
                Biases.unroll(3, 0, new float[STEPS], new float[STEPS], new byte[STEPS]), new UpdateContext(1, 0));
        ReplayBatch drawn = replay.draw(1, 0);
        float[] errors = new float[drawn.rows()];
        for (int row = 0; row < errors.length; row++) {
            errors[row] = 1 + row;
        }
        replay.learned(errors);
        replay.insert(
                Biases.unroll(3, 1, new float[STEPS], new float[STEPS], new byte[STEPS]), new UpdateContext(2, STEPS));
        ReplayBatch again = replay.draw(2, 0);
        return Arrays.copyOf(again.weights(), again.rows());
    }

    private static LearningTask task(long stepLimit) {
        NetworkShape network = Biases.network(3);
        return new LearningTask(network, new EpsilonGreedy(3), new KernelEngine(network), 7, stepLimit);
    }
}
