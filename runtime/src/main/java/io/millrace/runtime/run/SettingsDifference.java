package io.millrace.runtime.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where two sets of settings differ, in words. */
public final class SettingsDifference {

    private static final int WORTH_NAMING = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private SettingsDifference() {}

    /** Such as {@code lanes.count is 4, not 8}, for at most five keys. */
    public static List<String> between(String before, String now) {
        Map<String, String> old = flat(before);
        Map<String, String> wanted = flat(now);
        TreeSet<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(wanted.keySet());
        keys.removeIf(key -> old.getOrDefault(key, "").equals(wanted.getOrDefault(key, "")));
        List<String> said = new ArrayList<>();
        for (String key : keys) {
            if (said.size() == WORTH_NAMING) {
                said.add("and " + (keys.size() - WORTH_NAMING) + " more");
                break;
            }
            said.add(key + " was " + old.getOrDefault(key, "unset") + " and would be "
                    + wanted.getOrDefault(key, "unset"));
        }
        return said;
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
