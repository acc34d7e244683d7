package io.millrace.policy.space;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Action spaces in words, as settings and files write them: {@code discrete:4}, {@code box:-1,-2:1,2} with all lows and
 * all highs, {@code simplex:3}, {@code multi-binary:6}.
 */
public final class ActionSpaceWords {

    private static final String HOW =
            "Write discrete:4 for one of 4 choices, box:-1,-2:1,2 for two numbers from -1 to 1"
                    + " and from -2 to 2, simplex:3 for three shares, or multi-binary:6 for six switches.";

    private ActionSpaceWords() {}

    /** The words for a space. */
    public static String of(ActionSpace space) {
        if (space instanceof ActionSpace.Discrete discrete) {
            return "discrete:" + discrete.choices();
        }
        if (space instanceof ActionSpace.Box box) {
            return "box:" + joined(box.low()) + ":" + joined(box.high());
        }
        if (space instanceof ActionSpace.Simplex simplex) {
            return "simplex:" + simplex.size();
        }
        return "multi-binary:" + space.width();
    }

    /**
     * The space that words mean.
     *
     * @throws IllegalArgumentException if they mean none
     */
    public static ActionSpace parse(String words) {
        String[] parts = words.split(":", -1);
        try {
            if (parts.length == 3 && parts[0].equals("box")) {
                return new ActionSpace.Box(numbers(parts[1]), numbers(parts[2]));
            }
            if (parts.length == 2) {
                int size = Integer.parseInt(parts[1].strip());
                return switch (parts[0]) {
                    case "discrete" -> new ActionSpace.Discrete(size);
                    case "simplex" -> new ActionSpace.Simplex(size);
                    case "multi-binary" -> new ActionSpace.MultiBinary(size);
                    default -> throw unknown(words, null);
                };
            }
        } catch (NumberFormatException noNumber) {
            throw unknown(words, noNumber);
        }
        throw unknown(words, null);
    }

    private static IllegalArgumentException unknown(String words, @Nullable Exception cause) {
        return new IllegalArgumentException("\"" + words + "\" is no space of actions. " + HOW, cause);
    }

    private static List<Double> numbers(String list) {
        return Arrays.stream(list.split(",", -1)).map(Double::valueOf).toList();
    }

    private static String joined(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
