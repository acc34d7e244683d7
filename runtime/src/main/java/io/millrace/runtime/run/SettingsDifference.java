package io.millrace.runtime.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where two sets of settings differ. */
public final class SettingsDifference {

    /**
     * A setting that is not the same.
     *
     * @param key    with points between its parts
     * @param before its value as JSON, or unset
     * @param now    its value as JSON, or unset
     */
    public record Changed(String key, String before, String now) {

        /** Stands for a value that is not there. */
        public static final String UNSET = "unset";
    }

    private static final int WORTH_NAMING = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SettingsDifference() {}

    /** Such as {@code lanes.count was 4 and would be 8}, for at most five keys. */
    public static List<String> between(String before, String now) {
        List<Changed> all = all(before, now);
        List<String> said = new ArrayList<>();
        for (Changed one : all) {
            if (said.size() == WORTH_NAMING) {
                said.add("and " + (all.size() - WORTH_NAMING) + " more");
                break;
            }
            said.add(one.key() + " was " + one.before() + " and would be " + one.now());
        }
        return said;
    }

    /** Every setting that is not the same, by key. */
    public static List<Changed> all(String before, String now) {
        Map<String, String> old = flat(before);
        Map<String, String> wanted = flat(now);
        TreeSet<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(wanted.keySet());
        keys.removeIf(key -> old.getOrDefault(key, "").equals(wanted.getOrDefault(key, "")));
        return keys.stream()
                .map(key ->
                        new Changed(key, old.getOrDefault(key, Changed.UNSET), wanted.getOrDefault(key, Changed.UNSET)))
                .toList();
    }

    private static Map<String, String> flat(String json) {
        Map<String, String> values = new TreeMap<>();
        try {
            flatten("", JSON.readTree(json), values);
        } catch (JsonProcessingException unreadable) {
            values.put("settings", json);
        }
        return values;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> values) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), values));
        } else {
            values.put(path, node.toString());
        }
    }
}
