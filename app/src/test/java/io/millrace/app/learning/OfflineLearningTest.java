package io.millrace.app.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.Episode;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the examples of a record of mixed quality make of it, over the seeds that {@link LearningTest} learns over. */
@Tag("learning")
class OfflineLearningTest {

    private static final String RECORDED = "cart-pole-recorded";

    @TempDir
    private static Path data;

    private static final Map<Long, Recorded> RECORDS = new ConcurrentHashMap<>();

    /** A run of the example that records, and what its episodes earned on average while it learned. */
    private record Recorded(MemoryBus bus, double mean) {}

    static Stream<Arguments> algorithmsThatImprove() {
        return seeds().boxed().flatMap(seed -> Stream.of(Arguments.of("cql", seed), Arguments.of("iql", seed)));
    }

    private static LongStream seeds() {
        return LearningTest.seeds();
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("algorithmsThatImprove")
    void twiceTheMeanOfTheRecordIsEarnedByWhoLearnsFromItAlone(String algorithm, long seed) {
        Recorded recorded = RECORDS.computeIfAbsent(seed, OfflineLearningTest::recorded);

        double learned = learn(recorded.bus(), "cart-pole-offline-" + algorithm, seed, "learner.source=" + RECORDED);

        assertThat(learned).isGreaterThanOrEqualTo(2 * recorded.mean());
    }

    private static Recorded recorded(long seed) {
        MemoryBus bus = new MemoryBus(64L << 20);
        learn(bus, RECORDED, seed);
        Topic<Episode> episodes =
                new Topics(RECORDED, file(RECORDED, seed).toRun(Instant.EPOCH).getPartitions()).episodes();
        List<Double> returns = new ArrayList<>();
        List<Long> ends = bus.ends(episodes);
        try (EventSource<Episode> source =
                bus.reader(episodes, Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {})) {
            while (returns.size() < ends.stream().mapToLong(Long::longValue).sum()) {
                source.poll(Duration.ofMillis(100))
                        .forEach(event -> returns.add(event.value().getReturn$()));
            }
        }
        return new Recorded(
                bus, returns.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
    }

    /** What the greedy policy earns at the end. */
    private static double learn(MemoryBus bus, String example, long seed, String... overrides) {
        RunFile file = file(example, seed, overrides);
        RunFolder folder = new RunFolder(data, example + "-" + seed);
        folder.claim(file.settings());
        ProgressLine unseen = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, false);
        return new LocalRun(file, folder, 1, () -> bus, MetricsSettings.loopback(0))
                .learn(unseen, System.nanoTime(), "memory")
                .orElseThrow()
                .evaluation()
                .mean();
    }

    private static RunFile file(String example, long seed, String... overrides) {
        List<String> settings = new ArrayList<>(Arrays.asList(overrides));
        settings.add("seed=" + seed);
        return RunFile.read(Millrace.repository().resolve("examples").resolve(example + ".yaml"), Map.of(), settings);
    }
}
