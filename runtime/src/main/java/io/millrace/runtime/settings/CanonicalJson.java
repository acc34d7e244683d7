package io.millrace.runtime.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** One text for all trees that mean the same. */
final class CanonicalJson {
    private static final ObjectMapper QUOTING = new ObjectMapper();
    // Above this a number gets an exponent, so that 1e300 does not become 301 digits.
    private static final int PLAIN_DIGITS = 21;

    private CanonicalJson() {}

    static String text(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                var sorted = new TreeMap<String, JsonNode>();
                node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
                yield sorted.entrySet().stream()
                        .map(field -> quoted(field.getKey()) + ':' + text(field.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            }
            case ARRAY ->
                StreamSupport.stream(node.spliterator(), false)
                        .map(CanonicalJson::text)
                        .collect(Collectors.joining(",", "[", "]"));
            case STRING -> quoted(node.textValue());
            case NUMBER -> number(node);
            default -> node.asText();
        };
    }

    /** The number without needless digits: 1 for 1.0, 0.001 for 1e-3. */
    static String number(JsonNode node) {
        BigDecimal shortest = node.decimalValue().stripTrailingZeros();
        boolean whole = shortest.scale() <= 0;
        boolean plain = whole && shortest.precision() - (long) shortest.scale() <= PLAIN_DIGITS;
        return plain ? shortest.toPlainString() : shortest.toString();
    }

    private static String quoted(String text) {
        try {
            return QUOTING.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A text cannot be written as JSON: " + text, e);
        }
    }
}
