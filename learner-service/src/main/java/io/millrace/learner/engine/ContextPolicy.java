package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.ContextPass;
import io.millrace.policy.network.ContextShape;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.PartRows;
import io.millrace.policy.network.Piece;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The policy network of a network with branches, and the way back through it. The way back computes the head anew for
 * some rows at a time: its wide layers for all parts of all rows would not fit the memory of large batches.
 */
final class ContextPolicy implements AutoCloseable {

    private final Activation activation;
    private final boolean ofMean;
    private final int parts;
    private final int outputs;
    private final PartRows features;
    private final PartRows units;
    private final PieceEngine part;
    private final PieceEngine context;
    private final PieceEngine own;
    private final @Nullable PieceEngine rest;
    private final List<PieceEngine> pieces;
    private final ContextPass pass;

    private float[] someGradients = {};
    private float[] someDeltas = {};
    private float[] someFeatureDeltas = {};
    private float[] featureDeltas = {};
    private float[] contextDeltas = {};
    private float[] contextInputDeltas = {};

    ContextPolicy(NetworkShape network, Function<NetworkShape, ? extends Engine> engines) {
        ContextShape shape = network.context();
        activation = network.activation();
        ofMean = network.branches().mean();
        parts = network.parts();
        outputs = network.headOutputs();
        features = new PartRows(parts, shape.own().shape().observationSize());
        units = new PartRows(parts, shape.own().shape().policyOutputs());
        part = new PieceEngine(shape.part(), engines);
        context = new PieceEngine(shape.context(), engines);
        own = new PieceEngine(shape.own(), engines);
        Piece last = shape.rest();
        rest = last == null ? null : new PieceEngine(last, engines);
        pieces = rest == null ? List.of(part, context, own) : List.of(part, context, own, rest);
        pass = new ContextPass(
                network, part::forward, context::forward, own::forward, rest == null ? null : rest::forward);
    }

    String description() {
        return part.description();
    }

    void load(float[] parameters) {
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).load(parameters);
        }
    }

    void ahead(float[] observations, int rows) {
        part.ahead(observations, rows * parts);
        if (!ofMean) {
            context.ahead(observations, rows);
        }
    }

    void forward(float[] observations, int rows, float[] policyOutputs) {
        pass.forward(observations, rows, policyOutputs);
    }

    /** Writes the gradient by the policy network's parameters, for the rows of the last forward pass. */
    void backward(float[] outputGradients, int rows, float[] gradient) {
        own.beginGradient();
        if (rest != null) {
            rest.beginGradient();
        }
        headBack(outputGradients, rows, true);
        own.writeGradient(gradient);
        if (rest != null) {
            rest.writeGradient(gradient);
        }
        context.backward(contextDeltas, gradient);
        branchBack(rows);
        part.backward(featureDeltas, gradient);
    }

    /** The gradient by the observations, for the rows of the last forward pass. */
    void observationGradients(float[] outputGradients, int rows, float[] into) {
        headBack(outputGradients, rows, false);
        branchBack(rows);
        part.inputGradients(featureDeltas, into);
        if (!ofMean) {
            context.inputGradients(contextDeltas, contextInputDeltas);
            for (int i = 0; i < rows * context.inputs(); i++) {
                into[i] += contextInputDeltas[i];
            }
        }
    }

    /** From the outputs to what the parts' branch and the context gave. */
    private void headBack(float[] outputGradients, int rows, boolean withGradient) {
        makeRoom(rows);
        for (int first = 0; first < rows; first += pass.rowsAtOnce()) {
            int count = Math.min(pass.rowsAtOnce(), rows - first);
            if (rows > count) {
                pass.head(first, count);
            }
            System.arraycopy(outputGradients, first * parts * outputs, someGradients, 0, count * parts * outputs);
            headBackOfSome(first, count, withGradient);
        }
    }

    private void headBackOfSome(int first, int count, boolean withGradient) {
        float[] deltas = someGradients;
        if (rest != null) {
            if (withGradient) {
                rest.addGradient(someGradients);
            }
            deltas = someDeltas;
            rest.inputGradients(someGradients, deltas);
            activation.passBack(pass.units(), deltas, count * parts * units.width());
        }
        if (withGradient) {
            own.addGradient(deltas);
        }
        own.inputGradients(deltas, someFeatureDeltas);
        int numbers = parts * features.width();
        System.arraycopy(someFeatureDeltas, 0, featureDeltas, first * numbers, count * numbers);
        units.sum(deltas, count, contextDeltas, first * units.width());
    }

    /** Adds the context's share where it is a mean, and goes back through the activation of the parts' branch. */
    private void branchBack(int rows) {
        if (ofMean) {
            context.inputGradients(contextDeltas, contextInputDeltas);
            features.divide(contextInputDeltas, rows);
            features.addToEach(contextInputDeltas, 0, rows, featureDeltas);
        }
        activation.passBack(pass.features(), featureDeltas, rows * parts * features.width());
    }

    private void makeRoom(int rows) {
        if (contextDeltas.length < rows * units.width()) {
            contextDeltas = new float[rows * units.width()];
            contextInputDeltas = new float[rows * context.inputs()];
            featureDeltas = new float[rows * parts * features.width()];
        }
        int some = Math.min(rows, pass.rowsAtOnce()) * parts;
        if (someGradients.length < some * outputs) {
            someGradients = new float[some * outputs];
            someDeltas = new float[rest == null ? 0 : some * units.width()];
            someFeatureDeltas = new float[some * features.width()];
        }
    }

    @Override
    public void close() {
        pieces.forEach(PieceEngine::close);
    }
}
