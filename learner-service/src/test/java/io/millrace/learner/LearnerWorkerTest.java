package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.learner.TestRun.Learns;
import io.millrace.learner.algorithms.DivergedException;
import io.millrace.learner.checkpoint.CheckpointException;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Progress;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.messages.WeightsPart;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Tensors;
import io.millrace.weights.Checksum;
import io.millrace.weights.RunPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LearnerWorkerTest {

    private final Path folder;

    LearnerWorkerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theLedgerComesBeforeTheWeightsAndTheWeightsBeforeProgress() {
        TestRun run = TestRun.withLag(0);
        WatchedBus bus = new WatchedBus(run.bus);
        Worker learner = run.learner(bus, folder, System::nanoTime);
        run.sendWhatIsAllowed();
        learner.runOnce();
        bus.moments().clear();

        run.update(learner, 1);

        assertThat(bus.moments())
                .containsExactly(
                        "sends updates",
                        "knows of updates",
                        "sends weights",
                        "sends weights",
                        "knows of weights",
                        "sends progress",
                        "knows of progress");
    }

    @Test
    void theInitialWeightsArePublishedBeforeTheFirstUpdate() {
        TestRun run = TestRun.withLag(0);

        run.learner(folder).runOnce();

        assertThat(run.weights().version()).isZero();
        assertThat(last(run.progress()).getNextUnrolls()).containsExactly(0L, 0L);
    }

    @Test
    void theLedgerNamesWhereEachUnrollStands() {
        TestRun run = TestRun.withLag(0);
        // Offsets then are not the unroll numbers.
        run.send(TestRun.unroll(1, 0, 0).setRun("another").build());

        run.finish(run.learner(folder));

        for (Update entry : run.ledger()) {
            assertThat(entry.getConsumed()).hasSize(TestRun.LANES).allSatisfy(consumed -> assertThat(
                            run.recorded(consumed.getPartition(), consumed.getOffset()))
                    .returns(consumed.getLane(), Unroll::getLane)
                    .returns(consumed.getNumber(), Unroll::getNumber)
                    .returns("test", Unroll::getRun));
        }
    }

    @Test
    void theLedgerHoldsTheHashOfThePublishedWeights() {
        TestRun run = TestRun.withLag(0);
        Worker learner = run.learner(folder);

        for (int i = 0; i < 6; i++) {
            run.update(learner, 1);

            assertThat(last(run.ledger()).getWeightsSha256())
                    .isEqualTo(run.weights().sha256());
        }
    }

    @Test
    void eachUpdateMovesTheWeights() {
        TestRun run = TestRun.withLag(0);

        run.finish(run.learner(folder));

        assertThat(run.ledger()).extracting(Update::getWeightsSha256).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anUnrollThatComesTwiceIsLearnedFromOnce(int lag) {
        TestRun run = TestRun.withLag(lag);
        Worker learner = run.learner(folder);
        run.send(TestRun.unroll(0, 0, 0).build());
        while (!learner.finished()) {
            learner.runOnce();
            run.sendWhatIsAllowed();
            run.send(TestRun.unroll(1, 0, 0).build());
        }

        assertThat(run.ledger().stream().flatMap(entry -> entry.getConsumed().stream()))
                .extracting(ConsumedUnroll::getLane, ConsumedUnroll::getNumber)
                .doesNotHaveDuplicates();
    }

    static Stream<Arguments> unusable() {
        float[] rewards = new float[TestRun.TICKS * TestRun.ENVIRONMENTS];
        rewards[4] = Float.NaN;
        return Stream.of(
                argumentSet("of another run", TestRun.unroll(0, 0, 0).setRun("another"), "run \"another\""),
                argumentSet(
                        "of another environment",
                        TestRun.unroll(0, 0, 0).setEnvironment("cart-pole"),
                        "environment \"cart-pole\""),
                argumentSet(
                        "of another version of the environment",
                        TestRun.unroll(0, 0, 0).setEnvironmentVersion("2"),
                        "environment version \"2\""),
                argumentSet("of a lane that there is not", TestRun.unroll(2, 0, 0), "Lane 2"),
                argumentSet("of another length", TestRun.unroll(0, 0, 0).setSteps(7), "Field steps"),
                argumentSet(
                        "with too few numbers",
                        TestRun.unroll(0, 0, 0).setRewards(Tensors.ofFloats(new float[1])),
                        "Field rewards"),
                argumentSet(
                        "with a reward that is not a number",
                        TestRun.unroll(0, 0, 0).setRewards(Tensors.ofFloats(rewards)),
                        "NaN at index 4"),
                argumentSet("of a lane that is too far ahead", TestRun.unroll(0, 3, 0), "does not hold back"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void anUnusableUnrollIsPutAsideWithTheReasonAndLearningGoesOn(Unroll.Builder unusable, String reason) {
        TestRun run = TestRun.withLag(0);
        run.send(unusable.build());

        run.finish(run.learner(folder));

        assertThat(run.quarantined()).singleElement().asString().contains(reason);
        assertThat(run.ledger()).hasSize(6);
    }

    @Test
    void bytesThatAreNoUnrollArePutAsideAndLearningGoesOn() {
        TestRun run = TestRun.withLag(0);
        run.bus.sendBytes(run.topics.transitions(), 0, "0", new byte[] {1, 2, 3});

        run.finish(run.learner(folder));

        assertThat(run.quarantined()).hasSize(1);
        assertThat(run.ledger()).hasSize(6);
    }

    @Test
    void theLearnerFinishesAtTheLimitOfSteps() {
        TestRun run = TestRun.withLag(0);

        run.finish(run.learner(folder));

        assertThat(last(run.progress()))
                .returns(true, Progress::getFinished)
                .returns(6L, Progress::getVersion)
                .returns(6L * TestRun.STEPS_PER_UPDATE, Progress::getSteps);
    }

    @Test
    void aFinishedRunStaysFinished() {
        TestRun run = TestRun.withLag(0);
        run.finish(run.learner(folder));

        Worker again = run.learner(folder);
        again.runOnce();

        assertThat(again.finished()).isTrue();
        assertThat(run.ledger()).hasSize(6);
    }

    static Stream<Arguments> deaths() {
        return Stream.of(Learns.values()).flatMap(learns -> Stream.of(0, 2)
                .flatMap(lag -> Stream.of(1, 3).flatMap(every -> LongStream.rangeClosed(1, 6)
                        .boxed()
                        .flatMap(update -> Stream.of(
                                death(learns, lag, every, update, "ledger and weights", "knows of updates", 0),
                                death(learns, lag, every, update, "weights and checkpoint", "knows of weights", 1))))));
    }

    private static Arguments death(
            Learns learns, int lag, int every, long update, String where, String moment, int before) {
        return argumentSet(
                learns + ", lag " + lag + ", checkpoint every " + every + ", between " + where + " of update " + update,
                learns,
                lag,
                every,
                new WatchedBus.Death(moment, (int) update + before));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void aLearnerThatWasKilledGivesTheWeightsOfOneThatWasNot(
            Learns learns, int lag, int every, WatchedBus.Death death) {
        TestRun undisturbed = TestRun.onOnePartition(learns, lag);
        undisturbed.finish(undisturbed.learner(folder.resolve("undisturbed")));
        TestRun run = TestRun.onOnePartition(learns, lag, "learner.checkpoint-every=" + every);

        kill(run, death);
        run.finish(run.learner(folder));

        assertThat(run.ledger()).extracting(Update::getVersion).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(run.weights().version()).isEqualTo(6);
        assertThat(run.weights().sha256()).isEqualTo(undisturbed.weights().sha256());
    }

    static Stream<Arguments> learnsAndLags() {
        return Stream.of(Learns.values()).flatMap(learns -> Stream.of(0, 2).map(lag -> Arguments.of(learns, lag)));
    }

    @ParameterizedTest
    @MethodSource("learnsAndLags")
    void aLearnerThatWasKilledBetweenCheckpointAndProgressGivesTheWeightsOfOneThatWasNot(Learns learns, int lag) {
        TestRun undisturbed = TestRun.onOnePartition(learns, lag);
        undisturbed.finish(undisturbed.learner(folder.resolve("undisturbed")));
        TestRun run = TestRun.onOnePartition(learns, lag);

        // The first progress is that of the initial weights.
        kill(run, new WatchedBus.Death("sends progress", 4));
        assertThat(new CheckpointFile(folder).load().orElseThrow().getVersion()).isEqualTo(3);
        run.finish(run.learner(folder));

        assertThat(run.ledger()).extracting(Update::getVersion).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(run.weights().sha256()).isEqualTo(undisturbed.weights().sha256());
    }

    @ParameterizedTest
    @MethodSource("learnsAndLags")
    void aWholeRunIsLearnedAgainFromItsLog(Learns learns, int lag) {
        TestRun run = TestRun.withLag(learns, lag);
        run.finish(run.learner(folder));
        String learned = run.weights().sha256();

        run.finish(run.learner(folder.resolve("new")));

        assertThat(run.ledger()).hasSize(6);
        assertThat(saved(folder.resolve("new"))).isEqualTo(learned);
    }

    static Stream<Arguments> learnsAndUpdates() {
        return Stream.of(Learns.values())
                .flatMap(learns -> IntStream.rangeClosed(1, 6).mapToObj(update -> Arguments.of(learns, update)));
    }

    @ParameterizedTest
    @MethodSource("learnsAndUpdates")
    void aLagTolerantRunWhoseLearnerWasKilledIsLearnedAgainFromItsLog(Learns learns, int update) {
        // Which unrolls came first in two partitions is for the ledger to say.
        TestRun run = TestRun.withLag(learns, 2, "learner.checkpoint-every=3");
        kill(run, new WatchedBus.Death("knows of updates", update));
        run.finish(run.learner(folder));
        String learned = run.weights().sha256();

        run.finish(run.learner(folder.resolve("new")));

        assertThat(run.ledger()).hasSize(6);
        assertThat(saved(folder.resolve("new"))).isEqualTo(learned);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aLearnerThatWasKilledPutsIntoReplayWhatItsCheckpointDoesNotHoldAndNothingTwice(int lag) {
        TestRun run = TestRun.withLag(Learns.FROM_REPLAY, lag, "learner.checkpoint-every=3");
        kill(run, new WatchedBus.Death("knows of weights", 6));
        // The process that comes after has meters of its own.
        run.meters.clear();

        Worker again = run.learner(folder);
        run.finish(again);

        // The checkpoint is that of update 3; all before it came from the log and is not counted.
        assertThat(run.meters.get("millrace.replay.inserted").functionCounter().count())
                .isEqualTo(3.0 * TestRun.STEPS_PER_UPDATE);
        assertThat(run.meters.get("millrace.replay.size").gauge().value()).isEqualTo(TestRun.REMEMBERED);
        again.close();
    }

    @Test
    void aReplayMemoryThatDoesNotFitIsTheMistakeOfWhoSetIt() {
        TestRun run = TestRun.withLag(Learns.FROM_REPLAY, 0, "algorithm.replay.capacity=2000000000");

        assertThatThrownBy(() -> run.learner(folder))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("algorithm.replay.capacity is 2000000000");
    }

    @ParameterizedTest
    @EnumSource(Learns.class)
    void aKilledLearnerReadsNothingTwiceIntoTheLedger(Learns learns) {
        TestRun run = TestRun.withLag(learns, 2, "learner.checkpoint-every=3");

        kill(run, new WatchedBus.Death("knows of weights", 6));
        run.finish(run.learner(folder));

        assertThat(run.ledger().stream().flatMap(entry -> entry.getConsumed().stream()))
                .extracting(ConsumedUnroll::getLane, ConsumedUnroll::getNumber)
                .doesNotHaveDuplicates();
    }

    @Test
    void weightsNeverGoBackWhileUpdatesAreMadeAgain() {
        TestRun run = TestRun.withLag(0, "learner.checkpoint-every=3");

        kill(run, new WatchedBus.Death("sends progress", 6));
        run.finish(run.learner(folder));

        assertThat(run.weightsParts())
                .extracting(WeightsPart::getVersion)
                .isSorted()
                .endsWith(6L);
    }

    @Test
    void lanesAreToldOfDroppedUnrollsThoughNoUpdateFollows() {
        TestRun run = TestRun.withLag(1);
        Worker learner = run.learner(folder);
        updateInStep(run, learner, 3);

        run.send(TestRun.unroll(0, 3, 0).build());
        learner.runOnce();

        assertThat(last(run.progress()))
                .returns(3L, Progress::getVersion)
                .returns(List.of(4L, 3L), Progress::getNextUnrolls);
    }

    @Test
    void theLedgerNamesWhatWasDropped() {
        TestRun run = TestRun.withLag(1);
        Worker learner = run.learner(folder);
        updateInStep(run, learner, 3);

        run.send(TestRun.unroll(0, 3, 0).build());
        run.send(TestRun.unroll(0, 4, 3).build());
        run.send(TestRun.unroll(1, 3, 3).build());
        learner.runOnce();
        learner.runOnce();

        assertThat(last(run.ledger()).getDropped()).containsExactly(new ConsumedUnroll(0, 3L, 0, 3L, 0));
    }

    @Test
    void aLaneThatWentOnAfterADropIsNotRefusedAfterARestart() {
        TestRun run = TestRun.withLag(1);
        Worker learner = run.learner(folder);
        updateInStep(run, learner, 3);
        run.send(TestRun.unroll(0, 3, 0).build());
        learner.runOnce();
        run.send(TestRun.unroll(0, 4, 3).build());
        run.send(TestRun.unroll(0, 5, 3).build());

        Worker restarted = run.learner(folder);
        restarted.runOnce();
        restarted.runOnce();

        assertThat(run.quarantined()).isEmpty();
        assertThat(last(run.ledger()).getConsumed())
                .extracting(ConsumedUnroll::getLane, ConsumedUnroll::getNumber)
                .containsExactly(tuple(0, 4L), tuple(0, 5L));
    }

    @Test
    void aRunThatDivergesPublishesNothingAndSaysWhere() {
        TestRun run = TestRun.withLag(0, "algorithm.learning-rate=1e30");
        Worker learner = run.learner(folder);

        assertThatThrownBy(() -> run.finish(learner)).isInstanceOf(DivergedException.class);

        assertThat(last(run.progress()).getFailure()).contains("update 1");
        assertThat(run.ledger()).isEmpty();
        assertThat(run.weightsParts()).extracting(WeightsPart::getVersion).containsOnly(0L);
        assertThat(new CheckpointFile(folder).load()).isEmpty();
    }

    @Test
    void whatTheAlgorithmHasToSayIsLoggedOnce() {
        TestRun run = TestRun.withLag(Learns.FROM_WHOLE_EPISODES, 0);

        List<ILoggingEvent> warnings = warned(() -> run.finish(run.learner(folder)));

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key, pair -> String.valueOf(pair.value))
                .anySatisfy(pair -> assertThat(pair.toList().toString()).contains("remark", "Set lanes.unroll"));
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefused() {
        TestRun other = TestRun.withLag(0, "algorithm.epochs=3");
        other.finish(other.learner(folder));

        assertThatThrownBy(() -> TestRun.withLag(0).learner(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("other settings")
                .hasMessageContaining("--data");
    }

    @Test
    void aCheckpointWithoutItsLedgerIsRefused() {
        TestRun run = TestRun.withLag(0);
        run.finish(run.learner(folder));

        assertThatThrownBy(() -> TestRun.withLag(0).learner(folder)).isInstanceOf(LedgerException.class);
    }

    @Test
    void aCheckpointWhoseParametersAreNoNumbersIsRefused() {
        TestRun run = TestRun.withLag(0);
        run.finish(run.learner(folder));
        CheckpointFile checkpoints = new CheckpointFile(folder);
        Checkpoint saved = checkpoints.load().orElseThrow();
        float[] parameters = Tensors.floats(saved.getParameters());
        parameters[5] = Float.NaN;
        checkpoints.save(Checkpoint.newBuilder(saved)
                .setParameters(Tensors.ofFloats(parameters))
                .build());

        assertThatThrownBy(() -> run.learner(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Parameter 5")
                .hasMessageContaining("NaN");
    }

    @Test
    void theStatisticsInTheWeightsAreThoseOfEveryObservationThatWasActedOn() {
        TestRun run = TestRun.withLag(Learns.FROM_NORMALISED_STEPS, 0);
        run.finish(run.learner(folder));

        float[] weights = run.weights().parameters();
        List<float[]> observations = actedOn(run);
        int mean = RunPolicy.shape(run.run).parameterCount();
        int size = run.run.getObservationSize();
        assertThat(observations).hasSize(6 * TestRun.STEPS_PER_UPDATE);
        for (int i = 0; i < size; i++) {
            int number = i;
            double expected = observations.stream()
                    .mapToDouble(one -> one[number])
                    .average()
                    .orElseThrow();
            double variance = observations.stream()
                    .mapToDouble(one -> (one[number] - expected) * (one[number] - expected))
                    .average()
                    .orElseThrow();
            assertThat(weights[mean + i]).isCloseTo((float) expected, within(1e-7f));
            assertThat(weights[mean + size + i]).isCloseTo((float) Math.sqrt(variance), within(1e-7f));
        }
    }

    private static List<float[]> actedOn(TestRun run) {
        List<float[]> observations = new ArrayList<>();
        int size = run.run.getObservationSize();
        for (Unroll unroll : run.unrolls()) {
            float[] all = Tensors.floats(unroll.getObservations());
            for (int row = 0; row < TestRun.TICKS * TestRun.ENVIRONMENTS; row++) {
                observations.add(Arrays.copyOfRange(all, row * size, (row + 1) * size));
            }
        }
        return observations;
    }

    @Test
    void aCheckpointWithoutTheStatisticsThatARunAsksForIsRefused() {
        TestRun run = TestRun.withLag(Learns.FROM_NORMALISED_STEPS, 0);
        run.finish(run.learner(folder));
        CheckpointFile checkpoints = new CheckpointFile(folder);
        checkpoints.save(Checkpoint.newBuilder(checkpoints.load().orElseThrow())
                .setStatistics(Map.of())
                .build());

        assertThatThrownBy(() -> run.learner(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds 0 numbers of observation statistics");
    }

    @Test
    void initialWeightsThatFloat32CannotHoldAreRefused() {
        TestRun run = TestRun.withLag(0, "policy.head-bias=[1e39, 0, 0]");

        assertThatThrownBy(() -> run.learner(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("initial weights")
                .hasMessageContaining("Infinity");
    }

    @Test
    void anUpdateThatDoesNotGiveTheLedgersWeightsAgainEndsTheLearner() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun forged = TestRun.withLag(0);
        Update entry = Update.newBuilder(original.ledger().get(0))
                .setWeightsSha256("0".repeat(64))
                .build();
        forged.bus.sink(forged.topics.updates(), Delivery.PROMPT).send(0, "main", entry);
        forged.send(TestRun.unroll(0, 0, 0).build());
        forged.send(TestRun.unroll(1, 0, 0).build());
        Worker learner = forged.learner(folder.resolve("forged"));

        assertThatThrownBy(() -> forged.finish(learner))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("Update 1")
                .hasMessageContaining("0".repeat(64))
                .hasMessageContaining("same engine");
        assertThat(forged.weightsParts()).isEmpty();
    }

    @Test
    void aLearnerThatWaitsTooLongSaysWhatToCheck() {
        TestRun run = TestRun.withLag(0, "learner.patience=1h");
        run.send(TestRun.unroll(0, 0, 0).build());
        Worker learner = run.learner(run.bus, folder, hours());

        assertThatThrownBy(() -> waitFor(learner))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("No unroll for 3600 s")
                .hasMessageContaining("1 of 2 unrolls")
                .hasMessageContaining("env-service and an actor");
    }

    @Test
    void aLearnerThatWaitsForWhatTheLedgerNamesSaysSo() {
        TestRun original = TestRun.withLag(0);
        original.finish(original.learner(folder));
        TestRun emptied = TestRun.withLag(0, "learner.patience=1h");
        emptied.bus
                .sink(emptied.topics.updates(), Delivery.PROMPT)
                .send(0, "main", original.ledger().get(0));
        Worker learner = emptied.learner(emptied.bus, folder.resolve("emptied"), hours());

        assertThatThrownBy(() -> waitFor(learner))
                .isInstanceOf(BusException.class)
                .hasMessageContaining("update 1 stands on the ledger")
                .hasMessageContaining("broker's data");
    }

    /** Each lane sends one unroll for each update, acted by the newest weights. */
    private static void updateInStep(TestRun run, Worker learner, int updates) {
        for (int update = 0; update < updates; update++) {
            run.send(TestRun.unroll(0, update, update).build());
            run.send(TestRun.unroll(1, update, update).build());
            learner.runOnce();
            learner.runOnce();
        }
    }

    private static void waitFor(Worker learner) {
        for (int i = 0; i < 10; i++) {
            learner.runOnce();
        }
    }

    /** Time that passes by half an hour whenever it is asked for. */
    private static LongSupplier hours() {
        AtomicLong now = new AtomicLong();
        return () -> now.addAndGet(Duration.ofMinutes(30).toNanos());
    }

    private void kill(TestRun run, WatchedBus.Death death) {
        Worker learner = run.learner(new WatchedBus(run.bus, death), folder, System::nanoTime);
        assertThatThrownBy(() -> run.finish(learner)).isInstanceOf(WatchedBus.KilledException.class);
    }

    /** Hash of the weights in the checkpoint. */
    private static String saved(Path folder) {
        return Checksum.sha256(new CheckpointFile(folder).load().orElseThrow().getParameters());
    }

    private static List<ILoggingEvent> warned(Runnable what) {
        Logger logger = (Logger) LoggerFactory.getLogger(LearnerWorker.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            what.run();
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .toList();
    }

    private static <T> T last(List<T> all) {
        return all.get(all.size() - 1);
    }
}
