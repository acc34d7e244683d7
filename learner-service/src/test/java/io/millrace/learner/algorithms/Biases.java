package io.millrace.learner.algorithms;

import io.millrace.learner.algorithms.ExplorationSettings.Kind;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A network whose values are its biases, and one lane of one environment that shows nothing but zeros: what is
 * learned of an action can be read off. With plain steps of size 1 against the squared loss, a gradient step on one
 * row sets the value of its action to the target.
 */
final class Biases {

    static final double DISCOUNT = .9;
    static final ExplorationSettings TWO_IN_TEN = new ExplorationSettings(Kind.CONSTANT, .2, 0, 0, 0);

    /** The target network stays as it was restored. */
    static final TargetSettings STANDING = new TargetSettings(1_000_000, 0);

    private Biases() {}

    static NetworkShape network(int choices) {
        return new NetworkShape(1, List.of(), Activation.TANH, choices, 1, Trunk.NONE);
    }

    static LearningTask task(int choices) {
        NetworkShape network = network(choices);
        return new LearningTask(network, new EpsilonGreedy(choices), new KernelEngine(network), 7, 1000);
    }

    /** Parameters of a network with these values, and epsilon 0. */
    static float[] valued(float... values) {
        float[] parameters = new float[network(values.length).parameterCount()];
        System.arraycopy(values, 0, parameters, values.length, values.length);
        return parameters;
    }

    /** The values of the actions. */
    static float[] values(float[] parameters) {
        int choices = (parameters.length - 1) / 2;
        return Arrays.copyOfRange(parameters, choices, 2 * choices);
    }

    /** What a checkpoint would hold of a target network with these values. */
    static float[] target(float... values) {
        float[] parameters = valued(values);
        return Arrays.copyOf(parameters, parameters.length - 1);
    }

    /** Sets values to targets: see above. */
    static DqnSettings dqn(int nStep, double samplesPerInsert) {
        return dqn(nStep, samplesPerInsert, 0, TWO_IN_TEN);
    }

    static DqnSettings dqn(int nStep, double samplesPerInsert, long learningStarts, ExplorationSettings exploration) {
        return new DqnSettings(
                1,
                false,
                DISCOUNT,
                new ReplaySettings(1000, ReplaySettings.Kind.UNIFORM, .6, .4),
                1,
                samplesPerInsert,
                learningStarts,
                nStep,
                STANDING,
                TdLoss.SQUARED,
                0,
                exploration,
                OptimizerKind.SGD,
                1e-5,
                0);
    }

    /** Sets values to targets: see above. */
    static SarsaSettings sarsa(int nStep) {
        return new SarsaSettings(
                1,
                false,
                DISCOUNT,
                1000,
                1,
                nStep,
                STANDING,
                TdLoss.SQUARED,
                0,
                TWO_IN_TEN,
                OptimizerKind.SGD,
                1e-5,
                0);
    }

    /** An unroll of one environment, in which nothing is masked. */
    static UnrollBatch unroll(int choices, long number, float[] actions, float[] rewards, byte... ends) {
        return unroll(choices, number, actions, rewards, null, null, ends);
    }

    /**
     * @param masks      (steps + 1) x choices
     * @param finalMasks for each step that ended, choices
     */
    static UnrollBatch unroll(
            int choices,
            long number,
            float[] actions,
            float[] rewards,
            byte @Nullable [] masks,
            byte @Nullable [] finalMasks,
            byte... ends) {
        int[] finalRows = IntStream.range(0, ends.length)
                .filter(row -> Ends.ended(ends[row]))
                .toArray();
        UnrollShape shape = new UnrollShape(actions.length, 1, 1, new ActionSpace.Discrete(choices), 1);
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(new DecodedUnroll(
                0,
                number,
                new float[actions.length + 1],
                masks,
                actions,
                new float[actions.length],
                rewards,
                ends,
                finalRows,
                new float[finalRows.length],
                new long[actions.length],
                finalMasks)));
        return batch;
    }
}
