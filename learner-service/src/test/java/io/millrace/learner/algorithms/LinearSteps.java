package io.millrace.learner.algorithms;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Steps of one environment and a network so small that what is learned from them can be computed by hand: of two
 * actions, both as likely, the first is taken every time, and the value of an observation is three times it.
 */
final class LinearSteps {

    /** Value of each true final observation. */
    static final double FINAL_VALUE = 21;

    private static final NetworkShape NETWORK = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);

    private LinearSteps() {}

    /** Weights and biases of the two actions, weight and bias of the value. */
    static float[] parameters() {
        return new float[] {0, 0, 0, 0, 3, 0};
    }

    static LearningTask task() {
        return new LearningTask(NETWORK, new Categorical(2), new KernelEngine(NETWORK), 1, 1000);
    }

    /**
     * One unroll.
     *
     * @param observations one more than rewards
     */
    static UnrollBatch batch(float[] observations, float[] rewards, byte[] ends) {
        int steps = rewards.length;
        float[] logProbabilities = new float[steps];
        Arrays.fill(logProbabilities, (float) Math.log(.5));
        int[] finalRows =
                IntStream.range(0, steps).filter(row -> Ends.ended(ends[row])).toArray();
        float[] finals = new float[finalRows.length];
        Arrays.fill(finals, (float) FINAL_VALUE / 3);
        UnrollBatch batch = new UnrollBatch(new UnrollShape(steps, 1, 1, new ActionSpace.Discrete(2), 1));
        batch.fill(List.of(new DecodedUnroll(
                0,
                0,
                observations,
                null,
                new float[steps],
                logProbabilities,
                rewards,
                ends,
                finalRows,
                finals,
                new long[steps])));
        return batch;
    }
}
