package io.millrace.monitoring.live;

import static io.millrace.monitoring.live.ToldRun.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.RejectedRecord;
import io.millrace.monitoring.guard.Finding;
import io.millrace.monitoring.path.Flow;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LiveFeedTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final MemoryBus bus = new MemoryBus(10_000_000);
    private final List<Flow> flows = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final EventStream stream = new EventStream("epoch", 4);
    private final LiveFeed feed = new LiveFeed(
            bus, () -> flows, () -> findings, () -> null, stream, new SimpleMeterRegistry(), () -> NOON, () -> 0);
    private final ToldRun run = new ToldRun(bus, "walk", NOON);

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void aRunThatHasSaidNothingIsStartingAndHasNoPoints() {
        JsonNode shown = shown();

        assertThat(shown.at("/head/state").asText()).isEqualTo("starting");
        assertThat(shown.at("/windows/rows")).isEmpty();
    }

    @Test
    void aRunShowsWhatItsSettingsSay() {
        JsonNode head = shown().get("head");

        assertThat(head.get("environment").asText()).isEqualTo("identity");
        assertThat(head.get("algorithm").asText()).isEqualTo("ppo");
        assertThat(head.get("limit").asLong()).isEqualTo(6400);
    }

    @ParameterizedTest
    @CsvSource({
        "0,       , false, false, starting",
        "3,       , false, false, learning",
        "3,       , true,  false, paused",
        "3,       , false, true,  finished",
        "3, broken, false, false, failed"
    })
    void theStateIsWhatTheLearnerSays(long version, String failure, boolean paused, boolean finished, String state) {
        run.progress(version, failure, paused, finished);

        assertThat(shown().at("/head/state").asText()).isEqualTo(state);
    }

    @Test
    void aWindowBecomesAPointInItsMiddle() {
        run.window(NOON.minusSeconds(20), 4, Map.of("return.mean", 7.5, "return.p05", 5.0, "return.best", 9.0));

        JsonNode row = shown().at("/windows/rows/0");

        assertThat(row.get(1).asLong()).isEqualTo(NOON.minusSeconds(15).toEpochMilli());
        assertThat(List.of(
                        row.get(2).asDouble(), row.get(3).asDouble(), row.get(5).asDouble()))
                .containsExactly(7.5, 5.0, 9.0);
    }

    @Test
    void whatAWindowDoesNotKnowIsNull() {
        run.window(NOON.minusSeconds(20), 0, Map.of("steps-per-second", 100.0));

        assertThat(shown().at("/windows/rows/0/2").isNull()).isTrue();
    }

    @Test
    void aWindowThatIsToldAgainReplacesItself() {
        run.window(NOON.minusSeconds(20), 1, Map.of("return.mean", 1.0));
        run.window(NOON.minusSeconds(20), 2, Map.of("return.mean", 2.0));

        JsonNode rows = shown().at("/windows/rows");

        assertThat(rows).hasSize(1);
        assertThat(rows.at("/0/2").asDouble()).isEqualTo(2.0);
    }

    @Test
    void aWindowOfOneVersionIsNoPoint() {
        run.windowOfVersion(NOON.minusSeconds(20), 3, Map.of("return.mean", 1.0));

        assertThat(shown().at("/windows/rows")).isEmpty();
    }

    @Test
    void updatesCloseTogetherBecomeOnePoint() {
        run.update(1, NOON.minusSeconds(9), 0.5);
        run.update(2, NOON.minusSeconds(9).plusMillis(20), 0.7);
        run.update(3, NOON.minusSeconds(8), 0.9);

        JsonNode rows = shown().at("/updates/rows");

        assertThat(rows).hasSize(2);
        assertThat(rows.at("/0/4").asDouble()).isEqualTo(0.6, org.assertj.core.api.Assertions.within(1e-6));
        assertThat(rows.at("/0/3").asLong()).isEqualTo(2);
    }

    @Test
    void anInterventionIsNoPointBecauseItsNumbersSayNothing() {
        run.update(1, NOON.minusSeconds(9), 0.5);
        run.intervention(
                2, NOON.minusSeconds(5), new Intervention(InterventionKind.PAUSE, "guard", "tired", 1L, 1L, 1.0));

        assertThat(shown().at("/updates/rows")).hasSize(1);
    }

    @Test
    void aNumberThatIsNoneIsNull() {
        run.update(1, NOON.minusSeconds(9), Double.NaN);

        assertThat(shown().at("/updates/rows/0/4").isNull()).isTrue();
    }

    @Test
    void aRecordOfANewerSchemaGoesToQuarantineAndTheRestIsShown() {
        bus.sendBytes(run.topics.updates(), 0, "key", new byte[] {(byte) 0xC3, 1, 9, 9, 9, 9, 9, 9, 9, 9, 0});
        run.update(1, NOON.minusSeconds(9), 0.5);

        assertThat(shown().at("/updates/rows")).hasSize(1);
        try (EventSource<RejectedRecord> quarantine = bus.reader(
                run.topics.quarantine(), Start.BEGINNING, (topic, partition, offset, key, value, why) -> {})) {
            assertThat(quarantine.poll(Duration.ZERO)).singleElement().satisfies(rejected -> assertThat(
                            rejected.value().getService())
                    .isEqualTo("live"));
        }
    }

    @Test
    void aWindowAheadOfAllClocksIsLeftOutAndCounted() {
        run.window(NOON.plus(Duration.ofDays(400)), 1, Map.of("return.mean", 1.0));

        JsonNode shown = shown();

        assertThat(shown.at("/windows/rows")).isEmpty();
        assertThat(shown.at("/head/wrongTimes").asLong()).isEqualTo(1);
    }

    @Test
    void anUpdateWhoseClockJumpedStandsAtTheTimeOfTheOneBefore() {
        run.update(1, NOON.minusSeconds(60), 0.5);
        run.update(2, NOON.plus(Duration.ofDays(400)), 0.5);
        run.update(3, NOON.minus(Duration.ofDays(400)), 0.5);
        run.update(4, NOON.minusSeconds(30), 0.5);

        JsonNode shown = shown();

        assertThat(shown.at("/updates/rows"))
                .extracting(row -> Instant.ofEpochMilli(row.get(1).asLong()))
                .containsExactly(NOON.minusSeconds(60), NOON.minusSeconds(30));
        assertThat(shown.at("/head/wrongTimes").asLong()).isEqualTo(2);
    }

    @Test
    void anotherStartOfAServiceSaysWhatChanged() {
        run.annotation(AnnotationKind.START, "actor", "actor started", Map.of("java", "17", "version", "1"));
        run.annotation(AnnotationKind.START, "actor", "actor started", Map.of("java", "21", "version", "1"));

        assertThat(shown().at("/annotations"))
                .extracting(annotation -> annotation.get("text").asText())
                .containsExactly("actor started", "actor started (again; java was 17 and is 21)");
    }

    @Test
    void theNewestRunsAreShown() {
        for (int i = 1; i <= LiveFeed.RUNS; i++) {
            var unused = new ToldRun(bus, "walk-" + i, NOON.plusSeconds(i));
        }

        assertThat(read().get("runs"))
                .hasSize(LiveFeed.RUNS)
                .extracting(there -> there.get("name").asText())
                .doesNotContain("walk");
    }

    @Test
    void flowsAndFindingsOfOtherRunsAreNotShown() {
        flows.add(new Flow("walk", "actions", "env", 10, 5, 2, 0.5));
        flows.add(new Flow("other", "actions", "env", 10, 5, 2, 0.5));
        findings.add(new Finding("walk", "return-fall", "it fell", 3, NOON));
        findings.add(new Finding("other", "return-fall", "it fell", 3, NOON));

        JsonNode all = read();

        assertThat(all.get("flows"))
                .singleElement()
                .extracting(there -> there.get("run").asText())
                .isEqualTo("walk");
        assertThat(all.get("findings"))
                .singleElement()
                .extracting(there -> there.get("run").asText())
                .isEqualTo("walk");
    }

    @Test
    void aReaderThatToldNothingHasNoLag() {
        flows.add(new Flow("walk", "weights", "actor", 10, 5, -1, Double.NaN));

        assertThat(read().at("/flows/0").has("lagRecords")).isFalse();
    }

    @Test
    void whatChangedIsSentOnce() throws Exception {
        Optional<EventStream.Viewer> viewer = stream.join(null);
        var unused = read();
        feed.publish();
        run.update(1, NOON.minusSeconds(9), 0.5);
        var again = feed.read();
        feed.publish();
        feed.publish();

        assertThat(viewer).isPresent();
        assertThat(event(viewer.get())).contains("\"environment\":\"identity\"");
        assertThat(event(viewer.get())).contains("\"updates\":{\"rows\":[[1,").doesNotContain("annotations");
        assertThat(viewer.get().next(0)).isNull();
        assertThat(again).isPositive();
    }

    private static String event(EventStream.Viewer viewer) throws InterruptedException {
        byte[] event = viewer.next(0);
        return event == null ? "" : new String(event, java.nio.charset.StandardCharsets.UTF_8);
    }

    private JsonNode shown() {
        return read().at("/runs/0");
    }

    private JsonNode read() {
        int unread = feed.read();
        while (unread > 0) {
            unread = feed.read();
        }
        try {
            return JSON.readTree(feed.snapshot());
        } catch (IOException impossible) {
            throw new AssertionError("no JSON: " + feed.snapshot(), impossible);
        }
    }
}
