package io.millrace.datasets.minari;

import io.millrace.policy.space.ActionSpace;
import java.util.Collections;
import java.util.List;

/**
 * Spaces of Gymnasium as Minari writes them: JSON in a text, with the words that Python has for numbers without end.
 *
 * @see <a href="https://github.com/Farama-Foundation/Minari/blob/main/minari/serialization.py">Minari's serialization</a>
 */
final class MinariSpaces {

    private MinariSpaces() {}

    /** Observations of a size, of which no bounds are known. */
    static String observations(int size) {
        return box(Collections.nCopies(size, "-Infinity"), Collections.nCopies(size, "Infinity"));
    }

    /** Shares and switches become boxes from 0 to 1: Minari writes no space for them. */
    static String actions(ActionSpace space) {
        if (space instanceof ActionSpace.Discrete discrete) {
            return "{\"type\": \"Discrete\", \"dtype\": \"int64\", \"start\": 0, \"n\": " + discrete.choices() + "}";
        }
        if (space instanceof ActionSpace.Box box) {
            return box(box.low(), box.high());
        }
        return box(Collections.nCopies(space.width(), 0.0), Collections.nCopies(space.width(), 1.0));
    }

    private static String box(List<?> low, List<?> high) {
        return "{\"type\": \"Box\", \"dtype\": \"float32\", \"shape\": [" + low.size() + "], \"low\": " + low
                + ", \"high\": " + high + "}";
    }
}
