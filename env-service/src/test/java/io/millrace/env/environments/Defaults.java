package io.millrace.env.environments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Parameters as the defaults files have them, read strictly: no key is missing and none is too many. */
final class Defaults {

    private Defaults() {}

    static EnvironmentParameters of(String name) {
        return of(name, "{}");
    }

    /**
     * The defaults with some of them changed.
     *
     * @param changes a YAML section that is merged into the defaults
     * @throws IllegalArgumentException if a record refuses what it is given
     */
    static EnvironmentParameters of(String name, String changes) {
        try (InputStream stream = Environments.defaults(name).openStream()) {
            YAMLMapper yaml = new YAMLMapper();
            // A list takes the place of the default, as in a run's settings.
            yaml.configOverride(ArrayNode.class).setMergeable(false);
            JsonNode merged = yaml.readerForUpdating(yaml.readTree(stream)).readTree(changes);
            return (EnvironmentParameters) read(Environments.parametersType(name), merged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object read(Type type, JsonNode node) throws ReflectiveOperationException {
        if ((type == int.class || type == Integer.class) && node.isInt()) {
            return node.intValue();
        } else if (type == long.class && node.isIntegralNumber()) {
            return node.longValue();
        } else if (type == String.class && node.isTextual()) {
            return node.textValue();
        } else if ((type == double.class || type == Double.class) && node.isDouble()) {
            return node.doubleValue();
        } else if (type == boolean.class && node.isBoolean()) {
            return node.booleanValue();
        } else if (type instanceof ParameterizedType list && node.isArray()) {
            List<Object> elements = new ArrayList<>();
            for (JsonNode element : node) {
                elements.add(read(list.getActualTypeArguments()[0], element));
            }
            return elements;
        } else if (type instanceof Class<?> choices && choices.isEnum()) {
            return Arrays.stream(choices.getEnumConstants())
                    .filter(constant -> kebab((Enum<?>) constant).equals(node.textValue()))
                    .findAny()
                    .orElseThrow();
        } else if (type instanceof Class<?> record && record.isRecord()) {
            return readRecord(record, node);
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
            values[i] = read(components[i].getGenericType(), node.path(key));
        }
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
