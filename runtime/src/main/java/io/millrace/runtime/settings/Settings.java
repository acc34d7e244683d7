package io.millrace.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tree of settings, or a section of one; it never changes. Keys are kebab-case, and a path joins
 * them with dots: {@code algorithm.learning-rate}. Paths are relative to the section they are asked
 * of, messages name them from the root.
 *
 * <p>Who wins, from the strongest: {@link #with flags}, {@link #withVariables variables}, the file,
 * {@link #underlaidBy defaults}. Callers apply them in the reverse of that order.
 */
public final class Settings {
    /** A variable of the process environment that begins like this is a setting. */
    public static final String VARIABLE_PREFIX = "MILLRACE_";

    private final ObjectNode tree;
    private final String path;
    private final Map<String, String> origins;

    private Settings(ObjectNode tree, String path, Map<String, String> origins) {
        this.tree = tree;
        this.path = path;
        this.origins = Map.copyOf(origins);
    }

    /** No settings at all: what flags alone are put on. */
    public static Settings empty() {
        return new Settings(JsonNodeFactory.instance.objectNode(), "", Map.of());
    }

    /**
     * Reads a YAML file.
     *
     * @throws SettingsException as {@link #parse}, or if the file cannot be read as UTF-8
     */
    public static Settings read(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new SettingsException("There is no settings file " + file + ". Check the path.", e);
        } catch (AccessDeniedException e) {
            throw new SettingsException("Settings file " + file + " may not be read. Check its permissions.", e);
        } catch (CharacterCodingException e) {
            throw new SettingsException("Settings file " + file + " is not UTF-8 text. Save it as UTF-8.", e);
        } catch (IOException e) {
            String problem = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
            throw new SettingsException(
                    "Settings file " + file + " cannot be read: " + problem + ". Name a YAML file.", e);
        }
    }

    /**
     * Reads one YAML mapping. Duplicate keys, aliases, octal and infinite numbers are refused, because
     * they would be read otherwise than they look.
     *
     * @param source what messages call the text, a file name for example
     * @throws SettingsException if the text is something else, with line and column
     */
    public static Settings parse(String yaml, String source) {
        return new Settings(StrictYaml.mapping(yaml, source), "", Map.of());
    }

    /**
     * Holds a setting to a rule; for compact constructors of settings records.
     *
     * @param key     full dotted name
     * @param rule    what the value has to be, to follow "has to be"
     * @param example a value that works
     * @throws SettingsException if the rule does not hold
     */
    public static void require(boolean holds, String key, Object found, String rule, String example) {
        if (!holds) {
            String value = found instanceof CharSequence ? "\"" + found + '"' : found.toString();
            throw new SettingsException(
                    key + " is " + value + ", but has to be " + rule + ". Set it, for example, to " + example + ".");
        }
    }

    /**
     * These settings with one value replaced or added.
     *
     * @param value read as YAML, as if it stood in the file: {@code 1e-3}, {@code [64, 64]}, {@code ppo}
     * @throws SettingsException if the key is not a dotted kebab-case path, the value is not YAML, or
     *     the key leads through something that is not a section
     */
    public Settings with(String dottedKey, String value) {
        return with(dottedKey, value, "");
    }

    /**
     * These settings with the values of variables put over them: {@code MILLRACE_ALGORITHM__LEARNING_RATE}
     * is {@code algorithm.learning-rate}. After the prefix, two underscores are a dot, one is a hyphen,
     * and letters become small.
     *
     * @param variables of the process; those without the prefix do not matter
     * @param ignored   names with the prefix that are no settings
     * @throws SettingsException as {@link #with}
     */
    public Settings withVariables(Map<String, String> variables, Set<String> ignored) {
        Settings settings = this;
        for (Map.Entry<String, String> variable : new TreeMap<>(variables).entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(VARIABLE_PREFIX) && !ignored.contains(name)) {
                String key = name.substring(VARIABLE_PREFIX.length())
                        .replace("__", ".")
                        .replace('_', '-')
                        .toLowerCase(Locale.ROOT);
                settings = settings.with(key, variable.getValue(), " (from variable " + name + ")");
            }
        }
        return settings;
    }

    private Settings with(String dottedKey, String value, String origin) {
        if (!Keys.isDotted(dottedKey)) {
            throw new SettingsException("\"" + dottedKey + "\"" + origin
                    + " cannot be a key: keys are small letters, digits and hyphens, joined by dots."
                    + " Write it like algorithm.learning-rate.");
        }
        ObjectNode changed = tree.deepCopy();
        int dot = dottedKey.lastIndexOf('.');
        ObjectNode section = changed;
        if (dot > 0) {
            String walked = path;
            for (String step : dottedKey.substring(0, dot).split("\\.", -1)) {
                walked = Keys.join(walked, step);
                section = descend(section, step, walked, origin);
            }
        }
        section.set(dottedKey.substring(dot + 1), StrictYaml.value(value, "The value of " + dottedKey + origin));
        String key = Keys.join(path, dottedKey);
        Map<String, String> allOrigins = new HashMap<>(origins);
        allOrigins.keySet().removeIf(below -> below.startsWith(key + '.'));
        allOrigins.put(key, origin);
        return new Settings(changed, path, allOrigins);
    }

    private ObjectNode descend(ObjectNode section, String step, String walked, String origin) {
        JsonNode next = section.has(step) ? section.get(step) : section.putObject(step);
        if (next instanceof ObjectNode inner) {
            return inner;
        }
        throw new Entry(walked, next, originOf(walked))
                .refused("a key below it is set" + origin + ", so it has to be a section. Set one or the other");
    }

    /** These settings over those: sections are merged key by key, lists and everything else replaced. */
    public Settings underlaidBy(Settings defaults) {
        return new Settings(merged(defaults.tree, tree), path, origins);
    }

    /** These settings with others as the section of that key. */
    public Settings under(String key, Settings section) {
        ObjectNode changed = tree.deepCopy();
        changed.set(key, section.tree.deepCopy());
        return new Settings(changed, path, origins);
    }

    private static ObjectNode merged(ObjectNode under, ObjectNode over) {
        ObjectNode merged = under.deepCopy();
        over.properties().forEach(field -> {
            boolean sections =
                    field.getValue() instanceof ObjectNode && merged.get(field.getKey()) instanceof ObjectNode;
            merged.set(
                    field.getKey(),
                    sections
                            ? merged((ObjectNode) merged.get(field.getKey()), (ObjectNode) field.getValue())
                            : field.getValue().deepCopy());
        });
        return merged;
    }

    /** Whether there is a value, be it empty. */
    public boolean has(String dottedPath) {
        return find(dottedPath) != null;
    }

    /**
     * The text at a path.
     *
     * @throws SettingsException if there is none, or something else
     */
    public String text(String dottedPath) {
        return entry(dottedPath).text();
    }

    /**
     * The number at a path.
     *
     * @throws SettingsException if there is none, or something else
     */
    public double number(String dottedPath) {
        return entry(dottedPath).real();
    }

    /**
     * The section at a path.
     *
     * @throws SettingsException if there is none, or something else
     */
    public Settings section(String dottedPath) {
        Entry entry = entry(dottedPath);
        if (entry.value() instanceof ObjectNode section) {
            return new Settings(section, entry.key(), origins);
        }
        throw entry.refused("a section is needed");
    }

    /** This section without one of its own keys: what is left when a name has chosen who reads the rest. */
    public Settings without(String key) {
        ObjectNode rest = tree.deepCopy();
        rest.remove(key);
        return new Settings(rest, path, origins);
    }

    /**
     * Refuses keys of this section that nobody reads.
     *
     * @throws SettingsException naming the nearest known key
     */
    public void allowOnly(Collection<String> known) {
        new RecordBinder(this::originOf).refuseUnknown(path, tree, List.copyOf(known));
    }

    /**
     * A record made of a section. Each component is a key, named in kebab-case, and each has to be
     * there. Components are int, long, double, boolean, String, {@link java.time.Duration} (ISO-8601, or
     * {@code 250ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 1d}), enums (kebab-case), records, and
     * lists of these. A number is taken if it is exactly of the kind asked for: 1e6 is a whole number,
     * 1.5 and "1" are not.
     *
     * @param dottedPath the section; empty for all of these settings
     * @throws SettingsException     if a key is missing, unknown or of another type, or if the record's
     *                               constructor refuses the values with an IllegalArgumentException or
     *                               a SettingsException: then with the message of that
     * @throws IllegalStateException if the record asks for a type not named above
     */
    public <T extends Record> T bind(String dottedPath, Class<T> type) {
        Entry section = entry(dottedPath);
        return new RecordBinder(this::originOf).bind(section.key(), section.value(), type);
    }

    /** These settings as JSON with sorted keys, no spaces, and one way to write a number: 1 for 1.0 and 1e0. */
    public String canonicalJson() {
        return CanonicalJson.text(tree);
    }

    /** SHA-256 of the {@link #canonicalJson}, 64 lower-case hexadecimal digits. */
    public String sha256() {
        try {
            byte[] json = canonicalJson().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private Entry entry(String dottedPath) {
        String key = Keys.join(path, dottedPath);
        JsonNode value = find(dottedPath);
        if (value == null) {
            throw new SettingsException(key + " is missing and has no default. Add it. Keys found"
                    + (path.isEmpty() ? "" : " in " + path) + ": " + Keys.list(Keys.of(tree)) + ".");
        }
        return new Entry(key, value, originOf(key));
    }

    private @Nullable JsonNode find(String dottedPath) {
        JsonNode found = tree;
        if (!dottedPath.isEmpty()) {
            for (String step : dottedPath.split("\\.", -1)) {
                found = found == null ? null : found.get(step);
            }
        }
        return found;
    }

    // A variable can set a whole section: then it is also where the values below came from.
    private String originOf(String key) {
        for (String known = key; !known.isEmpty(); known = known.substring(0, Math.max(0, known.lastIndexOf('.')))) {
            String origin = origins.get(known);
            if (origin != null) {
                return origin;
            }
        }
        return "";
    }
}
