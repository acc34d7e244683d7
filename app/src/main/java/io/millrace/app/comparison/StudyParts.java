package io.millrace.app.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.UserMistake;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the parts of a study's file are read, each as settings of its own, and how mistakes in them are placed. */
public final class StudyParts {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StudyParts() {}

    private record Seed(long seed) {}

    /** The settings as a tree of JSON. */
    public static JsonNode tree(Settings settings) {
        try {
            return JSON.readTree(settings.canonicalJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was written as JSON cannot be read as JSON.", e);
        }
    }

    /** The seed of a run's settings, or that of a run which gives none. */
    public static long seed(Settings run) {
        JsonNode seed = tree(run).get("seed");
        return seed == null
                ? 1
                : Settings.empty()
                        .with("seed", seed.toString())
                        .bind("", Seed.class)
                        .seed();
    }

    /**
     * A list, empty where there is none.
     *
     * @param place what a message calls it
     * @throws SettingsException if it is something else
     */
    public static JsonNode list(@Nullable JsonNode list, String place) {
        return list == null ? JSON.createArrayNode() : requiredList(list, place);
    }

    /** As {@link #list}, but it has to be there. */
    public static JsonNode requiredList(@Nullable JsonNode list, String place) {
        if (list == null || !list.isArray()) {
            throw new SettingsException(place + " is " + (list == null ? "missing" : list) + ", but a list is needed."
                    + " Begin each of its items with \"- \".");
        }
        return list;
    }

    /**
     * An item of a list as settings.
     *
     * @throws SettingsException if it has no keys
     */
    public static Settings section(JsonNode node, String place) {
        if (!node.isObject()) {
            throw new SettingsException(
                    place + " is " + node + ", but a section is needed. Write it as keys and values.");
        }
        return Settings.parse(node.toString(), place);
    }

    /**
     * A flag, false where there is none.
     *
     * @throws SettingsException if it is something else
     */
    public static boolean isTrue(@Nullable JsonNode flag, String place) {
        if (flag != null && !flag.isBoolean()) {
            throw new SettingsException(place + " is " + flag + ", but true or false is needed, without quotes.");
        }
        return flag != null && flag.booleanValue();
    }

    /** A value as it is written, without quotes. */
    public static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** Says which part of the study a mistake is in. */
    public static <T> T naming(String place, Supplier<T> read) {
        try {
            return read.get();
        } catch (UserMistake | IllegalArgumentException mistake) {
            throw new SettingsException("In " + place + ": " + mistake.getMessage());
        }
    }
}
