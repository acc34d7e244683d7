package io.millrace.policy.parameters;

import java.util.List;

/** What a weights version holds: named arrays in one flat float32 vector. */
public interface ParameterLayout {

    /** Every array of the flat vector, in order, without gaps. */
    List<NamedShape> namedShapes();

    /** Length of the flat vector. */
    int parameterCount();

    /**
     * Looks for what no policy could act by, besides numbers that are not finite.
     *
     * @param parameters as many as {@link #parameterCount}
     * @throws IllegalArgumentException if there is any; the message says what
     */
    default void check(float[] parameters) {}
}
