package io.millrace.learner.records;

import io.millrace.runtime.settings.SettingsException;
import io.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is learned from, as the settings name it: a run, or {@code dataset:NAME}, or {@code dataset:NAME@RUN}.
 *
 * @param kind   what has that name
 * @param name   of the run or of the dataset
 * @param keeper run in whose folder a local dataset lies; nothing where it need not be said
 */
public record SourceName(Kind kind, String name, Optional<String> keeper) {

    /** What can be learned from. */
    public enum Kind {
        RUN,
        DATASET
    }

    private static final String DATASET = "dataset:";

    /**
     * Reads names that are separated by commas; none in an empty text.
     *
     * @param key of the setting, for messages
     * @throws SettingsException if one cannot be a name
     */
    public static List<SourceName> all(String text, String key) {
        List<SourceName> names = new ArrayList<>();
        if (text.isBlank()) {
            return names;
        }
        for (String entry : text.split(",", -1)) {
            names.add(one(entry.strip(), key));
        }
        return names;
    }

    private static SourceName one(String entry, String key) {
        if (!entry.startsWith(DATASET)) {
            return new SourceName(Kind.RUN, named(entry, entry, key), Optional.empty());
        }
        String rest = entry.substring(DATASET.length());
        int at = rest.indexOf('@');
        return at < 0
                ? new SourceName(Kind.DATASET, named(rest, entry, key), Optional.empty())
                : new SourceName(
                        Kind.DATASET,
                        named(rest.substring(0, at), entry, key),
                        Optional.of(named(rest.substring(at + 1), entry, key)));
    }

    private static String named(String name, String entry, String key) {
        if (!Topics.RUN_NAME.matcher(name).matches()) {
            throw new SettingsException(key + " names \"" + entry + "\", which is neither a run nor a dataset. Write"
                    + " names of runs or dataset:NAME, separated by commas, such as \"cart-pole, dataset:mixed\".");
        }
        return name;
    }

    /** Whether it is a run. */
    public boolean isRun() {
        return kind == Kind.RUN;
    }

    @Override
    public String toString() {
        return (isRun() ? "" : DATASET) + name + keeper.map(run -> "@" + run).orElse("");
    }
}
