package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** One step to learn from, over a box of one number from -1 to 1: what a gradient step does can be computed by hand. */
final class OneStep {

    static final ActionSpace SPACE = new ActionSpace.Box(List.of(-1.0), List.of(1.0));
    static final long SEED = 7;

    /** What the step started from, and what followed. */
    static final float OBSERVATION = .5f;

    static final float NEXT = -.25f;

    private static final float[] NO_VALUES = {};

    private OneStep() {}

    static NetworkShape policy(String family) {
        ActionDistribution distribution = Distributions.of(family, SPACE);
        return new NetworkShape(
                1, List.of(3), Activation.TANH, distribution.outputs(), distribution.freeParameters(), Trunk.NONE);
    }

    /** Of an observation and an action of one number each. */
    static NetworkShape critic() {
        return new NetworkShape(2, List.of(3), Activation.TANH, 1, 0, Trunk.NONE);
    }

    /** On loops, which allocate nothing from the first call on. */
    static LearningTask task(String family) {
        NetworkShape network = policy(family);
        return new LearningTask(
                network,
                Distributions.of(family, SPACE),
                new KernelEngine(network, Kernel.loops()),
                shape -> new KernelEngine(shape, Kernel.loops()),
                SEED,
                1000,
                () -> 0,
                StageWaits.UNHEARD);
    }

    /** A step by this sampled action that earns 1. */
    static UnrollBatch batch(long number, float sampled, byte end) {
        boolean ended = Ends.ended(end);
        UnrollBatch batch = new UnrollBatch(new UnrollShape(1, 1, 1, SPACE, 1));
        batch.fill(List.of(new DecodedUnroll(
                0,
                number,
                new float[] {OBSERVATION, NEXT},
                null,
                new float[] {sampled},
                new float[1],
                new float[] {1},
                new byte[] {end},
                ended ? new int[] {0} : new int[0],
                new float[ended ? 1 : 0],
                new long[1],
                null)));
        return batch;
    }

    /** Parameters of a critic that values everything the same. */
    static float[] worth(float value) {
        float[] parameters = new float[critic().parameterCount()];
        parameters[parameters.length - 1] = value;
        return parameters;
    }

    static float[] array(Algorithm algorithm, String name) {
        return Objects.requireNonNull(algorithm.arrays().get(name)).clone();
    }

    /** Puts arrays into a beginning algorithm. */
    static void set(Algorithm algorithm, Map<String, float[]> changed) {
        Map<String, float[]> arrays = algorithm.arrays();
        arrays.putAll(changed);
        algorithm.restoreArrays(arrays);
    }

    /** A policy's outputs at an observation. */
    static float[] outputs(String family, float[] parameters, float observation) {
        NetworkShape shape = policy(family);
        float[] outputs = new float[shape.policyOutputs()];
        try (Engine engine = new KernelEngine(shape)) {
            engine.load(parameters);
            engine.forward(new float[] {observation}, 1, outputs, NO_VALUES);
        }
        return outputs;
    }

    /** What a critic with these parameters says of an action. */
    static double value(float[] parameters, float observation, float action) {
        float[] values = new float[1];
        try (Engine engine = new KernelEngine(critic())) {
            engine.load(parameters);
            engine.forward(new float[] {observation, action}, 1, values, NO_VALUES);
        }
        return values[0];
    }

    /** The slope of a loss by each of the policy's parameters, from what it is a little to both sides. */
    static float[] slopes(String family, float[] parameters, ToDoubleFunction<float[]> loss) {
        float[] slopes = new float[parameters.length];
        for (int i = 0; i < policy(family).freeOffset(); i++) {
            float[] above = parameters.clone();
            float[] below = parameters.clone();
            above[i] += 1e-2f;
            below[i] -= 1e-2f;
            slopes[i] =
                    (float) ((loss.applyAsDouble(above) - loss.applyAsDouble(below)) / ((double) above[i] - below[i]));
        }
        return slopes;
    }

    /** The size of the greatest number. */
    static float greatest(float[] numbers) {
        float greatest = 0;
        for (float number : numbers) {
            greatest = Math.max(greatest, Math.abs(number));
        }
        return greatest;
    }

    /** Parameters with outputs of some size. */
    static float[] parameters(String family) {
        return Initialization.orthogonal(policy(family), 3);
    }
}
