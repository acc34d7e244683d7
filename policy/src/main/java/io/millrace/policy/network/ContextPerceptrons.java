package io.millrace.policy.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy network with branches, of a perceptron for each of its pieces. */
final class ContextPerceptrons implements ForwardPass {

    private final int parameterCount;
    private final Kernel kernel;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Perceptron> networks = new ArrayList<>();
    private final float[][] ofPieces;
    private final ContextPass pass;

    ContextPerceptrons(NetworkShape network, Kernel kernel) {
        this.kernel = kernel;
        parameterCount = network.valueOffset();
        ContextShape shape = network.context();
        Piece rest = shape.rest();
        ContextPass.@Nullable Step last = rest == null ? null : step(rest);
        pass = new ContextPass(network, step(shape.part()), step(shape.context()), step(shape.own()), last);
        ofPieces =
                networks.stream().map(each -> new float[each.parameterCount()]).toArray(float[][]::new);
    }

    private ContextPass.Step step(Piece piece) {
        NetworkShape shape = piece.shape();
        Perceptron network = new Perceptron(shape.policyLayers(), shape.activation(), kernel);
        pieces.add(piece);
        networks.add(network);
        return network::forward;
    }

    @Override
    public void load(float[] parameters) {
        if (parameters.length < parameterCount) {
            throw new IllegalArgumentException("This network reads " + parameterCount + " parameters, but there are "
                    + parameters.length + " in all. The parameters belong to a network of another shape.");
        }
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).read(parameters, ofPieces[i]);
            networks.get(i).load(ofPieces[i], 0);
        }
    }

    @Override
    public void forward(float[] observations, int rows, float[] outputs) {
        pass.forward(observations, rows, outputs);
    }
}
