package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.millrace.learner.ReTraining.Difference;
import io.millrace.learner.TestRun.Learns;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.CommandKind;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Tensors;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of six updates from two lanes, each of which is a partition, made again from what stands on the bus. */
class ReTrainingTest {

    private final Path folder;

    ReTrainingTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static Stream<Arguments> runs() {
        return Stream.of(Learns.values())
                .flatMap(learns -> Stream.of(0, 2).map(lag -> argumentSet(learns + ", lag " + lag, learns, lag)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyUpdateGivesTheWeightsOfTheLedger(Learns learns, int lag) {
        TestRun run = TestRun.withLag(learns, lag);
        run.finish(run.learner(folder));

        assertThat(again(run)).containsExactlyElementsOf(hashes(run)).hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void rollbacksAndPausesAreMadeAgain(Learns learns, int lag) {
        TestRun run = TestRun.onOnePartition(learns, lag, "learner.keep-versions=8");
        Worker learner = run.learner(folder);
        run.finish(learner, 2, TestRun.command(CommandKind.ROLLBACK, 2, 1L));
        TestRun twice = TestRun.withLag(learns, lag, "learner.keep-versions=8", "learner.steps=1000");
        Worker second = twice.learner(folder.resolve("twice"));
        twice.update(second, 3);
        twice.ask(TestRun.command(CommandKind.ROLLBACK, 3, 0L));
        twice.update(second, 2);
        twice.ask(TestRun.command(CommandKind.ROLLBACK, 5, 1L));
        twice.update(second, 2);
        twice.ask(TestRun.command(CommandKind.PAUSE, 7, null));
        twice.update(second, 1);

        assertThat(again(run)).containsExactlyElementsOf(hashes(run)).hasSize(7);
        assertThat(again(twice)).containsExactlyElementsOf(hashes(twice)).hasSize(8);
    }

    @ParameterizedTest
    @EnumSource(Learns.class)
    void whereTheLearnerWentBackByItselfItsBrokenOffUpdateLeavesNoTrace(Learns learns) {
        TestRun run = TestRun.withLag(learns, 0, "learner.keep-versions=8", "learner.on-divergence=rollback");
        run.poison(3L);
        run.finish(run.learner(folder));

        assertThat(again(run)).containsExactlyElementsOf(hashes(run));
    }

    @Test
    void nothingIsWrittenToAnyTopic() {
        TestRun run = TestRun.withLag(0);
        run.finish(run.learner(folder));
        List<List<Long>> before = run.topics.all().stream().map(run.bus::ends).toList();

        again(run);

        assertThat(run.topics.all().stream().map(run.bus::ends)).containsExactlyElementsOf(before);
    }

    @Test
    void aRecordIsLearnedFromAgainPassAfterPass() {
        TestRun source = TestRun.withLag(0);
        source.finish(source.learner(folder.resolve("source")));
        TestRun cloned = source.learnedFrom("learner.steps=1000000", "learner.passes=2");
        Worker learner = cloned.learner(folder.resolve("cloned"));
        while (!learner.finished()) {
            learner.runOnce();
        }

        assertThat(again(cloned)).containsExactlyElementsOf(hashes(cloned)).hasSize(12);
    }

    @Test
    void aLearnerGoesOnFromAnyVersionThatWasMadeAgain() {
        TestRun run = TestRun.onOnePartition(Learns.FROM_REPLAY, 2);
        run.finish(run.learner(folder));
        Path kept = folder.resolve("kept");
        try (ReTraining training = training(run, 4L)) {
            finish(training);
            Checkpoint made = training.checkpoint(Instant.EPOCH);
            assertThat(made.getVersion()).isEqualTo(4);
            new CheckpointFile(kept).save(made);
        }

        run.finish(run.learner(kept));

        assertThat(new CheckpointFile(kept).load().orElseThrow().getParameters())
                .isEqualTo(new CheckpointFile(folder).load().orElseThrow().getParameters());
    }

    @Test
    void aChangedNumberIsNamedByTheFirstUpdateThatLearnedFromIt() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun forged = TestRun.withLag(0);
        original.unrolls()
                .forEach(unroll ->
                        forged.send(unroll.getLane() == 1 && unroll.getNumber() == 3 ? rewarded(unroll) : unroll));
        enter(forged, original.ledger());

        try (ReTraining training = training(forged, null)) {
            Difference difference = Objects.requireNonNull(finish(training), "no update differs");

            assertThat(difference.version()).isEqualTo(4);
            assertThat(difference.ledger()).isEqualTo(original.ledger().get(3).getWeightsSha256());
            assertThat(difference.again()).isNotEqualTo(difference.ledger());
            assertThat(difference.engine()).isEqualTo(difference.ledgerEngine());
            assertThat(difference.unrolls())
                    .containsExactly(new ConsumedUnroll(0, 3L, 0, 3L, 0), new ConsumedUnroll(1, 3L, 1, 3L, 0));
        }
    }

    @Test
    void numbersThatAreNotFiniteAnyMoreAreADifference() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun forged = TestRun.withLag(0);
        forged.poison(2L);
        Worker learner = forged.learner(folder.resolve("forged"));
        assertThatThrownBy(() -> forged.finish(learner)).isInstanceOf(RuntimeException.class);
        TestRun joined = TestRun.withLag(0);
        forged.unrolls().forEach(joined::send);
        enter(joined, original.ledger().subList(0, 3));

        try (ReTraining training = training(joined, null)) {
            Difference difference = Objects.requireNonNull(finish(training), "no update differs");

            assertThat(difference.version()).isEqualTo(3);
            assertThat(difference.again()).isNull();
            assertThat(difference.reason()).contains("update 3");
        }
    }

    @Test
    void bytesThatAreNoUnrollAreNamedByTheirPlace() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun damaged = TestRun.withLag(0);
        for (Unroll unroll : original.unrolls()) {
            if (unroll.getLane() == 1 && unroll.getNumber() == 3) {
                damaged.bus.sendBytes(damaged.topics.transitions(), 1, "1", new byte[] {1, 2, 3});
            } else {
                damaged.send(unroll);
            }
        }
        enter(damaged, original.ledger());

        assertThatThrownBy(() -> again(damaged))
                .isInstanceOfSatisfying(DamagedLogException.class, named -> {
                    assertThat(named.topic()).isEqualTo("millrace.test.transitions");
                    assertThat(named.partition()).isEqualTo(1);
                    assertThat(named.offset()).isEqualTo(3);
                })
                .hasMessageContaining("Unroll 3 of lane 1, at offset 3 of partition 1")
                .hasMessageContaining("single-object header");
    }

    @Test
    void aLogThatEndsEarlyIsNamed() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun cut = TestRun.withLag(0);
        original.unrolls().stream().filter(unroll -> unroll.getNumber() < 4).forEach(cut::send);
        enter(cut, original.ledger());

        assertThatThrownBy(() -> again(cut))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("Unroll 4 of lane 0, at offset 4 of partition 0")
                .hasMessageContaining("the partition ends at offset 4");
    }

    @Test
    void anotherUnrollInThePlaceIsNotTakenForTheOne() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun mixed = TestRun.withLag(0);
        mixed.send(original.unrolls().stream()
                .filter(unroll -> unroll.getLane() == 0 && unroll.getNumber() == 5)
                .findFirst()
                .orElseThrow());
        enter(mixed, original.ledger());

        assertThatThrownBy(() -> again(mixed))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("Unroll 0 of lane 0")
                .hasMessageContaining("is another one by now: unroll 5 of lane 0");
    }

    @Test
    void aLedgerOfAnotherRunIsRefused() {
        TestRun run = TestRun.withLag(0);
        run.finish(run.learner(folder));
        TestRun other = run.with(settings -> settings.setSettingsHash("f".repeat(64)));

        assertThatThrownBy(() -> again(other))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("Entry 1")
                .hasMessageContaining("f".repeat(64))
                .hasMessageContaining("another run of that name");
    }

    @Test
    void aGapInTheLedgerIsNamed() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun torn = TestRun.withLag(0);
        List<Update> entries = new ArrayList<>(original.ledger());
        entries.remove(2);
        enter(torn, entries);

        assertThatThrownBy(() -> again(torn))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("from update 2 to 4");
    }

    @Test
    void anEntryThatANewerVersionWroteIsNamed() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun newer = TestRun.withLag(0);
        enter(newer, original.ledger().subList(0, 2));
        newer.bus.sendBytes(newer.topics.updates(), 0, "main", new byte[] {(byte) 0xC3, 1, 9, 9, 9, 9, 9, 9, 9, 9, 0});

        assertThatThrownBy(() -> again(newer))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("at offset 2 of partition 0 of millrace.test.updates")
                .hasMessageContaining("a schema that this version does not know");
    }

    @Test
    void aVersionThatTheLedgerDoesNotReachIsAMistake() {
        TestRun run = TestRun.withLag(0);
        run.finish(run.learner(folder));

        assertThatThrownBy(() -> training(run, 7L))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("--to-version is 7")
                .hasMessageContaining("from 1 to 6");
    }

    @Test
    void aRunThatHasNotLearnedHasNothingToMakeAgain() {
        assertThatThrownBy(() -> again(TestRun.withLag(0)))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("Nothing stands on the ledger of run \"test\"");
    }

    private static Unroll rewarded(Unroll unroll) {
        float[] rewards = Tensors.floats(unroll.getRewards());
        rewards[0] += 1;
        return Unroll.newBuilder(unroll).setRewards(Tensors.ofFloats(rewards)).build();
    }

    private static void enter(TestRun run, List<Update> entries) {
        EventSink<Update> ledger = run.bus.sink(run.topics.updates(), Delivery.PROMPT);
        entries.forEach(entry -> ledger.send(0, "main", entry));
    }

    private static List<String> hashes(TestRun run) {
        return run.ledger().stream().map(Update::getWeightsSha256).toList();
    }

    private List<String> again(TestRun run) {
        return again(run, null);
    }

    /** The hashes of what was made again. */
    private static List<String> again(TestRun run, @Nullable Long toVersion) {
        List<String> made = new ArrayList<>();
        try (ReTraining training = training(run, toVersion)) {
            while (training.hasNext()) {
                assertThat(training.next()).isNull();
                made.add(training.sha256());
            }
        }
        return made;
    }

    private static ReTraining training(TestRun run, @Nullable Long toVersion) {
        return ReTraining.of(run.bus, run.run, toVersion, InitialWeightsSource.onTopic(run.bus, run.run));
    }

    private static @Nullable Difference finish(ReTraining training) {
        Difference difference = null;
        while (difference == null && training.hasNext()) {
            difference = training.next();
        }
        return difference;
    }
}
