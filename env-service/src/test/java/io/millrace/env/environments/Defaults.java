package io.millrace.env.environments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;

/** Parameters as the defaults files have them, read strictly: no key is missing and none is too many. */
final class Defaults {

    private Defaults() {}

    static EnvironmentParameters of(String name) {
        try (InputStream stream = Environments.defaults(name).openStream()) {
            JsonNode file = new YAMLMapper().readTree(stream);
            return (EnvironmentParameters) read(Environments.parametersType(name), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object read(Class<?> type, JsonNode node) throws ReflectiveOperationException {
        if (type == int.class && node.isInt()) {
            return node.intValue();
        } else if (type == long.class && node.isIntegralNumber()) {
            return node.longValue();
        } else if (type == String.class && node.isTextual()) {
            return node.textValue();
        } else if (type == double.class && node.isDouble()) {
            return node.doubleValue();
        } else if (type == boolean.class && node.isBoolean()) {
            return node.booleanValue();
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> kebab((Enum<?>) constant).equals(node.textValue()))
                    .findAny()
                    .orElseThrow();
        } else if (type.isRecord()) {
            return readRecord(type, node);
        }
        throw new IllegalStateException("No " + type + ": " + node);
    }

    private static Object readRecord(Class<?> type, JsonNode node) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        if (node.size() != components.length) {
            throw new IllegalStateException(type + " has other keys than " + node);
        }
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = components[i].getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            types[i] = components[i].getType();
            values[i] = read(types[i], node.path(key));
        }
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
