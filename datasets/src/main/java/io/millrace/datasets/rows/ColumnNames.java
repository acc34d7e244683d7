package io.millrace.datasets.rows;

import io.millrace.runtime.worker.UserMistake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the columns of a file are called, where they are not called as {@link Columns} says. */
public final class ColumnNames {

    private static final Map<String, String> NUMBERED = Map.of(
            Columns.OBSERVATION, "obs_",
            Columns.ACTION, "action_",
            Columns.SAMPLED, "sampled_",
            Columns.ACTION_MASK, "mask_",
            Columns.NEXT_OBSERVATION, "next_obs_",
            Columns.NEXT_ACTION_MASK, "next_mask_");

    private final Map<String, List<String>> given;

    /**
     * @param options each {@code COLUMN=NAME}, or {@code COLUMN=NAME,NAME,...} where a list is spread over several
     * @throws UserMistake if one is none, or names a column that there is not
     */
    public ColumnNames(List<String> options) {
        given = new HashMap<>();
        for (String option : options) {
            int at = option.indexOf('=');
            String column = at < 0 ? option : option.substring(0, at).strip();
            if (at < 1 || at == option.length() - 1 || !Columns.ALL.contains(column)) {
                throw new UserMistake("\"" + option + "\" names no column. Write --column COLUMN=NAME, where COLUMN is"
                        + " one of " + String.join(", ", Columns.ALL) + ", such as --column reward=r, or"
                        + " --column observation=x,y,z where a list is spread over several.");
            }
            given.put(column, List.of(option.substring(at + 1).split("\\s*,\\s*", -1)));
        }
    }

    /** Whether the file is said to have it. */
    boolean given(String column) {
        return given.containsKey(column);
    }

    /** Names of the file's columns that make up one of ours; none where the file has it not. */
    List<String> of(String column, List<String> there) {
        List<String> names = given.get(column);
        if (names != null) {
            return names;
        }
        if (there.contains(column)) {
            return List.of(column);
        }
        List<String> numbered = new ArrayList<>();
        String prefix = NUMBERED.get(column);
        while (prefix != null && there.contains(prefix + numbered.size())) {
            numbered.add(prefix + numbered.size());
        }
        return numbered;
    }

    /** How a column may be called, for messages. */
    static String ways(String column) {
        String prefix = NUMBERED.get(column);
        return prefix == null
                ? "\"" + column + "\""
                : "\"" + column + "\", or \"" + prefix + "0\", \"" + prefix + "1\" and so on";
    }
}
