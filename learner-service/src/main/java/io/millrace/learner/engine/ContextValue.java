package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.PartRows;
import io.millrace.policy.network.Piece;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The value network of a network with branches: of the whole observation, or of the mean over its parts. */
final class ContextValue implements AutoCloseable {

    private final Activation activation;
    private final int parts;
    private final PieceEngine value;
    /** Null where the value is of the whole observation. */
    private final @Nullable PieceEngine part;

    private final PartRows features;
    private float[] featureRows = {};
    private float[] featureDeltas = {};
    private float[] means = {};

    private ContextValue(
            NetworkShape network, Piece value, @Nullable Piece part, Function<NetworkShape, ? extends Engine> engines) {
        activation = network.activation();
        parts = network.parts();
        features = new PartRows(parts, value.shape().observationSize());
        this.value = new PieceEngine(value, engines);
        this.part = part == null ? null : new PieceEngine(part, engines);
    }

    /** That of a network; null where it has none. */
    static @Nullable ContextValue of(NetworkShape network, Function<NetworkShape, ? extends Engine> engines) {
        Piece value = network.context().value();
        return value == null
                ? null
                : new ContextValue(network, value, network.context().valuePart(), engines);
    }

    void load(float[] parameters) {
        value.load(parameters);
        if (part != null) {
            part.load(parameters);
        }
    }

    void ahead(float[] observations, int rows) {
        if (part == null) {
            value.ahead(observations, rows);
        } else {
            part.ahead(observations, rows * parts);
        }
    }

    void forward(float[] observations, int rows, float[] values) {
        if (part == null) {
            value.forward(observations, rows, values);
            return;
        }
        makeRoom(rows);
        part.forward(observations, rows * parts, featureRows);
        activation.apply(featureRows, rows * parts * features.width());
        features.mean(featureRows, rows, means);
        value.forward(means, rows, values);
    }

    /** Writes the gradient by the value network's parameters, for the rows of the last forward pass. */
    void backward(float[] valueGradients, int rows, float[] gradient) {
        value.backward(valueGradients, gradient);
        if (part != null) {
            branchBack(valueGradients, rows);
            part.backward(featureDeltas, gradient);
        }
    }

    /** The gradient by the observations, for the rows of the last forward pass. */
    void observationGradients(float[] valueGradients, int rows, float[] into) {
        if (part == null) {
            value.inputGradients(valueGradients, into);
        } else {
            branchBack(valueGradients, rows);
            part.inputGradients(featureDeltas, into);
        }
    }

    /** From the values to what the parts' branch gave, before its activation. */
    private void branchBack(float[] valueGradients, int rows) {
        int numbers = rows * parts * features.width();
        value.inputGradients(valueGradients, means);
        features.divide(means, rows);
        Arrays.fill(featureDeltas, 0, numbers, 0);
        features.addToEach(means, 0, rows, featureDeltas);
        activation.passBack(featureRows, featureDeltas, numbers);
    }

    private void makeRoom(int rows) {
        if (means.length < rows * features.width()) {
            means = new float[rows * features.width()];
            featureRows = new float[rows * parts * features.width()];
            featureDeltas = new float[featureRows.length];
        }
    }

    @Override
    public void close() {
        value.close();
        if (part != null) {
            part.close();
        }
    }
}
