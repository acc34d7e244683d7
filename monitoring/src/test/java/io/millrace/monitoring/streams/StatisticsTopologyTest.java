package io.millrace.monitoring.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Statistics;
import io.millrace.monitoring.statistics.StatisticName;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.monitoring.statistics.Told;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statistics of a run from its records, with a clock that the test moves. */
class StatisticsTopologyTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final Topics TOPICS = new Topics("run", 1);
    private static final Topics OTHER = new Topics("other-run", 1);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong late = new AtomicLong();
    private final TopologyTestDriver driver = driver();
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final Map<String, Statistics> told = new HashMap<>();

    private TopologyTestDriver driver() {
        StatisticsTopology topology = new StatisticsTopology(
                new StatisticsSettings(Duration.ofSeconds(10), GRACE, Duration.ofHours(1)),
                meters,
                (run, records) -> late.addAndGet(records));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        return new TopologyTestDriver(
                topology.build(List.of(
                        TOPICS.episodes().name(),
                        TOPICS.updates().name(),
                        TOPICS.progress().name(),
                        OTHER.episodes().name())),
                properties,
                START);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private TestInputTopic<byte[], byte[]> input(Topic<?> topic) {
        return inputs.computeIfAbsent(
                topic.name(),
                name -> driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private <V extends SpecificRecordBase> void send(Topic<V> topic, V message) {
        input(topic).pipeInput("0".getBytes(UTF_8), topic.codec().encode(message));
    }

    private Statistics window(Topics run, Instant start) {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        if (driver.producedTopicNames().contains(run.statistics().name())) {
            driver.createOutputTopic(run.statistics().name(), new StringDeserializer(), new ByteArrayDeserializer())
                    .readKeyValuesToList()
                    .forEach(record ->
                            told.put(record.key, run.statistics().codec().decode(record.value)));
        }
        return Objects.requireNonNull(told.get(run.run() + "/" + start.toEpochMilli()));
    }

    private List<RejectedRecord> rejected() {
        return driver
                .createOutputTopic(TOPICS.quarantine().name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(TOPICS.quarantine().codec()::decode)
                .toList();
    }

    @Test
    void anEpisodeCountsInTheWindowInWhichItEnded() {
        send(TOPICS.episodes(), Told.episode(START.plusMillis(9_999), 3, 1));
        send(TOPICS.episodes(), Told.episode(START.plusMillis(10_000), 5, 1));

        assertThat(window(TOPICS, START).getValues()).containsEntry(StatisticName.RETURN + "mean", 3.0);
        assertThat(window(TOPICS, START.plusSeconds(10)).getValues()).containsEntry(StatisticName.RETURN + "mean", 5.0);
    }

    @Test
    void recordsOutOfOrderCountInTheirOwnWindows() {
        send(TOPICS.episodes(), Told.episode(START.plusSeconds(25), 3, 1));
        send(TOPICS.episodes(), Told.episode(START.plusSeconds(5), 1, 1));
        send(TOPICS.episodes(), Told.episode(START.plusSeconds(15), 2, 1));

        assertThat(window(TOPICS, START).getValues()).containsEntry(StatisticName.RETURN + "best", 1.0);
        assertThat(window(TOPICS, START.plusSeconds(10)).getEpisodes()).isOne();
        assertThat(window(TOPICS, START.plusSeconds(20)).getEpisodes()).isOne();
    }

    @Test
    void aRecordWithinTheGraceReplacesItsWindow() {
        send(TOPICS.episodes(), Told.episode(START, 3, 1));
        assertThat(window(TOPICS, START).getEpisodes()).isOne();
        driver.advanceWallClockTime(GRACE);

        send(TOPICS.episodes(), Told.episode(START, 5, 1));

        assertThat(window(TOPICS, START).getEpisodes()).isEqualTo(2);
        assertThat(late).hasValue(0);
    }

    @Test
    void aRecordBeyondTheGraceIsCountedAsLateAndChangesNothing() {
        send(TOPICS.episodes(), Told.episode(START, 3, 1));
        driver.advanceWallClockTime(GRACE.plusSeconds(20));

        send(TOPICS.episodes(), Told.episode(START, 5, 1));

        assertThat(window(TOPICS, START).getEpisodes()).isOne();
        assertThat(late).hasValue(1);
    }

    @Test
    void aClockThatJumpedAheadClosesNoWindow() {
        send(TOPICS.episodes(), Told.episode(START.plus(Duration.ofDays(300)), 100, 1));
        send(TOPICS.episodes(), Told.episode(START.plus(Duration.ofMinutes(50)), 50, 1));
        send(TOPICS.episodes(), Told.episode(START, 3, 1));

        assertThat(window(TOPICS, START).getValues()).containsEntry(StatisticName.RETURN + "best", 3.0);
        assertThat(late).hasValue(0);
    }

    @Test
    void aRecordFromTheFutureGoesToQuarantineWithTheReason() {
        send(TOPICS.episodes(), Told.episode(START.plus(Duration.ofDays(300)), 100, 1));

        assertThat(rejected()).singleElement().satisfies(record -> {
            assertThat(record.getTopic()).isEqualTo(TOPICS.episodes().name());
            assertThat(record.getReason()).contains("2026-10-28", "minutes ahead");
        });
    }

    @Test
    void aRecordThatIsNoMessageGoesToQuarantineAndTheStreamGoesOn() {
        input(TOPICS.episodes()).pipeInput("0".getBytes(UTF_8), "garbage".getBytes(UTF_8));
        send(TOPICS.episodes(), Told.episode(START, 3, 1));

        assertThat(rejected()).singleElement().satisfies(record -> {
            assertThat(record.getReason()).contains("single-object header of a Episode");
            assertThat(record.getValue().array()).asString(UTF_8).isEqualTo("garbage");
        });
        assertThat(window(TOPICS, START).getEpisodes()).isOne();
        assertThat(meters.get("millrace.quarantined.records")
                        .tag("topic", TOPICS.episodes().name())
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aReturnThatIsNoNumberGoesToQuarantine() {
        send(TOPICS.episodes(), Told.episode(START, Double.NaN, 1));

        assertThat(rejected()).singleElement().satisfies(record -> assertThat(record.getReason())
                .contains("return is NaN"));
    }

    @Test
    void runsAreKeptApart() {
        send(TOPICS.episodes(), Told.episode(START, 3, 1));
        send(OTHER.episodes(), Told.episode(START, 5, 1));

        assertThat(window(TOPICS, START).getValues()).containsEntry(StatisticName.RETURN + "mean", 3.0);
        assertThat(window(OTHER, START).getValues()).containsEntry(StatisticName.RETURN + "mean", 5.0);
    }

    @Test
    void aLearnerThatReportsWithoutLearningIsSeenToLearnNothing() {
        send(TOPICS.progress(), Told.progress(START));

        assertThat(window(TOPICS, START).getValues()).containsEntry(StatisticName.STEPS_PER_SECOND, 0.0);
    }

    /** What a poll brings of one partition, as the consumer hands it to Streams. */
    private TestRecord<byte[], byte[]> polled(Topic<?> topic, byte[]... values) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] value : values) {
            records.add(new ConsumerRecord<>(topic.name(), 0, 40 + records.size(), "0".getBytes(UTF_8), value));
        }
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (PolledTogether interceptor = new PolledTogether()) {
            return new TestRecord<>(interceptor
                    .onConsume(new ConsumerRecords<>(Map.of(partition, records), Map.of()))
                    .records(partition)
                    .get(0));
        }
    }

    @Test
    void recordsOfOnePollCountAsTheyWouldAlone() {
        input(TOPICS.episodes())
                .pipeInput(polled(
                        TOPICS.episodes(),
                        TOPICS.episodes().codec().encode(Told.episode(START, 3, 1)),
                        TOPICS.episodes().codec().encode(Told.episode(START.plusSeconds(10), 9, 1)),
                        TOPICS.episodes().codec().encode(Told.episode(START, 5, 1))));

        assertThat(window(TOPICS, START).getValues()).containsEntry(StatisticName.RETURN + "mean", 4.0);
        assertThat(window(TOPICS, START.plusSeconds(10)).getEpisodes()).isOne();
    }

    @Test
    void oneBadRecordOfAPollIsRejectedWithItsOwnPlace() {
        input(TOPICS.episodes())
                .pipeInput(polled(
                        TOPICS.episodes(),
                        TOPICS.episodes().codec().encode(Told.episode(START, 3, 1)),
                        "garbage".getBytes(UTF_8),
                        TOPICS.episodes().codec().encode(Told.episode(START, 5, 1))));

        assertThat(rejected()).singleElement().satisfies(record -> assertThat(record.getOffset())
                .isEqualTo(41));
        assertThat(window(TOPICS, START).getEpisodes()).isEqualTo(2);
    }
}
