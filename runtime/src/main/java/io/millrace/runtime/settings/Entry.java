package io.millrace.runtime.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value and where it stands. Its readers take the value as it was written or refuse it.
 *
 * @param key    full dotted name
 * @param origin said after the value in messages, empty where the file is where it came from
 */
record Entry(String key, JsonNode value, String origin) {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+) ?(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);

    /** A value as messages show it: text in quotes, numbers as they are, everything else in words. */
    static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> '"' + value.textValue() + '"';
            case NUMBER -> CanonicalJson.number(value);
            case BOOLEAN -> value.asText();
            case ARRAY -> "a list";
            case OBJECT -> "a section";
            default -> "empty";
        };
    }

    SettingsException refused(String need) {
        String name = key.isEmpty() ? "The whole of the settings" : key;
        return new SettingsException(name + " is " + describe(value) + origin + ", but " + need + ".");
    }

    /** 1e6 is a whole number, 1.5 is not. */
    int integer() {
        try {
            return decimal("a whole number is needed, such as 8").intValueExact();
        } catch (ArithmeticException e) {
            throw notWhole("2147483647", e);
        }
    }

    /** As {@link #integer}, in 64 bits. */
    long longInteger() {
        try {
            return decimal("a whole number is needed, such as 8").longValueExact();
        } catch (ArithmeticException e) {
            throw notWhole("9223372036854775807", e);
        }
    }

    double real() {
        double number = decimal("a number is needed, such as 0.5").doubleValue();
        if (Double.isInfinite(number)) {
            throw refused("a number of at most 1.7e308 is needed");
        }
        return number;
    }

    boolean yesOrNo() {
        if (!value.isBoolean()) {
            throw refused("true or false is needed, without quotes");
        }
        return value.booleanValue();
    }

    String text() {
        if (!value.isTextual()) {
            throw refused("text is needed; a number or a truth value that is meant as text goes in quotes");
        }
        return value.textValue();
    }

    Duration duration() {
        String need = "a duration with its unit is needed, such as 250ms, 10s, 2m, 1h, 1d or PT10S";
        if (!value.isTextual()) {
            throw refused(need);
        }
        try {
            Matcher unit = SHORT_DURATION.matcher(value.textValue());
            return unit.matches()
                    ? Duration.of(Long.parseLong(unit.group(1)), UNITS.get(unit.group(2)))
                    : Duration.parse(value.textValue());
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw refused(need);
        }
    }

    /** A constant named in lower case with hyphens. */
    Enum<?> choice(Class<?> type) {
        Enum<?>[] constants = (Enum<?>[]) type.getEnumConstants();
        List<String> names = Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int chosen = value.isTextual() ? names.indexOf(value.textValue()) : -1;
        if (chosen < 0) {
            throw refused("one of these is needed: " + String.join(", ", names));
        }
        return constants[chosen];
    }

    private BigDecimal decimal(String need) {
        if (!value.isNumber()) {
            throw refused(need);
        }
        return value.decimalValue();
    }

    private SettingsException notWhole(String greatest, ArithmeticException cause) {
        SettingsException refused = refused("a whole number of at most " + greatest + " is needed");
        refused.initCause(cause);
        return refused;
    }
}
