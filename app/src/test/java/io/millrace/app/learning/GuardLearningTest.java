package io.millrace.app.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import io.millrace.monitoring.guard.RunGuard;
import io.millrace.monitoring.statistics.StatisticName;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner that is made to diverge, with a guard and without. */
@Tag("learning")
class GuardLearningTest {

    // The guard goes by windows of time and the run by steps: enough steps, and short enough windows, for a fast
    // machine.
    private static final int STEPS_TO_RECOVER = 800_000;
    private static final int STEPS_TO_BREAK = 300_000;
    private static final double RECOVERED = 0.95;

    @TempDir
    private Path data;

    /**
     * What a run came to.
     *
     * @param best     the best mean return of a window
     * @param greedy   what the greedy policy earned at the end
     * @param goneBack rollbacks on the ledger that the guard asked for
     * @param said     what a terminal shows of it
     */
    private record Outcome(double best, Evaluation greedy, long goneBack, String said) {}

    @Test
    void withTheGuardTheReturnRecovers() {
        Outcome guarded = learn("act", STEPS_TO_RECOVER);

        assertThat(guarded.goneBack()).isPositive();
        assertThat(guarded.said()).contains("Went back from version");
        assertThat(guarded.greedy().mean()).isGreaterThanOrEqualTo(RECOVERED * guarded.best());
    }

    @Test
    void withoutTheGuardItDoesNot() {
        Outcome unguarded = learn("off", STEPS_TO_BREAK);

        assertThat(unguarded.goneBack()).isZero();
        assertThat(unguarded.greedy().mean()).isLessThan(unguarded.best() / 2);
    }

    private Outcome learn(String mode, int steps) {
        RunFile file = RunFile.read(
                Millrace.repository().resolve("examples").resolve("cart-pole-guard.yaml"),
                Map.of(),
                List.of("guard.mode=" + mode, "learner.steps=" + steps));
        RunFolder folder = new RunFolder(data, file.shared().run());
        folder.claim(file.settings());
        MemoryBus bus = new MemoryBus(256L << 20);
        StringWriter said = new StringWriter();
        ProgressLine progress = new ProgressLine(new PrintWriter(said), steps, false);
        LocalRun run = new LocalRun(
                file,
                folder,
                1,
                () -> bus,
                MetricsSettings.loopback(0),
                StatisticsSettings.ofWindow(Duration.ofMillis(200)),
                null,
                words -> {});
        Evaluation greedy =
                run.learn(progress, System.nanoTime(), "memory").orElseThrow().evaluation();
        Topics topics = new Topics(file.shared().run(), file.shared().topics().partitions());
        return new Outcome(
                best(told(bus, topics.statistics())), greedy, goneBack(told(bus, topics.updates())), said.toString());
    }

    private static double best(List<Statistics> windows) {
        return windows.stream()
                .filter(window -> window.getWeightsVersion() == null && window.getEpisodes() >= 5)
                .mapToDouble(window -> window.getValues().getOrDefault(StatisticName.RETURN + "mean", Double.NaN))
                .max()
                .orElseThrow();
    }

    private static long goneBack(List<Update> ledger) {
        return ledger.stream()
                .map(Update::getIntervention)
                .filter(intervention -> intervention != null
                        && intervention.getKind() == InterventionKind.ROLLBACK
                        && intervention.getBy().equals(RunGuard.NAME))
                .count();
    }

    private static <V extends SpecificRecordBase> List<V> told(MemoryBus bus, Topic<V> topic) {
        List<V> all = new ArrayList<>();
        long end = bus.ends(topic).get(0);
        try (EventSource<V> source = bus.reader(topic, Start.BEGINNING, (t, p, o, key, value, reason) -> {})) {
            while (source.position(0) < end) {
                source.poll(Duration.ZERO).forEach(event -> all.add(event.value()));
            }
        }
        return all;
    }
}
