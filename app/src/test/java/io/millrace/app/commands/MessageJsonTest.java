package io.millrace.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.Episode;
import io.millrace.messages.EpisodeEnd;
import io.millrace.messages.Statistics;
import io.millrace.runtime.event.Event;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class MessageJsonTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void anEpisodeIsPrintedWithItsFigures() {
        Episode episode =
                new Episode(1, 2, 3L, 0.5, 200, EpisodeEnd.TRUNCATED, 40L, 41L, NOON, Map.of("target-error", 0.25));

        assertThat(printed(episode)).contains("\"figures\":{\"target-error\":0.25}");
    }

    @Test
    void aWindowOfStatisticsIsPrintedWithTheirNames() {
        Statistics window = new Statistics("tiny", NOON, NOON.plusSeconds(10), 41L, 12L, Map.of("return.mean", 22.25));

        assertThat(printed(window))
                .contains("\"return.mean\":22.25")
                .contains("\"windowStart\":\"2026-11-22T12:00:00Z\"");
    }

    @Test
    void aCommandIsPrintedWithWhatItLeavesOpen() {
        Command command = new Command("main", CommandKind.PAUSE, "guard", "entropy collapsed", 40L, null, NOON);

        assertThat(printed(command))
                .contains("\"kind\":\"PAUSE\",\"by\":\"guard\",\"reason\":\"entropy collapsed\"")
                .contains("\"toVersion\":null");
    }

    @Test
    void anAnnotationIsPrintedWithItsDetails() {
        Annotation annotation = new Annotation(
                AnnotationKind.START, "actor", "actor-1", null, "actor began", Map.of("java", "17"), NOON);

        assertThat(printed(annotation)).contains("\"kind\":\"START\"").contains("\"details\":{\"java\":\"17\"}");
    }

    private static String printed(SpecificRecordBase message) {
        return new MessageJson(8).of(new Event<>(0, 0, "key", message));
    }
}
