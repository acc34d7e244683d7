package io.millrace.learner.engine;

import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Piece;
import java.util.Arrays;
import java.util.function.Function;

/** The engine of a network's piece, which takes its parameters out of the network's and adds up its gradient. */
final class PieceEngine implements AutoCloseable {

    private static final float[] NO_VALUES = {};

    private final Piece piece;
    private final Engine engine;
    private final float[] parameters;
    private final float[] gradient;
    private final float[] sum;

    PieceEngine(Piece piece, Function<NetworkShape, ? extends Engine> engines) {
        this.piece = piece;
        engine = engines.apply(piece.shape());
        parameters = new float[piece.shape().parameterCount()];
        gradient = new float[parameters.length];
        sum = new float[parameters.length];
    }

    String description() {
        return engine.description();
    }

    /** Numbers in a row of input. */
    int inputs() {
        return piece.shape().observationSize();
    }

    void load(float[] whole) {
        piece.read(whole, parameters);
        engine.load(parameters);
    }

    void ahead(float[] input, int rows) {
        engine.ahead(input, rows);
    }

    void forward(float[] input, int rows, float[] output) {
        engine.forward(input, rows, output, NO_VALUES);
    }

    void beginGradient() {
        Arrays.fill(sum, 0);
    }

    /** Adds the gradient by the parameters, for the rows of the last forward pass. */
    void addGradient(float[] outputGradients) {
        engine.backward(outputGradients, NO_VALUES, gradient);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += gradient[i];
        }
    }

    void writeGradient(float[] whole) {
        piece.write(sum, whole);
    }

    /** Writes the gradient of the last forward pass alone. */
    void backward(float[] outputGradients, float[] whole) {
        engine.backward(outputGradients, NO_VALUES, gradient);
        piece.write(gradient, whole);
    }

    void inputGradients(float[] outputGradients, float[] into) {
        engine.observationGradients(outputGradients, NO_VALUES, into);
    }

    @Override
    public void close() {
        engine.close();
    }
}
