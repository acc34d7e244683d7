package io.millrace.policy.parameters;

import java.util.List;

/** A named array in a flat vector, row-major, beginning at {@code offset}. */
public record NamedShape(String name, List<Integer> shape, int offset) {

    public NamedShape {
        shape = List.copyOf(shape);
    }

    /** Numbers in the array. */
    public int length() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
