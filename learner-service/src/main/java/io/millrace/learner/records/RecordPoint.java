package io.millrace.learner.records;

import io.millrace.runtime.settings.SettingsException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a record: an offset, the same in every partition, or a time.
 *
 * @param text as it was written
 */
public record RecordPoint(
        String text, @Nullable Long offset, @Nullable Instant time) {

    private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");
    private static final Pattern AGO = Pattern.compile("-(\\d{1,9})(ms|s|m|h|d)");

    private static final List<Function<String, Instant>> TIMES = List.of(
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
            text -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());

    /**
     * Reads an offset ({@code 1200}), a time before now ({@code -90m}), or a date with or without a time of day
     * ({@code 2026-03-01T12:00:00Z}), in UTC where it names no offset of its own.
     *
     * @param now what a time before now is counted from
     * @param key of the setting, for messages
     * @return the point; nothing for an empty text
     * @throws SettingsException if it is none of these
     */
    public static Optional<RecordPoint> parse(String text, Instant now, String key) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        String stripped = text.strip();
        if (OFFSET.matcher(stripped).matches()) {
            return Optional.of(new RecordPoint(stripped, Long.parseLong(stripped), null));
        }
        Matcher ago = AGO.matcher(stripped);
        if (ago.matches()) {
            return Optional.of(new RecordPoint(stripped, null, now.minus(span(ago))));
        }
        for (Function<String, Instant> time : TIMES) {
            try {
                return Optional.of(new RecordPoint(stripped, null, time.apply(stripped)));
            } catch (DateTimeException other) {
                // It may be of the next form.
            }
        }
        throw new SettingsException(key + " is \"" + stripped + "\", which is no place in a record. Set an offset, such"
                + " as \"1200\", a time, such as \"2026-03-01T12:00:00Z\", or how long ago, such as \"-2h\".");
    }

    private static Duration span(Matcher ago) {
        long count = Long.parseLong(ago.group(1));
        return switch (ago.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    @Override
    public String toString() {
        return time == null ? "offset " + text : text.startsWith("-") ? text + " (" + time + ")" : text;
    }
}
