package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;

/**
 * The reference in plain Java: float32, one thread, sums in an order that depends on the layer sizes
 * and the number of rows alone, so that the same inputs give the same bits on every machine. Buffers
 * grow with the largest batch seen; after that nothing is allocated.
 */
public final class KernelEngine implements Engine {

    private final int parameterCount;
    private final KernelNetwork policy;
    private final KernelNetwork value;
    private float[] observations = {};
    private int rows;

    public KernelEngine(NetworkShape shape) {
        parameterCount = shape.freeOffset();
        policy = new KernelNetwork(shape.policyLayers(), shape.activation(), 0);
        value = new KernelNetwork(shape.valueLayers(), shape.activation(), shape.valueOffset());
    }

    @Override
    public String description() {
        return "kernel: plain Java loops on CPU, 1 thread";
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
        Lengths.requireAtLeast("observation numbers", observations.length, rows * policy.inputs());
        Lengths.requireAtLeast("places for policy outputs", policyOutputs.length, rows * policy.outputs());
        Lengths.requireAtLeast("places for values", values.length, rows);
        keep(observations, rows * policy.inputs());
        policy.forward(observations, rows, policyOutputs);
        value.forward(observations, rows, values);
        this.rows = rows;
    }

    @Override
    public void values(float[] observations, int rows, float[] values) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * value.inputs());
        Lengths.requireAtLeast("places for values", values.length, rows);
        this.rows = 0;
        value.forward(observations, rows, values);
    }

    @Override
    public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policy.outputs());
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows);
        Lengths.requireAtLeast("places for the gradient", gradient.length, parameterCount);
        policy.backward(observations, policyOutputGradients, rows, gradient);
        value.backward(observations, valueGradients, rows, gradient);
    }

    @Override
    public void close() {
        // Nothing but arrays: the garbage collector does it.
    }

    /** A copy: the caller may fill the array anew before the way back. */
    private void keep(float[] given, int count) {
        if (observations.length < count) {
            observations = new float[count];
        }
        System.arraycopy(given, 0, observations, 0, count);
    }
}
