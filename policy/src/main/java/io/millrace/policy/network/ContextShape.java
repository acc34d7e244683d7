package io.millrace.policy.network;

import io.millrace.policy.network.Piece.Span;
import io.millrace.policy.parameters.NamedShape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a network with {@link Branches} is composed of plain ones. Its head's first layer sees the context and what the
 * part's branch gave; since it is linear before the activation, it is the sum of one layer of the context, computed
 * once for an observation, and one of each part.
 *
 * <pre>
 *   part     each part      -> part layers                        activation
 *   context  observation    -> whole layers -> first head units   or: mean of the parts -> first head units
 *   own      part's branch  -> first head units                   without a bias
 *   rest     activation of (context + own) -> other hidden layers -> outputs
 * </pre>
 *
 * <p>The parameters stand in this order: the part's branch, the whole's branch, the head, the value's own branch of the
 * parts where the context is a mean, the value's layers, the free parameters. The head's first layer is one matrix
 * whose columns are the context's, then the part's.
 */
public final class ContextShape {

    private final Piece part;
    private final Piece context;
    private final Piece own;
    private final @Nullable Piece rest;
    private final @Nullable Piece valuePart;
    private final @Nullable Piece value;
    private final List<NamedShape> namedShapes;
    private final int valueOffset;
    private final int freeOffset;

    /** @param network with branches */
    ContextShape(NetworkShape network) {
        Branches branches = network.branches();
        int partSize = network.observationSize() / network.parts();
        int features = last(branches.part());
        int contextSize = branches.mean() ? features : last(branches.whole());
        List<Integer> partLayers = layers(partSize, branches.part());
        List<Integer> wholeLayers = branches.mean() ? List.of() : layers(network.observationSize(), branches.whole());
        List<Integer> headLayers = layers(contextSize + features, network.hidden(), network.headOutputs());
        int units = headLayers.get(1);

        List<NamedShape> shapes = new ArrayList<>();
        int wholeOffset = NetworkShape.addLayers("policy/part", partLayers, 0, shapes);
        int headOffset = NetworkShape.addLayers("policy/whole", wholeLayers, wholeOffset, shapes);
        valueOffset = NetworkShape.addLayers("policy/head", headLayers, headOffset, shapes);
        int biasOffset = headOffset + units * (contextSize + features);
        int wholeCount = headOffset - wholeOffset;

        part = Piece.at(0, plain(network, partLayers));
        List<Span> contextSpans = columns(headOffset, contextSize + features, 0, contextSize, units, wholeCount);
        contextSpans.add(new Span(wholeOffset, 0, wholeCount));
        contextSpans.add(new Span(biasOffset, wholeCount + units * contextSize, units));
        List<Integer> beforeUnits = branches.mean() ? List.of(features) : wholeLayers;
        context = new Piece(plain(network, beforeUnits, units), contextSpans);
        own = new Piece(
                plain(network, List.of(features, units)),
                columns(headOffset, contextSize + features, contextSize, features, units, 0));
        rest = network.hidden().isEmpty()
                ? null
                : Piece.at(biasOffset + units, plain(network, headLayers.subList(1, headLayers.size())));
        if (network.valueOutputs() == 0) {
            valuePart = null;
            value = null;
            freeOffset = valueOffset;
        } else {
            valuePart = branches.mean() ? Piece.at(valueOffset, plain(network, partLayers)) : null;
            int from = valuePart == null
                    ? valueOffset
                    : NetworkShape.addLayers("value/part", partLayers, valueOffset, shapes);
            List<Integer> valueLayers =
                    layers(branches.mean() ? features : network.observationSize(), branches.value(), 1);
            value = Piece.at(from, plain(network, valueLayers));
            freeOffset = NetworkShape.addLayers("value", valueLayers, from, shapes);
        }
        namedShapes = List.copyOf(shapes);
    }

    /** The branch that every part goes through; linear at its end, where the activation follows. */
    public Piece part() {
        return part;
    }

    /** From the observation, or from the mean over the parts, to the context's share of the head's first layer. */
    public Piece context() {
        return context;
    }

    /** From what a part's branch gave to its share of the head's first layer. */
    public Piece own() {
        return own;
    }

    /** From the head's first hidden layer to the outputs of a part; null where the head has no hidden layer. */
    public @Nullable Piece rest() {
        return rest;
    }

    /** The value's own branch of the parts, as {@link #part}; null where the context is not a mean, or without values. */
    public @Nullable Piece valuePart() {
        return valuePart;
    }

    /** From the observation, or from the mean over the parts, to the value; null where there is none. */
    public @Nullable Piece value() {
        return value;
    }

    List<NamedShape> namedShapes() {
        return namedShapes;
    }

    int valueOffset() {
        return valueOffset;
    }

    int freeOffset() {
        return freeOffset;
    }

    /** Some columns of a matrix with so many rows, which follow one another in the piece. */
    private static List<Span> columns(int offset, int columns, int first, int count, int rows, int own) {
        List<Span> spans = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            spans.add(new Span(offset + row * columns + first, own + row * count, count));
        }
        return spans;
    }

    private static NetworkShape plain(NetworkShape network, List<Integer> before, int outputs) {
        return plain(network, layers(before.get(0), before.subList(1, before.size()), outputs));
    }

    private static NetworkShape plain(NetworkShape network, List<Integer> layers) {
        return new NetworkShape(
                layers.get(0), layers.subList(1, layers.size() - 1), network.activation(), last(layers), 0, Trunk.NONE);
    }

    private static List<Integer> layers(int inputs, List<Integer> layers) {
        List<Integer> all = new ArrayList<>();
        all.add(inputs);
        all.addAll(layers);
        return all;
    }

    private static List<Integer> layers(int inputs, List<Integer> hidden, int outputs) {
        List<Integer> all = layers(inputs, hidden);
        all.add(outputs);
        return all;
    }

    private static int last(List<Integer> layers) {
        return layers.get(layers.size() - 1);
    }
}
