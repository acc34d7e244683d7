package io.millrace.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.faults.FaultyRun.Outcome;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever befalls its processes, connections, disks, messages and clocks, a lock-step run loses no unroll, learns none
 * twice, and ends with the weights of the run that nothing befell. docs/reliability.md says more.
 */
@Tag("faults")
class FaultRunTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Map<Integer, String> OUTCOMES = new TreeMap<>();

    @TempDir
    static Path folder;

    private static Recorded undisturbed;

    @BeforeAll
    static void runUndisturbed() throws IOException {
        MemoryBus memory = new MemoryBus(256 << 20);
        RunFile file = RunFile.read(RunUnderTest.file(folder), Map.of(), List.of());
        RunFolder kept = new RunFolder(folder, RunUnderTest.NAME);
        kept.claim(file.settings());
        var unused = new LocalRun(file, kept, 1, () -> memory, MetricsSettings.loopback(0))
                .learn(
                        new ProgressLine(new PrintWriter(Writer.nullWriter()), Long.MAX_VALUE, false),
                        System.nanoTime(),
                        "test")
                .orElseThrow();
        undisturbed = Recorded.of(memory, new Topics(RunUnderTest.NAME, 2));
        assertThat(undisturbed.ledger()).hasSize(RunUnderTest.UPDATES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyInvariantHolds(int seed) throws IOException {
        FaultPlan plan = FaultPlan.of(seed, RunUnderTest.UPDATES);
        Path place = Files.createDirectories(folder.resolve("seed-" + seed));
        long began = System.nanoTime();
        try (FaultyRun run = new FaultyRun(plan, place)) {
            try {
                Outcome outcome = run.run();
                new Invariants(outcome.recorded(), undisturbed, RunUnderTest.UPDATES).hold(outcome.seen());
                requireKept(outcome);
                requireJumps(plan, outcome.recorded().ledger());
                long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
                note(seed, String.join(", ", outcome.struck()), seconds);
            } catch (AssertionError | RuntimeException failed) {
                tell("seed " + seed + " FAILED: " + plan.strikes() + ": " + failed.getMessage() + "\n" + run.logs());
                throw new AssertionError(
                        "Seed " + seed + ", " + plan.strikes() + ": " + failed.getMessage() + "\n" + run.logs(),
                        failed);
            }
        }
    }

    private static void note(int seed, String struck, long seconds) throws IOException {
        OUTCOMES.put(seed, "| " + seed + " | " + struck + " | all hold | " + seconds + " |");
        tell("seed " + seed + ", " + seconds + " s: " + struck);
    }

    /** At once and to a file: twenty runs take long, and who waits wants to know. */
    private static void tell(String line) throws IOException {
        Files.writeString(
                Path.of("target", "fault-runs.txt"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @AfterAll
    static void write() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            ReliabilityPage.write(OUTCOMES);
        }
    }

    static IntStream seeds() {
        String chosen = System.getProperty("millrace.faults.seeds", "");
        return chosen.isEmpty()
                ? IntStream.rangeClosed(1, 20)
                : IntStream.of(List.of(chosen.split(",")).stream()
                        .mapToInt(Integer::parseInt)
                        .toArray());
    }

    /** What the services read for certain: everything on these topics, and something of the fleeting ones. */
    private static void requireKept(Outcome outcome) {
        Corruption corruption = outcome.corruption();
        if (corruption == null) {
            return;
        }
        List<Event<RejectedRecord>> quarantine = outcome.recorded().quarantine();
        Topics topics = new Topics(RunUnderTest.NAME, 2);
        Set<String> always = Set.of(
                topics.transitions().name(),
                topics.weights().name(),
                topics.progress().name(),
                topics.commands().name());
        assertThat(corruption.notKept(quarantine))
                .as("corrupt records that are not in quarantine")
                .noneMatch(place -> always.contains(place.substring(0, place.indexOf('['))));
        assertThat(quarantine.stream().map(event -> event.value().getTopic()).collect(Collectors.toSet()))
                .as("topics of quarantined records")
                .contains(
                        topics.observations().name(),
                        topics.actions().name(),
                        topics.episodes().name(),
                        topics.updates().name());
    }

    /** That the clocks did jump, forward and back, as the ledger was written by them. */
    private static void requireJumps(FaultPlan plan, List<Event<Update>> ledger) {
        if (!plan.has(FaultKind.CLOCKS_JUMPED)) {
            return;
        }
        List<Duration> steps = IntStream.range(1, ledger.size())
                .mapToObj(i -> Duration.between(
                        ledger.get(i - 1).value().getUpdatedAt(),
                        ledger.get(i).value().getUpdatedAt()))
                .toList();
        assertThat(steps).as("the ledger's clock").anyMatch(step -> step.compareTo(AN_HOUR) > 0);
        assertThat(steps).as("the ledger's clock").anyMatch(step -> step.compareTo(AN_HOUR.negated()) < 0);
    }
}
