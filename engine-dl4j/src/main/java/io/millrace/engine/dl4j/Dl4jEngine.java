package io.millrace.engine.dl4j;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Lengths;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The networks in Deeplearning4j. Its parameter vector has our layout: each layer's weights are
 * {@code [inputs, outputs]} in column order, which is {@code outputs x inputs} in row order, then the bias.
 */
final class Dl4jEngine implements Engine {

    private final NativeRuntime runtime;
    private final int parameterCount;
    private final int observationSize;
    private final int policySize;
    private final int valueSize;
    private final int trunkLayers;
    private final Batch observations;
    private final Batch observationDeltas;
    private final Dl4jNetwork policy;
    /**
     * On the observations, or on what a trunk that is part of the policy's network puts out; null where
     * there is no value network.
     */
    private final @Nullable Dl4jNetwork value;
    /** Those that there are. */
    private final List<Dl4jNetwork> networks;

    private int rows;
    private @Nullable Thread lastThread;

    Dl4jEngine(NetworkShape shape, NativeRuntime runtime) {
        this.runtime = runtime;
        parameterCount = shape.freeOffset();
        observationSize = shape.observationSize();
        policySize = shape.policyOutputs();
        valueSize = shape.valueOutputs();
        trunkLayers = shape.trunkLayers();
        observations = new Batch(observationSize);
        observationDeltas = new Batch(observationSize);
        policy = new Dl4jNetwork(shape.policyLayers(), shape.activation(), 0, observations, null);
        value = valueSize == 0
                ? null
                : new Dl4jNetwork(
                        shape.valueLayers(),
                        shape.activation(),
                        shape.valueOffset(),
                        policy.inputs(trunkLayers),
                        policy.inputDeltas(trunkLayers));
        networks = value == null ? List.of(policy) : List.of(policy, value);
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
        networks.forEach(network -> network.load(parameters));
    }

    @Override
    public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * observationSize);
        Lengths.requireAtLeast("places for policy outputs", policyOutputs.length, rows * policySize);
        Lengths.requireAtLeast("places for values", values.length, rows * valueSize);
        begin(observations, rows);
        for (Dl4jNetwork network : networks) {
            network.forward(0, network.layers());
        }
        policy.getResults(policyOutputs);
        if (value != null) {
            value.getResults(values);
        }
        this.rows = rows;
    }

    @Override
    public void values(float[] observations, int rows, float[] values) {
        if (value == null) {
            throw Lengths.noValueNetwork();
        }
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
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows * valueSize);
        Lengths.requireAtLeast("places for the gradient", gradient.length, parameterCount);
        policy.putResultGradients(policyOutputGradients);
        policy.backward(policy.layers(), trunkLayers);
        if (value != null) {
            value.putResultGradients(valueGradients);
            value.backward(value.layers(), 0);
        }
        policy.backward(trunkLayers, 0);
        networks.forEach(network -> network.getGradient(gradient));
    }

    @Override
    public void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policySize);
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows * valueSize);
        Lengths.requireAtLeast("places for observation gradients", into.length, rows * observationSize);
        observationDeltas.resize(rows);
        observationDeltas.array().assign(0);
        policy.putResultGradients(policyOutputGradients);
        policy.passBack(policy.layers(), trunkLayers, observationDeltas);
        if (value != null) {
            value.putResultGradients(valueGradients);
            Batch features = policy.inputDeltas(trunkLayers);
            value.passBack(value.layers(), 0, features == null ? observationDeltas : features);
        }
        policy.passBack(trunkLayers, 0, observationDeltas);
        observationDeltas.get(into);
    }

    @Override
    public void close() {
        networks.forEach(Dl4jNetwork::close);
        observations.close();
        observationDeltas.close();
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
