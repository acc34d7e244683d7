package io.millrace.runtime.settings;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads the part of YAML in which a text means to a reader what it means to the program. */
final class StrictYaml {
    private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-9_]+");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    // Decimals stay decimals, so that the hash of the settings is of what was written.
    private static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                    .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictYaml() {}

    /** The one mapping in a document. */
    static ObjectNode mapping(String yaml, String source) {
        JsonNode document = value(yaml, source);
        if (document instanceof ObjectNode mapping) {
            return mapping;
        }
        throw new SettingsException(source + " holds " + Entry.describe(document)
                + ", but settings are a mapping of keys to values. Write lines such as \"lanes: 4\".");
    }

    /** Any one value; null where the text is empty. */
    static JsonNode value(String yaml, String source) {
        try {
            refuseWhatMisleads(yaml, source);
            return read(yaml, source);
        } catch (JsonProcessingException e) {
            throw unreadable(source, e);
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory could not be read", e);
        }
    }

    private static JsonNode read(String yaml, String source) throws IOException {
        try (YAMLParser parser = MAPPER.getFactory().createParser(yaml)) {
            JsonNode first = MAPPER.readTree(parser);
            if (parser.nextToken() != null) {
                throw new SettingsException(source
                        + " holds more than one YAML document, and only one could count. Remove the \"---\" lines.");
            }
            return first == null ? MAPPER.getNodeFactory().nullNode() : first;
        }
    }

    // Jackson reads an alias as the text of its name and 010 as eight.
    private static void refuseWhatMisleads(String yaml, String source) throws IOException {
        try (YAMLParser parser = MAPPER.getFactory().createParser(yaml)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String text = token.isScalarValue() || token == JsonToken.FIELD_NAME ? parser.getText() : "";
                boolean merge = token == JsonToken.FIELD_NAME && text.equals("<<");
                if (merge || parser.isCurrentAlias()) {
                    throw misleading(source, parser, "an alias (" + text + "), which is not followed", "the value");
                }
                if (token == JsonToken.VALUE_NUMBER_INT && OCTAL.matcher(text).matches()) {
                    throw misleading(
                            source, parser, "the octal number " + text, "it without the leading zero, or in quotes");
                }
                if (token.isNumeric() && NOT_FINITE.matcher(text).matches()) {
                    throw misleading(source, parser, "the number " + text, "a finite one");
                }
            }
        }
    }

    private static SettingsException misleading(String source, YAMLParser parser, String found, String instead) {
        return new SettingsException(
                source + at(parser.currentTokenLocation()) + " has " + found + ". Write " + instead + ".");
    }

    private static SettingsException unreadable(String source, JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            // Jackson's own location is that of the last token that could be read.
            Mark mark = marked.getProblemMark();
            return unreadable(source + at(mark.getLine() + 1, mark.getColumn() + 1), marked.getProblem(), e);
        }
        return unreadable(source + at(e.getLocation()), e.getOriginalMessage(), e);
    }

    private static SettingsException unreadable(String place, String problem, Exception cause) {
        return new SettingsException(
                place + " is not valid YAML: " + problem.lines().findFirst().orElse("")
                        + ". Correct that line; indent with spaces and write each key once.",
                cause);
    }

    private static String at(JsonLocation location) {
        return location == null ? "" : at(location.getLineNr(), location.getColumnNr());
    }

    private static String at(int line, int column) {
        return ", line " + line + ", column " + column + ",";
    }
}
