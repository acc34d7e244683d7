package io.millrace.app.sweep;

import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import java.util.ArrayList;
import java.util.List;

/**
 * A setting with its values, from {@code key=a,b,c}. Commas inside brackets, braces and quotes separate no values:
 * {@code policy.hidden=[64,64],[32]} has two.
 *
 * @param key    dotted
 * @param values at least one, as they were written
 */
record SweptSetting(String key, List<String> values) {

    SweptSetting {
        values = List.copyOf(values);
    }

    /** @throws UserMistake if the text is no setting, or one of its values is empty */
    static SweptSetting parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UserMistake("\"" + text + "\" is no setting. Write --set KEY=VALUE, or --set KEY=A,B,C to try"
                    + " several values, such as --set algorithm.learning-rate=1e-3,3e-4.");
        }
        String key = text.substring(0, equals).strip();
        List<String> values = split(text.substring(equals + 1));
        if (values.contains("")) {
            throw new UserMistake("--set " + text + " has " + (values.size() == 1 ? "no value" : "an empty value")
                    + ". Write the values behind one another, such as --set " + key + "=A,B,C.");
        }
        return new SweptSetting(key, values);
    }

    /** Whether there is anything to compare. */
    boolean swept() {
        return values.size() > 1;
    }

    /** Whether a text is one of the values, or the same value written otherwise, as 1e-3 is 0.001. */
    static boolean same(String key, String value, String other) {
        return canonical(key, value).equals(canonical(key, other));
    }

    private static String canonical(String key, String value) {
        return Settings.empty().with(key, value).canonicalJson();
    }

    private static List<String> split(String values) {
        List<String> split = new ArrayList<>();
        int depth = 0;
        int from = 0;
        char quote = 0;
        for (int i = 0; i < values.length(); i++) {
            char one = values.charAt(i);
            if (quote != 0) {
                quote = one == quote ? 0 : quote;
            } else if (one == '"' || one == '\'') {
                quote = one;
            } else if (one == '[' || one == '{') {
                depth++;
            } else if (one == ']' || one == '}') {
                depth--;
            } else if (one == ',' && depth == 0) {
                split.add(values.substring(from, i).strip());
                from = i + 1;
            }
        }
        split.add(values.substring(from).strip());
        return split;
    }
}
