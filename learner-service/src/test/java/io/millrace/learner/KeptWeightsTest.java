package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.WatchedBus.Death;
import io.millrace.learner.WatchedBus.KilledException;
import io.millrace.messages.Update;
import io.millrace.runtime.worker.Worker;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Versions of the weights that stay. */
class KeptWeightsTest {

    private static final String EVERY_SECOND = "learner.keep-weights-every=2";

    private final Path folder;

    KeptWeightsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theLedgerMarksEachVersionThatStays() {
        TestRun run = TestRun.withLag(0, EVERY_SECOND);

        run.finish(run.learner(folder));

        assertThat(run.ledger())
                .filteredOn(Update::getKept)
                .extracting(Update::getVersion)
                .containsExactly(2L, 4L, 6L);
    }

    @Test
    void aVersionThatStaysComesBetweenTheLedgerAndTheUsualWeights() {
        TestRun run = TestRun.withLag(0, "learner.keep-weights-every=1");
        WatchedBus bus = new WatchedBus(run.bus);
        Worker learner = run.learner(bus, folder, System::nanoTime);
        run.sendWhatIsAllowed();
        learner.runOnce();
        bus.moments().clear();

        run.update(learner, 1);

        assertThat(bus.moments())
                .startsWith(
                        "sends updates",
                        "knows of updates",
                        "sends weights",
                        "sends weights",
                        "knows of weights",
                        "sends weights",
                        "sends weights",
                        "knows of weights",
                        "sends progress");
    }

    @Test
    void aVersionThatStaysIsFoundByItsNumber() {
        TestRun run = TestRun.withLag(0, EVERY_SECOND);
        run.finish(run.learner(folder));

        assertThat(kept(run)).isEqualTo(marked(run)).hasSize(3);
    }

    @Test
    void whoeverFollowsTheNewestIsNotToldOfIt() {
        TestRun run = TestRun.withLag(0, EVERY_SECOND);
        run.finish(run.learner(folder));

        assertThat(run.weights().version()).isEqualTo(6);
    }

    @Test
    void theNewestUpToAVersionIsTheNewestThatStayed() {
        TestRun run = TestRun.withLag(0, EVERY_SECOND);
        run.finish(run.learner(folder));

        assertThat(KeptWeights.upTo(run.bus, "test", RunPolicy.layout(run.run), 4))
                .map(PublishedWeights::version)
                .contains(4L);
    }

    /** At each moment from the first version that is marked to the checkpoint behind the next. */
    @ParameterizedTest
    @CsvSource({
        "sends updates, 2",
        "knows of updates, 2",
        "sends weights, 5",
        "sends weights, 6",
        "knows of weights, 3",
        "sends weights, 7",
        "knows of weights, 4",
        "sends progress, 3",
        "sends updates, 4",
        "knows of updates, 4",
        "sends weights, 11"
    })
    void aLearnerThatIsKilledInBetweenLeavesNoneOutThatIsMarked(String moment, int times) {
        TestRun run = TestRun.withLag(0, EVERY_SECOND, "learner.checkpoint-every=3");
        Worker killed = run.learner(new WatchedBus(run.bus, new Death(moment, times)), folder, System::nanoTime);
        boolean died = false;
        try {
            run.finish(killed);
        } catch (KilledException expected) {
            died = true;
        }

        run.finish(run.learner(folder));

        assertThat(died).isTrue();
        assertThat(kept(run)).isEqualTo(marked(run)).hasSize(3);
    }

    private static Map<Long, String> marked(TestRun run) {
        Map<Long, String> marked = new TreeMap<>();
        run.ledger().stream()
                .filter(Update::getKept)
                .forEach(entry -> marked.put(entry.getVersion(), entry.getWeightsSha256()));
        return marked;
    }

    private static Map<Long, String> kept(TestRun run) {
        Map<Long, String> kept = new TreeMap<>();
        for (long version : List.copyOf(KeptWeights.versions(run.bus, "test"))) {
            KeptWeights.exactly(run.bus, "test", RunPolicy.layout(run.run), version)
                    .ifPresent(weights -> kept.put(version, weights.sha256()));
        }
        return kept;
    }
}
