package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;
import java.util.function.Function;

/** Computes a network of several parts: to the engine of one part, an observation is as many rows as it has parts. */
public final class PartsEngine implements Engine {

    private final Engine part;
    private final int parts;

    private PartsEngine(Engine part, int parts) {
        this.part = part;
        this.parts = parts;
    }

    /**
     * An engine for networks of that shape: of one part or of several, with branches or without.
     *
     * @param engines makes engines for networks of one part
     */
    public static Engine over(NetworkShape shape, Function<NetworkShape, ? extends Engine> engines) {
        if (!shape.branches().none()) {
            return new ContextEngine(shape, engines);
        }
        return shape.parts() == 1 ? engines.apply(shape) : new PartsEngine(engines.apply(shape.part()), shape.parts());
    }

    @Override
    public String description() {
        return part.description();
    }

    @Override
    public int parameterCount() {
        return part.parameterCount();
    }

    @Override
    public void load(float[] parameters) {
        part.load(parameters);
    }

    @Override
    public void ahead(float[] observations, int rows) {
        part.ahead(observations, rows * parts);
    }

    @Override
    public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
        part.forward(observations, rows * parts, policyOutputs, values);
    }

    @Override
    public void values(float[] observations, int rows, float[] values) {
        part.values(observations, rows * parts, values);
    }

    @Override
    public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
        part.backward(policyOutputGradients, valueGradients, gradient);
    }

    @Override
    public void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into) {
        part.observationGradients(policyOutputGradients, valueGradients, into);
    }

    @Override
    public void close() {
        part.close();
    }
}
