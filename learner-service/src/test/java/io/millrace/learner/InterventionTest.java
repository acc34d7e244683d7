package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.millrace.learner.TestRun.Learns;
import io.millrace.learner.algorithms.DivergedException;
import io.millrace.learner.checkpoint.CheckpointException;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Intervention;
import io.millrace.messages.InterventionKind;
import io.millrace.messages.Progress;
import io.millrace.messages.Update;
import io.millrace.runtime.worker.Worker;
import io.millrace.weights.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterventionTest {

    private static final String KEEP = "learner.keep-versions=8";
    private static final String GO_BACK = "learner.on-divergence=rollback";

    private final Path folder;

    InterventionTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aRollbackGivesTheWeightsOfTheVersionThatWasAskedFor() {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);

        run.ask(rollback(3, 1L));
        run.update(learner, 1);

        Update entry = last(run.ledger());
        assertThat(entry.getWeightsSha256()).isEqualTo(run.ledger().get(0).getWeightsSha256());
        assertThat(entry.getIntervention())
                .isEqualTo(new Intervention(InterventionKind.ROLLBACK, "ada", "the return fell", 3L, 1L, 0.5));
        assertThat(run.weights().version()).isEqualTo(4);
        assertThat(run.weights().sha256()).isEqualTo(entry.getWeightsSha256());
    }

    @Test
    void theUnrollsOfABatchThatIsGivenUpAreDroppedOnTheLedgerAndCounted() {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);

        run.ask(rollback(3, 1L));
        run.update(learner, 1);

        assertThat(last(run.ledger()).getConsumed()).isEmpty();
        assertThat(last(run.ledger()).getDropped())
                .extracting(ConsumedUnroll::getLane, ConsumedUnroll::getNumber)
                .containsExactly(tuple(0, 3L), tuple(1, 3L));
        assertThat(last(run.progress()).getNextUnrolls()).containsExactly(4L, 4L);
        assertThat(last(run.progress()).getSteps()).isEqualTo(3L * TestRun.STEPS_PER_UPDATE);
        assertThat(run.meters
                        .get("millrace.learner.unrolls.dropped")
                        .tag("reason", "intervention")
                        .tag("lane", "1")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Learns.class)
    void aRunGoesOnAfterARollbackToItsLimitOfSteps(Learns learns) {
        TestRun run = TestRun.withLag(learns, 0, KEEP);

        run.finish(run.learner(folder), 3, rollback(3, 1L));

        assertThat(run.ledger()).hasSize(7);
        assertThat(last(run.ledger()).getSteps()).isEqualTo(6L * TestRun.STEPS_PER_UPDATE);
        assertThat(run.ledger()).extracting(Update::getVersion).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    static Stream<Arguments> deaths() {
        return Stream.of(Learns.values()).flatMap(learns -> Stream.of(0, 2)
                .flatMap(lag -> Stream.of(1, 3).flatMap(every -> LongStream.rangeClosed(4, 5)
                        .boxed()
                        .flatMap(version -> Stream.of(
                                death(learns, lag, every, "sends updates", version, 0),
                                death(learns, lag, every, "knows of updates", version, 0),
                                death(learns, lag, every, "knows of weights", version, 1),
                                death(learns, lag, every, "sends progress", version, 1))))));
    }

    private static Arguments death(Learns learns, int lag, int every, String moment, long version, int before) {
        return argumentSet(
                learns + ", lag " + lag + ", checkpoint every " + every + ", as it " + moment + " of version "
                        + version,
                learns,
                lag,
                every,
                new WatchedBus.Death(moment, (int) version + before));
    }

    /** Version 4 is the rollback. */
    @ParameterizedTest
    @MethodSource("deaths")
    void aLearnerThatWasKilledAroundARollbackGivesTheWeightsOfOneThatWasNot(
            Learns learns, int lag, int every, WatchedBus.Death death) {
        String setting = "learner.checkpoint-every=" + every;
        TestRun undisturbed = TestRun.onOnePartition(learns, lag, KEEP, setting);
        undisturbed.finish(undisturbed.learner(folder.resolve("undisturbed")), 3, rollback(3, 2L));
        TestRun run = TestRun.onOnePartition(learns, lag, KEEP, setting);

        Worker killed = run.learner(new WatchedBus(run.bus, death), folder, System::nanoTime);
        assertThatThrownBy(() -> run.finish(killed, 3, rollback(3, 2L))).isInstanceOf(WatchedBus.KilledException.class);
        run.finish(run.learner(folder), 3, rollback(3, 2L));

        assertThat(hashes(run)).isEqualTo(hashes(undisturbed));
        assertThat(run.annotations())
                .extracting(Annotation::getKind, Annotation::getVersion)
                .containsExactly(tuple(AnnotationKind.ROLLBACK, 4L));
    }

    @Test
    void aLearnerThatWasKilledBeforeItCouldSayThatItWentBackSaysSoLater() {
        TestRun run = TestRun.withLag(0, KEEP);
        WatchedBus dying = new WatchedBus(run.bus, new WatchedBus.Death("sends annotations", 1));
        assertThatThrownBy(() -> run.finish(run.learner(dying, folder, System::nanoTime), 3, rollback(3, 1L)))
                .isInstanceOf(WatchedBus.KilledException.class);

        run.finish(run.learner(folder));

        assertThat(run.annotations())
                .extracting(Annotation::getKind, Annotation::getVersion)
                .containsExactly(tuple(AnnotationKind.ROLLBACK, 4L));
    }

    @ParameterizedTest
    @EnumSource(Learns.class)
    void aWholeRunWithARollbackIsLearnedAgainFromItsLog(Learns learns) {
        TestRun run = TestRun.withLag(learns, 2, KEEP);
        run.finish(run.learner(folder), 3, rollback(3, 1L));

        run.finish(run.learner(folder.resolve("new")));

        assertThat(saved(folder.resolve("new"))).isEqualTo(run.weights().sha256());
        assertThat(run.annotations()).hasSize(1);
    }

    @Test
    void whatWasCarriedOutBeforeARestartIsNotCarriedOutAgain() {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);
        run.ask(rollback(3, 1L));
        run.update(learner, 1);

        run.finish(run.learner(folder));

        assertThat(interventions(run)).hasSize(1);
        assertThat(run.annotations()).hasSize(1);
    }

    @Test
    void ofTwoWhoAskWithTheSameKnowledgeTheFirstIsHeard() {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);

        run.ask(rollback(3, 1L));
        run.ask(rollback(3, 2L));
        run.finish(learner);

        assertThat(interventions(run)).extracting(Intervention::getToVersion).containsExactly(1L);
        assertThat(run.annotations())
                .extracting(Annotation::getKind)
                .containsExactly(AnnotationKind.ROLLBACK, AnnotationKind.REFUSED);
        assertThat(last(run.annotations()).getText()).contains("before the intervention that made version 4");
    }

    @Test
    void theSameAskedForAgainWithTheSameKnowledgeIsRefused() {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);
        run.ask(rollback(3, 1L));
        run.update(learner, 1);

        run.ask(rollback(3, 1L));
        run.finish(run.learner(folder));

        assertThat(interventions(run)).hasSize(1);
        assertThat(run.annotations())
                .extracting(Annotation::getKind)
                .containsExactly(AnnotationKind.ROLLBACK, AnnotationKind.REFUSED);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("nothing is kept", "learner.keep-versions=0", rollback(3, 1L), "No version is kept"),
                argumentSet("nothing so old is kept", "learner.keep-versions=1", rollback(3, 1L), "as old as 1. Those"),
                argumentSet("nobody can know it", KEEP, rollback(4, 1L), "the newest there is, is 3"),
                argumentSet(
                        "of another policy",
                        KEEP,
                        Command.newBuilder(rollback(3, 1L)).setPolicy("other").build(),
                        "no policy \"other\""),
                argumentSet("nothing to resume", KEEP, command(CommandKind.RESUME, 3), "not paused"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatCannotBeDoneIsRefusedWithTheReasonAndLearningGoesOn(String setting, Command command, String reason) {
        TestRun run = TestRun.withLag(0, setting);
        Worker learner = run.learner(folder);
        run.update(learner, 3);

        run.ask(command);
        run.finish(learner);

        assertThat(run.annotations()).singleElement().satisfies(annotation -> {
            assertThat(annotation.getKind()).isEqualTo(AnnotationKind.REFUSED);
            assertThat(annotation.getText()).contains(reason);
        });
        assertThat(run.ledger()).hasSize(6);
    }

    @Test
    void whoNamesNoVersionGoesBackToTheNewestThatWasNotGivenUp() {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);
        run.ask(rollback(3, 1L));
        run.update(learner, 1);

        run.ask(rollback(4, null));
        run.update(learner, 1);

        assertThat(last(interventions(run)).getToVersion()).isEqualTo(1);
    }

    @Test
    void aKeptVersionThatIsDamagedEndsTheLearnerWithWhatToDo() throws IOException {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);
        Files.write(folder.resolve("kept").resolve("1.avro"), new byte[] {1, 2, 3});

        run.ask(rollback(3, 1L));

        assertThatThrownBy(() -> run.finish(learner))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("1.avro")
                .hasMessageContaining("Move checkpoint.avro");
    }

    @Test
    void aKeptVersionThatIsMissingEndsTheLearnerWithWhatToDo() throws IOException {
        TestRun run = TestRun.withLag(0, KEEP);
        Worker learner = run.learner(folder);
        run.update(learner, 3);
        Files.delete(folder.resolve("kept").resolve("1.avro"));

        run.ask(rollback(3, 1L));

        assertThatThrownBy(() -> run.finish(learner))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("1.avro is not there")
                .hasMessageContaining("learns again from the recorded log");
    }

    @Test
    void aPausedRunLearnsNothingAndSaysSo() {
        TestRun run = paused(TestRun.withLag(0));
        Worker learner = run.learner(folder);

        cycles(run, learner);

        assertThat(last(run.progress())).returns(true, Progress::getPaused).returns(4L, Progress::getVersion);
        assertThat(run.ledger()).hasSize(4);
        assertThat(run.weights().sha256()).isEqualTo(run.ledger().get(2).getWeightsSha256());
    }

    @Test
    void aResumedRunGoesOnToItsEnd() {
        TestRun run = paused(TestRun.withLag(0));
        Worker learner = run.learner(folder);
        cycles(run, learner);

        run.ask(command(CommandKind.RESUME, 4));
        run.finish(learner);

        assertThat(run.ledger()).hasSize(7);
        assertThat(last(run.progress()).getPaused()).isFalse();
        assertThat(run.annotations())
                .extracting(Annotation::getKind)
                .containsExactly(AnnotationKind.PAUSE, AnnotationKind.RESUME);
    }

    @Test
    void aResumedRunIsNotPausedAgainByARestart() {
        TestRun run = paused(TestRun.withLag(0));
        Worker learner = run.learner(folder);
        run.ask(command(CommandKind.RESUME, 4));
        learner.runOnce();

        run.finish(run.learner(folder));

        assertThat(run.ledger()).hasSize(7);
        assertThat(run.annotations()).hasSize(2);
    }

    @Test
    void whoAskedToResumeBeforeTheRunWasPausedIsRefused() {
        TestRun run = paused(TestRun.withLag(0));
        Worker learner = run.learner(folder);

        run.ask(command(CommandKind.RESUME, 3));
        cycles(run, learner);

        assertThat(last(run.progress()).getPaused()).isTrue();
        assertThat(last(run.annotations()).getKind()).isEqualTo(AnnotationKind.REFUSED);
    }

    @Test
    void aPausedLearnerDoesNotLosePatience() {
        TestRun run = paused(TestRun.withLag(0, "learner.patience=1h"));
        AtomicLong now = new AtomicLong();
        Worker learner = run.learner(
                run.bus, folder, () -> now.addAndGet(Duration.ofMinutes(20).toNanos()));

        cycles(run, learner);

        assertThat(last(run.progress()).getFailure()).isNull();
    }

    @Test
    void goingBackEndsAPause() {
        TestRun run = paused(TestRun.withLag(0, KEEP));
        Worker learner = run.learner(folder);

        run.ask(rollback(4, 2L));
        run.finish(learner);

        assertThat(run.ledger()).hasSize(8);
        assertThat(last(run.progress()).getFinished()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Learns.class,
            names = {"FROM_EACH_STEP_ONCE", "FROM_NORMALISED_STEPS", "FROM_REPLAY"})
    void aRunThatDivergesGoesBackByItselfAndOnToItsEnd(Learns learns) {
        TestRun run = diverging(learns);
        run.finish(run.learner(folder));

        assertThat(interventions(run)).singleElement().satisfies(one -> {
            assertThat(one.getBy()).isEqualTo("learner");
            assertThat(one.getReason()).contains("update 4");
            assertThat(one.getToVersion()).isEqualTo(3);
        });
        assertThat(run.ledger()).hasSize(7);
        assertThat(last(run.progress())).returns(true, Progress::getFinished).returns(null, Progress::getFailure);
    }

    /** What a broken-off update had done to memory and statistics must not be in what comes after. */
    @ParameterizedTest
    @EnumSource(
            value = Learns.class,
            names = {"FROM_EACH_STEP_ONCE", "FROM_NORMALISED_STEPS", "FROM_REPLAY"})
    void aRunThatWentBackByItselfIsLearnedAgainFromItsLog(Learns learns) {
        TestRun run = diverging(learns);
        run.finish(run.learner(folder));

        run.finish(run.learner(folder.resolve("new")));

        assertThat(saved(folder.resolve("new"))).isEqualTo(run.weights().sha256());
        assertThat(run.ledger()).hasSize(7);
    }

    @Test
    void aLearnerThatDivergesAgainAtOnceGoesFurtherBack() {
        TestRun run = TestRun.withLag(0, KEEP, GO_BACK);
        run.poison(3L, 4L);

        run.finish(run.learner(folder));

        assertThat(interventions(run))
                .extracting(Intervention::getToVersion, Intervention::getLearningRateFactor)
                .containsExactly(tuple(3L, 0.5), tuple(2L, 0.25));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLearnerThatDivergesTooOftenInARowStopsAlsoIfItIsStartedAgain(boolean again) {
        TestRun run = TestRun.withLag(0, KEEP, GO_BACK, "learner.most-rollbacks=2");
        run.poison(3L, 4L, 5L);
        Worker learner = run.learner(folder);
        if (again) {
            run.update(learner, 4);
            learner = run.learner(folder);
        }
        Worker last = learner;

        assertThatThrownBy(() -> run.finish(last)).isInstanceOf(DivergedException.class);

        assertThat(interventions(run)).hasSize(2);
        assertThat(last(run.progress()).getFailure()).contains("update 6");
    }

    @Test
    void aLearnerThatGotAsFarAsACheckpointMayDivergeAgain() {
        TestRun run = TestRun.withLag(0, KEEP, GO_BACK, "learner.most-rollbacks=1");
        run.poison(2L, 4L);

        run.finish(run.learner(folder));

        assertThat(interventions(run)).hasSize(2);
    }

    @Test
    void aRunWithoutRollbackStopsWithNumbersThatAreNotFiniteAsEver() {
        TestRun run = TestRun.withLag(0, KEEP);
        run.poison(3L);
        Worker learner = run.learner(folder);

        assertThatThrownBy(() -> run.finish(learner)).isInstanceOf(DivergedException.class);

        assertThat(run.ledger()).hasSize(3);
        assertThat(run.annotations()).isEmpty();
    }

    @Test
    void theLearningRateFactorSurvivesARestart() {
        TestRun run = TestRun.withLag(0, KEEP, "learner.rollback-learning-rate=0.1");
        Worker learner = run.learner(folder);
        run.update(learner, 3);
        run.ask(rollback(3, 1L));
        run.update(learner, 1);
        run.meters.clear();

        run.learner(folder);

        assertThat(gauge(run, "millrace.learner.learning.rate.factor")).isEqualTo(0.1);
    }

    @Test
    void aFactorOfOneLearnsAsIfTheRunHadBegunAtTheEarlierVersion() {
        TestRun run = TestRun.withLag(0, KEEP, "learner.rollback-learning-rate=1");

        run.finish(run.learner(folder), 3, rollback(3, 1L));

        assertThat(interventions(run))
                .extracting(Intervention::getLearningRateFactor)
                .containsExactly(1.0);
    }

    @Test
    void metersTellWhatWasDone() {
        TestRun run = paused(TestRun.withLag(0, KEEP));

        assertThat(gauge(run, "millrace.learner.paused")).isEqualTo(1);
        assertThat(gauge(run, "millrace.learner.kept.versions")).isEqualTo(5);
        assertThat(gauge(run, "millrace.learner.weights.version")).isEqualTo(4);
        assertThat(interventions(run, "pause")).isEqualTo(1);
        assertThat(interventions(run, "rollback")).isZero();
    }

    @Test
    void aRunThatKeepsNothingWritesNothingBesideItsCheckpoint() {
        TestRun run = TestRun.withLag(0);

        run.finish(run.learner(folder));

        assertThat(folder.resolve("kept")).doesNotExist();
    }

    /** Pauses after three updates. */
    private TestRun paused(TestRun run) {
        Worker learner = run.learner(folder);
        run.update(learner, 3);
        run.ask(command(CommandKind.PAUSE, 3));
        run.update(learner, 1);
        return run;
    }

    private static TestRun diverging(Learns learns) {
        TestRun run = learns == Learns.FROM_REPLAY
                ? TestRun.withLag(learns, 0, KEEP, GO_BACK, "algorithm.n-step=3", "algorithm.samples-per-insert=20")
                : TestRun.withLag(learns, 0, KEEP, GO_BACK);
        run.poison(3L);
        return run;
    }

    private static void cycles(TestRun run, Worker learner) {
        for (int i = 0; i < 10; i++) {
            learner.runOnce();
            run.sendWhatIsAllowed();
        }
    }

    private static Command rollback(long known, @Nullable Long to) {
        return TestRun.command(CommandKind.ROLLBACK, known, to);
    }

    private static Command command(CommandKind kind, long known) {
        return TestRun.command(kind, known, null);
    }

    private static List<Intervention> interventions(TestRun run) {
        return run.ledger().stream()
                .map(Update::getIntervention)
                .filter(Objects::nonNull)
                .toList();
    }

    private static double interventions(TestRun run, String kind) {
        return run.meters
                .get("millrace.learner.interventions")
                .tag("kind", kind)
                .counter()
                .count();
    }

    private static double gauge(TestRun run, String name) {
        return run.meters.get(name).gauge().value();
    }

    private static List<String> hashes(TestRun run) {
        return run.ledger().stream().map(Update::getWeightsSha256).toList();
    }

    private static String saved(Path folder) {
        return Checksum.sha256(new CheckpointFile(folder).load().orElseThrow().getParameters());
    }

    private static <T> T last(List<T> all) {
        return all.get(all.size() - 1);
    }
}
