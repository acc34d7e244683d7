package io.millrace.app.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Rule;
import io.millrace.policy.bandit.Rules;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.weights.RunPolicy;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty markets as lanes of a run in lock-step, with all services and messages: what stands on its log comes to
 * exactly the figures of the same twenty experiments without a bus.
 */
class RecordedMarketsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rule: {name: thompson}",
                "rule: {name: thompson-printed, relabel: true}",
                "rule: {name: ucb-committee}",
                "{rule: {name: elasticity}, environment: {history: {prices: 3}}}"
            })
    void aRunInMemoryComesToTheFiguresOfTheStudy(String rule) {
        Settings settings = settings(rule);
        MemoryBus memory = new MemoryBus(64L << 20);

        assertThat(recorded(settings, () -> memory, memory)).isEqualTo(played(settings));
    }

    @Test
    void aRunOverKafkaComesToTheFiguresOfTheStudy() {
        Settings settings = settings("rule: {name: thompson}");
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("broker"), 0, Map.of())) {
            KafkaConnection connection = new KafkaConnection(broker.address(), DEADLINE, DEADLINE, Map.of());
            try (Bus reading = new KafkaBus(connection)) {

                assertThat(recorded(settings, () -> new KafkaBus(connection), reading))
                        .isEqualTo(played(settings));
            }
        }
    }

    private static Settings settings(String changes) {
        return Settings.parse(changes, "changes")
                .underlaidBy(Settings.parse(Markets.RUN, "markets.yaml").without("rule"));
    }

    private static List<Experiment> played(Settings settings) {
        Player player = new Player(Contender.of(settings));
        return IntStream.range(0, 20).mapToObj(player::play).toList();
    }

    private List<Experiment> recorded(Settings settings, Supplier<Bus> buses, Bus reading) {
        RunFile file = RunFile.of(settings);
        RunFolder folder = new RunFolder(data, file.shared().run());
        folder.claim(file.settings());
        LocalRun local = new LocalRun(file, folder, 2, buses, MetricsSettings.loopback(0));
        ProgressLine silent = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, false);
        assertThat(local.learn(silent, System.nanoTime(), "any")).isPresent();
        Run run = new RunRegistry(reading).await(file.shared().run(), DEADLINE);
        return experiments(
                run,
                Contender.of(settings).truth(),
                unrolls(reading, new Topics(run.getRun(), run.getPartitions()).transitions()),
                folder.weights().orElseThrow().parameters());
    }

    private static List<Experiment> experiments(
            Run run, Truth truth, List<Event<Unroll>> unrolls, float[] lastWeights) {
        RuleDescription description = Objects.requireNonNull(run.getRule());
        Rule rule = Rules.of(description.getName(), description.getSettings());
        ArmTable table = RunPolicy.arms(description);
        Map<Integer, Map<Long, Unroll>> byLane = new TreeMap<>();
        for (Event<Unroll> event : unrolls) {
            byLane.computeIfAbsent(event.value().getLane(), lane -> new TreeMap<>())
                    .put(event.value().getNumber(), event.value());
        }
        List<Experiment> experiments = new ArrayList<>();
        byLane.forEach((lane, weeks) -> {
            Tally tally = new Tally(truth, run.getEnvironmentsPerLane());
            float[] arms = new float[run.getEnvironmentsPerLane()];
            // Lanes may be a week ahead of the learner when the run ends: that week is of the next episode.
            weeks.values().stream().limit(6).forEach(week -> {
                Tensors.indices(week.getActions(), arms, 0);
                tally.week(arms);
            });
            experiments.add(tally.end(rule.recommend(table.market(lastWeights, table.marketOf(lane)))));
        });
        return experiments;
    }

    private static List<Event<Unroll>> unrolls(Bus bus, Topic<Unroll> topic) {
        List<Long> ends = bus.ends(topic);
        List<Event<Unroll>> events = new ArrayList<>();
        try (EventSource<Unroll> source =
                bus.reader(topic, Start.BEGINNING, (t, partition, offset, key, value, reason) -> {
                    throw new AssertionError("rejected: " + reason);
                })) {
            while (IntStream.range(0, ends.size()).anyMatch(p -> source.position(p) < ends.get(p))) {
                events.addAll(source.poll(POLL));
            }
        }
        return events;
    }
}
