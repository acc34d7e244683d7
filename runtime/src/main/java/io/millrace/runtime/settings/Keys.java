package io.millrace.runtime.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** How keys are written: kebab-case words, joined by dots from section to section. */
final class Keys {
    private static final Pattern DOTTED = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)*");
    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

    private Keys() {}

    static String kebab(String camelCase) {
        return CAPITAL.matcher(camelCase).replaceAll("-$1").toLowerCase(Locale.ROOT);
    }

    static String join(String section, String key) {
        return section.isEmpty() || key.isEmpty() ? section + key : section + '.' + key;
    }

    static boolean isDotted(String key) {
        return DOTTED.matcher(key).matches();
    }

    static SettingsException unknown(String section, String key, String origin, Collection<String> known) {
        return new SettingsException(
                "Nothing reads the key " + join(section, key) + origin + "." + hint(section, key, known) + " Known keys"
                        + (section.isEmpty() ? "" : " of " + section) + ": " + list(known) + ".");
    }

    static List<String> of(ObjectNode section) {
        return section.properties().stream().map(Map.Entry::getKey).toList();
    }

    static String list(Collection<String> keys) {
        return keys.isEmpty() ? "none" : String.join(", ", keys);
    }

    private static String hint(String section, String key, Collection<String> known) {
        return Nearest.of(key, known)
                .map(nearest -> " Did you mean " + join(section, nearest) + "?")
                .orElse("");
    }
}
