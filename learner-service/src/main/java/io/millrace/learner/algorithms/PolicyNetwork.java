package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Engine;
import io.millrace.policy.distribution.NaturalDistribution;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;

/**
 * The policy network of a run without its value network, on an engine of its own. Its parameters are the policy's
 * layers, then the free parameters.
 */
final class PolicyNetwork implements AutoCloseable {

    private static final float[] NO_VALUES = {};

    private final NetworkShape run;
    private final NetworkShape own;
    private final Engine engine;
    private final NaturalDistribution distribution;

    /** The task's networks have separate trunks. */
    PolicyNetwork(LearningTask task, NaturalDistribution distribution) {
        this.distribution = distribution;
        run = task.shape();
        own = new NetworkShape(
                run.observationSize(),
                run.hidden(),
                run.activation(),
                run.policyOutputs(),
                run.freeParameters(),
                Trunk.NONE);
        engine = task.engines().apply(own);
    }

    /** Numbers in its parameters. */
    int size() {
        return own.parameterCount();
    }

    /** Where among them the free ones begin. */
    int freeOffset() {
        return own.freeOffset();
    }

    /** Outputs of a row. */
    int outputs() {
        return own.policyOutputs();
    }

    /** What its outputs mean; looks at rows with the free parameters that were last used. */
    NaturalDistribution distribution() {
        return distribution;
    }

    /** Copies its parameters out of the run's. */
    void read(float[] parameters, float[] into) {
        System.arraycopy(parameters, 0, into, 0, freeOffset());
        System.arraycopy(parameters, run.freeOffset(), into, freeOffset(), own.freeParameters());
    }

    /** Copies its parameters into the run's. */
    void write(float[] from, float[] parameters) {
        System.arraycopy(from, 0, parameters, 0, freeOffset());
        System.arraycopy(from, freeOffset(), parameters, run.freeOffset(), own.freeParameters());
    }

    /** Computes with these parameters from now on. */
    void load(float[] parameters) {
        engine.load(parameters);
    }

    /** What it puts out for a chunk's observations; rows x outputs. */
    void forward(Minibatch chunk, float[] outputs) {
        engine.forward(chunk.observations(), chunk.rows(), outputs, NO_VALUES);
    }

    /** Adds the gradient of a loss by the network's parameters, for the rows of the last forward pass. */
    void addGradient(float[] outputGradients, float[] gradient, double[] sum) {
        engine.backward(outputGradients, NO_VALUES, gradient);
        for (int i = 0; i < freeOffset(); i++) {
            sum[i] += gradient[i];
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
