package io.millrace.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns sections into records. */
final class RecordBinder {
    private static final Map<Class<?>, Function<Entry, Object>> SCALARS = Map.ofEntries(
            Map.entry(int.class, Entry::integer),
            Map.entry(Integer.class, Entry::integer),
            Map.entry(long.class, Entry::longInteger),
            Map.entry(Long.class, Entry::longInteger),
            Map.entry(double.class, Entry::real),
            Map.entry(Double.class, Entry::real),
            Map.entry(boolean.class, Entry::yesOrNo),
            Map.entry(Boolean.class, Entry::yesOrNo),
            Map.entry(String.class, Entry::text),
            Map.entry(Duration.class, Entry::duration));

    private final Function<String, String> origins;

    /** @param origins what to say in messages about where the value of a full dotted key came from */
    RecordBinder(Function<String, String> origins) {
        this.origins = origins;
    }

    <T extends Record> T bind(String key, JsonNode value, Class<T> type) {
        List<String> known = Arrays.stream(type.getRecordComponents())
                .map(component -> Keys.kebab(component.getName()))
                .toList();
        ObjectNode section = section(entry(key, value), known);
        refuseUnknown(key, section, known);
        Object[] arguments = Arrays.stream(type.getRecordComponents())
                .map(component -> argument(key, section, component, known))
                .toArray();
        return construct(key, type, arguments);
    }

    void refuseUnknown(String key, ObjectNode section, List<String> known) {
        for (String name : Keys.of(section)) {
            if (!known.contains(name)) {
                throw Keys.unknown(key, name, origins.apply(Keys.join(key, name)), known);
            }
        }
    }

    private static ObjectNode section(Entry entry, List<String> known) {
        if (entry.value() instanceof ObjectNode section) {
            return section;
        }
        throw entry.refused("a section with these keys is needed: " + Keys.list(known));
    }

    private Object argument(String key, ObjectNode section, RecordComponent component, List<String> known) {
        String name = Keys.kebab(component.getName());
        JsonNode value = section.get(name);
        if (value == null) {
            throw missing(Keys.join(key, name), section, known);
        }
        return value(entry(Keys.join(key, name), value), component.getGenericType());
    }

    private static SettingsException missing(String key, ObjectNode section, List<String> known) {
        return new SettingsException(key + " is missing and has no default. Add it. Keys needed here: "
                + Keys.list(known) + "; found: " + Keys.list(Keys.of(section)) + ".");
    }

    private Object value(Entry entry, Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(entry, list.getActualTypeArguments()[0]);
        }
        if (type instanceof Class<?> plain) {
            if (plain.isRecord()) {
                return bind(entry.key(), entry.value(), plain.asSubclass(Record.class));
            }
            if (plain.isEnum()) {
                return entry.choice(plain);
            }
            Function<Entry, Object> scalar = SCALARS.get(plain);
            if (scalar != null) {
                return scalar.apply(entry);
            }
        }
        throw new IllegalStateException("No setting can be of type " + type.getTypeName() + ", as " + entry.key()
                + " is. Use int, long, double, boolean, String, Duration, an enum, a record or a List of these.");
    }

    private List<Object> list(Entry entry, Type element) {
        if (!entry.value().isArray()) {
            throw entry.refused("a list is needed, such as [64, 64]");
        }
        List<Object> values = new ArrayList<>();
        for (JsonNode value : entry.value()) {
            String key = entry.key() + '[' + values.size() + ']';
            values.add(value(new Entry(key, value, entry.origin()), element));
        }
        return List.copyOf(values);
    }

    private Entry entry(String key, JsonNode value) {
        return new Entry(key, value, origins.apply(key));
    }

    private static <T extends Record> T construct(String key, Class<T> type, Object[] arguments) {
        try {
            Constructor<T> canonical = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            return canonical.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw refusal(key, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Record " + type.getName() + " cannot be constructed", e);
        }
    }

    // What a compact constructor says is written for the user; anything else it throws is our bug.
    private static RuntimeException refusal(String key, @Nullable Throwable thrown) {
        if (thrown instanceof SettingsException mistake) {
            return mistake;
        }
        if (thrown instanceof IllegalArgumentException && thrown.getMessage() != null) {
            return new SettingsException(thrown.getMessage(), thrown);
        }
        return new IllegalStateException("The values of section " + key + " could not be checked", thrown);
    }
}
