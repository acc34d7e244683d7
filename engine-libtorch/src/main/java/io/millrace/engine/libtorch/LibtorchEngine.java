package io.millrace.engine.libtorch;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Lengths;
import io.millrace.policy.network.NetworkShape;
import org.jspecify.annotations.Nullable;

/** The networks in libtorch, with one flat vector of parameters and one of the gradient in our layout. */
final class LibtorchEngine implements Engine {

    private final TorchRuntime runtime;
    private final int parameterCount;
    private final int observationSize;
    private final int policySize;
    private final int valueSize;
    private final int trunkLayers;
    private final Numbers parameters;
    private final Numbers gradient;
    private final Observations observations;
    private final Batch observationDeltas;
    private final LibtorchNetwork policy;
    /**
     * On the observations, or on what a trunk that is part of the policy's network puts out; null where
     * there is no value network.
     */
    private final @Nullable LibtorchNetwork value;

    private int rows;
    private @Nullable Thread lastThread;

    LibtorchEngine(NetworkShape shape, TorchRuntime runtime) {
        this.runtime = runtime;
        parameterCount = shape.freeOffset();
        observationSize = shape.observationSize();
        policySize = shape.policyOutputs();
        valueSize = shape.valueOutputs();
        trunkLayers = shape.trunkLayers();
        parameters = new Numbers(runtime, parameterCount);
        gradient = new Numbers(runtime, parameterCount);
        observations = new Observations(runtime, observationSize);
        observationDeltas = new Batch(runtime, observationSize);
        policy = new LibtorchNetwork(runtime, shape.policyLayers(), shape.activation(), parameters, gradient, 0);
        value = valueSize == 0
                ? null
                : new LibtorchNetwork(
                        runtime, shape.valueLayers(), shape.activation(), parameters, gradient, shape.valueOffset());
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
        this.parameters.put(parameters, parameterCount);
    }

    @Override
    public void ahead(float[] observations, int rows) {
        requireObservations(observations, rows);
        this.observations.ahead(observations, rows);
    }

    @Override
    public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
        requireObservations(observations, rows);
        Lengths.requireAtLeast("places for policy outputs", policyOutputs.length, rows * policySize);
        Lengths.requireAtLeast("places for values", values.length, rows * valueSize);
        settleOnThread();
        this.observations.take(observations, rows);
        policy.forward(this.observations.batch(), policy.layers());
        if (value != null) {
            value.forward(valueInputs(), value.layers());
            value.getResults(values);
        }
        policy.getResults(policyOutputs);
        this.rows = rows;
    }

    @Override
    public void values(float[] observations, int rows, float[] values) {
        if (value == null) {
            throw Lengths.noValueNetwork();
        }
        requireObservations(observations, rows);
        Lengths.requireAtLeast("places for values", values.length, rows);
        this.rows = 0;
        settleOnThread();
        this.observations.take(observations, rows);
        policy.forward(this.observations.batch(), trunkLayers);
        value.forward(valueInputs(), value.layers());
        value.getResults(values);
    }

    @Override
    public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policySize);
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows * valueSize);
        Lengths.requireAtLeast("places for the gradient", gradient.length, parameterCount);
        policy.putResultGradients(policyOutputGradients);
        if (value != null) {
            // Before anything is computed: a GPU would finish that first.
            value.putResultGradients(valueGradients);
        }
        policy.backward(policy.layers(), trunkLayers, observations.batch(), null);
        if (value != null) {
            value.backward(value.layers(), 0, valueInputs(), trunkLayers == 0 ? null : policy.deltas(trunkLayers - 1));
        }
        policy.backward(trunkLayers, 0, observations.batch(), null);
        this.gradient.get(gradient, parameterCount);
    }

    @Override
    public void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policySize);
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows * valueSize);
        Lengths.requireAtLeast("places for observation gradients", into.length, rows * observationSize);
        policy.putResultGradients(policyOutputGradients);
        if (value != null) {
            // Before anything is computed: a GPU would finish that first.
            value.putResultGradients(valueGradients);
        }
        observationDeltas.resize(rows);
        observationDeltas.clear();
        policy.passBack(policy.layers(), trunkLayers, observationDeltas);
        if (value != null) {
            value.passBack(value.layers(), 0, trunkLayers == 0 ? observationDeltas : policy.deltas(trunkLayers - 1));
        }
        policy.passBack(trunkLayers, 0, observationDeltas);
        observationDeltas.get(into);
    }

    @Override
    public void close() {
        policy.close();
        if (value != null) {
            value.close();
        }
        observations.close();
        observationDeltas.close();
        parameters.close();
        gradient.close();
    }

    private Batch valueInputs() {
        return trunkLayers == 0 ? observations.batch() : policy.results(trunkLayers - 1);
    }

    private void requireObservations(float[] observations, int rows) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * observationSize);
    }

    private void settleOnThread() {
        if (lastThread != Thread.currentThread()) {
            lastThread = Thread.currentThread();
            runtime.useThreads();
        }
    }
}
