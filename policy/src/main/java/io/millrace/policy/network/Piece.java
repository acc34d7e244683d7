package io.millrace.policy.network;

import java.util.List;

/**
 * A plain network that a larger one is composed of, and where its parameters stand among those of the larger one.
 *
 * @param shape of one part, without a value network and free parameters
 * @param spans where its parameters come from; what they leave out is always zero
 */
public record Piece(NetworkShape shape, List<Span> spans) {

    /**
     * Some parameters one after the other.
     *
     * @param whole  the first's place in the larger network's parameters
     * @param own    the first's place in the piece's
     * @param length how many
     */
    public record Span(int whole, int own, int length) {}

    public Piece {
        spans = List.copyOf(spans);
    }

    /** All of whose parameters stand together, from one place on. */
    static Piece at(int offset, NetworkShape shape) {
        return new Piece(shape, List.of(new Span(offset, 0, shape.parameterCount())));
    }

    /** Copies its parameters out of the larger network's. */
    public void read(float[] whole, float[] own) {
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            System.arraycopy(whole, span.whole(), own, span.own(), span.length());
        }
    }

    /** Copies its parameters, or their gradient, to their places in the larger network's. */
    public void write(float[] own, float[] whole) {
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            System.arraycopy(own, span.own(), whole, span.whole(), span.length());
        }
    }
}
