package io.millrace.runtime.run;

import io.millrace.runtime.settings.Settings;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that came after the first runs were registered: a run whose settings lack one is as it was before there was
 * any. Its settings and their hash stay as they were registered; they are read as if it stood there.
 */
public final class LaterSettings {

    private static final Map<String, String> BEFORE = new TreeMap<>(Map.of(
            "topics.keep-for", "0s",
            "topics.keep-megabytes", "0",
            "learner.keep-weights-every", "0",
            "learner.source-from", "''",
            "learner.source-to", "''",
            "learner.follow", "false"));

    private LaterSettings() {}

    /** These settings with what they lack, in the sections that they have. */
    public static Settings completed(Settings settings) {
        Settings whole = settings;
        for (Map.Entry<String, String> later : BEFORE.entrySet()) {
            String key = later.getKey();
            if (settings.has(key.substring(0, key.indexOf('.'))) && !settings.has(key)) {
                whole = whole.with(key, later.getValue());
            }
        }
        return whole;
    }

    /** Whether these settings, each as canonical JSON, are those of the same run but for what came later. */
    public static boolean same(String before, String now) {
        return before.equals(now) || text(before).equals(text(now));
    }

    private static String text(String json) {
        return completed(Settings.parse(json, "the settings")).canonicalJson();
    }
}
