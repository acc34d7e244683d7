package io.millrace.engine.dl4j;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Lengths;
import io.millrace.policy.network.NetworkShape;
import org.jspecify.annotations.Nullable;

/**
 * Both networks in Deeplearning4j. Its parameter vector has our layout: each layer's weights are
 * {@code [inputs, outputs]} in column order, which is {@code outputs x inputs} in row order, then the bias.
 */
final class Dl4jEngine implements Engine {

    private final NativeRuntime runtime;
    private final int parameterCount;
    private final int observationSize;
    private final int policySize;
    private final int trunkLayers;
    private final Batch observations;
    private final Dl4jNetwork policy;
    /** On the observations, or on what a trunk that is part of the policy's network puts out. */
    private final Dl4jNetwork value;

    private int rows;
    private @Nullable Thread lastThread;

    Dl4jEngine(NetworkShape shape, NativeRuntime runtime) {
        this.runtime = runtime;
        parameterCount = shape.freeOffset();
        observationSize = shape.observationSize();
        policySize = shape.policyOutputs();
        trunkLayers = shape.trunkLayers();
        observations = new Batch(observationSize);
        policy = new Dl4jNetwork(shape.policyLayers(), shape.activation(), 0, observations, null);
        value = new Dl4jNetwork(
                shape.valueLayers(),
                shape.activation(),
                shape.valueOffset(),
                policy.inputs(trunkLayers),
                policy.inputDeltas(trunkLayers));
    }

    @Override
    public String description() {
        return runtime.description();
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    public void load(float[] parameters) {
        Lengths.requireAtLeast("parameters", parameters.length, parameterCount);
        policy.load(parameters);
        value.load(parameters);
    }

    @Override
    public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * observationSize);
        Lengths.requireAtLeast("places for policy outputs", policyOutputs.length, rows * policySize);
        Lengths.requireAtLeast("places for values", values.length, rows);
        begin(observations, rows);
        policy.forward(0, policy.layers());
        value.forward(0, value.layers());
        policy.getResults(policyOutputs);
        value.getResults(values);
        this.rows = rows;
    }

    @Override
    public void values(float[] observations, int rows, float[] values) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * observationSize);
        Lengths.requireAtLeast("places for values", values.length, rows);
        this.rows = 0;
        begin(observations, rows);
        policy.forward(0, trunkLayers);
        value.forward(0, value.layers());
        value.getResults(values);
    }

    @Override
    public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policySize);
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows);
        Lengths.requireAtLeast("places for the gradient", gradient.length, parameterCount);
        policy.putResultGradients(policyOutputGradients);
        value.putResultGradients(valueGradients);
        policy.backward(policy.layers(), trunkLayers);
        value.backward(value.layers(), 0);
        policy.backward(trunkLayers, 0);
        policy.getGradient(gradient);
        value.getGradient(gradient);
    }

    @Override
    public void close() {
        policy.close();
        value.close();
        observations.close();
    }

    private void begin(float[] numbers, int rows) {
        settleOnThread();
        observations.resize(rows);
        observations.put(numbers);
    }

    private void settleOnThread() {
        if (lastThread != Thread.currentThread()) {
            lastThread = Thread.currentThread();
            runtime.useThreads();
        }
    }
}
