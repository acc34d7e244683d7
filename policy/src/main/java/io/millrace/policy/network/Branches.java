package io.millrace.policy.network;

import java.util.List;

/**
 * What the parts of an observation go through before the hidden layers, so that each part is seen beside a context of
 * the whole. The activation follows each layer of the branches of part and whole, the last one too.
 *
 * @param part  units of each layer of the branch that all parts share; empty where there are no branches
 * @param whole units of each layer of the branch of the whole observation, whose last gives the context; empty where
 *     the context is the mean over the parts of what their branch gives
 * @param value units of each hidden layer of the value network
 */
public record Branches(List<Integer> part, List<Integer> whole, List<Integer> value) {

    /** No branches: the hidden layers see the observation, or a part of it, itself. */
    public static final Branches NONE = new Branches(List.of(), List.of(), List.of());

    public Branches {
        part = List.copyOf(part);
        whole = List.copyOf(whole);
        value = List.copyOf(value);
        if (part.stream().anyMatch(n -> n < 1)
                || whole.stream().anyMatch(n -> n < 1)
                || value.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("Branches of layers " + part + " for each part, " + whole
                    + " for the whole and " + value + " for the value cannot be: each layer has at least 1 unit.");
        }
        if (part.isEmpty() && !(whole.isEmpty() && value.isEmpty())) {
            throw new IllegalArgumentException("There are layers " + whole + " for the whole and " + value
                    + " for the value, but none for each part, which would see them as its context. Give the parts a"
                    + " branch, or leave out the others.");
        }
    }

    /** Whether there are none. */
    public boolean none() {
        return part.isEmpty();
    }

    /** Whether the context is a mean over the parts. */
    public boolean mean() {
        return whole.isEmpty();
    }
}
