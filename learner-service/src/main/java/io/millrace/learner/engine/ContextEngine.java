package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Computes a network with branches by engines of its pieces, each a plain network
 * ({@link io.millrace.policy.network.ContextShape}). On the kernel its forward pass gives the bits of an actor's.
 * Nothing is allocated once the largest batch was seen.
 */
final class ContextEngine implements Engine {

    private final int parameterCount;
    private final int observationSize;
    private final int policySize;
    private final ContextPolicy policy;
    private final @Nullable ContextValue value;

    private float[] valueInputDeltas = {};
    private int rows;

    /** @param engines makes engines for networks of one part */
    ContextEngine(NetworkShape shape, Function<NetworkShape, ? extends Engine> engines) {
        parameterCount = shape.freeOffset();
        observationSize = shape.observationSize();
        policySize = shape.policyOutputs();
        policy = new ContextPolicy(shape, engines);
        value = ContextValue.of(shape, engines);
    }

    @Override
    public String description() {
        return policy.description();
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    public void load(float[] parameters) {
        Lengths.requireAtLeast("parameters", parameters.length, parameterCount);
        policy.load(parameters);
        if (value != null) {
            value.load(parameters);
        }
    }

    @Override
    public void ahead(float[] observations, int rows) {
        policy.ahead(observations, rows);
        if (value != null) {
            value.ahead(observations, rows);
        }
    }

    @Override
    public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
        requireObservations(observations, rows);
        Lengths.requireAtLeast("places for policy outputs", policyOutputs.length, rows * policySize);
        requireValues("places for values", values, rows);
        policy.forward(observations, rows, policyOutputs);
        if (value != null) {
            value.forward(observations, rows, values);
        }
        this.rows = rows;
    }

    @Override
    public void values(float[] observations, int rows, float[] values) {
        if (value == null) {
            throw Lengths.noValueNetwork();
        }
        requireObservations(observations, rows);
        requireValues("places for values", values, rows);
        this.rows = 0;
        value.forward(observations, rows, values);
    }

    @Override
    public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
        requireGradients(policyOutputGradients, valueGradients);
        Lengths.requireAtLeast("places for the gradient", gradient.length, parameterCount);
        policy.backward(policyOutputGradients, rows, gradient);
        if (value != null) {
            value.backward(valueGradients, rows, gradient);
        }
    }

    @Override
    public void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into) {
        requireGradients(policyOutputGradients, valueGradients);
        int numbers = rows * observationSize;
        Lengths.requireAtLeast("places for observation gradients", into.length, numbers);
        policy.observationGradients(policyOutputGradients, rows, into);
        if (value != null) {
            if (valueInputDeltas.length < numbers) {
                valueInputDeltas = new float[numbers];
            }
            value.observationGradients(valueGradients, rows, valueInputDeltas);
            for (int i = 0; i < numbers; i++) {
                into[i] += valueInputDeltas[i];
            }
        }
    }

    private void requireObservations(float[] observations, int rows) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * observationSize);
    }

    private void requireGradients(float[] policyOutputGradients, float[] valueGradients) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policySize);
        requireValues("value gradients", valueGradients, rows);
    }

    private void requireValues(String what, float[] values, int rows) {
        Lengths.requireAtLeast(what, values.length, value == null ? 0 : rows);
    }

    @Override
    public void close() {
        policy.close();
        if (value != null) {
            value.close();
        }
    }
}
