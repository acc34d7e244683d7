package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.TestRun.Learns;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Dataset;
import io.millrace.messages.DatasetPiece;
import io.millrace.messages.RecordPiece;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Tensors;
import io.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of records, several of them, and records that grow. A run has two lanes, each of which is a partition. */
class RecordSourcesTest {

    private static final String LONG = "learner.steps=1000000";

    private final TestRun first = TestRun.withLag(0);
    private final Path folder;

    RecordSourcesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void record(int rounds) {
        for (int round = 0; round < rounds; round++) {
            first.record(round, 10L * round);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 5, 2, 3",
        // Ten seconds lie between two rounds.
        "1970-01-01T00:00:20Z, 1970-01-01T00:00:50Z, 2, 3",
        // It is registered 100 seconds after the beginning.
        "-80s, -50s, 2, 3",
        "'', 1970-01-01T00:00:25, 0, 3",
        "4, '', 4, 2"
    })
    void aRangeIsAnOffsetOrATime(String from, String to, long firstUnroll, long rounds) {
        record(6);

        RecordPiece piece = onlyPiece(ranged(from, to).settled());

        assertThat(piece.getRounds()).isEqualTo(rounds);
        assertThat(piece.getFirstUnrolls()).containsExactly(firstUnroll, firstUnroll);
        assertThat(piece.getFrom()).containsExactly(firstUnroll, firstUnroll);
        assertThat(piece.getTo()).containsExactly(firstUnroll + rounds, firstUnroll + rounds);
    }

    @Test
    void onlyTheUnrollsOfTheRangeAreLearnedFrom() {
        record(6);
        TestRun ranged = ranged("2", "5").settled();

        finish(ranged);

        assertThat(numbers(ranged)).containsExactly(List.of(2L, 2L), List.of(3L, 3L), List.of(4L, 4L));
    }

    @Test
    void aRangeWithNothingInItIsAnsweredWithWhatThereIs() {
        record(6);

        assertThatThrownBy(() -> ranged("1970-01-02", "").settled())
                .isInstanceOf(UserMistake.class)
                .message()
                .contains(
                        "no whole round of its 2 lanes from 1970-01-02",
                        "partition 0 holds offset 0 (1970-01-01T00:00:00Z) to offset 5 (1970-01-01T00:00:50Z)");
    }

    @Test
    void aGapInTheRangeIsNamedWithItsPlace() {
        record(2);
        first.record(3, 30);

        assertThatThrownBy(() -> first.learnedFrom(LONG).settled())
                .isInstanceOf(UserMistake.class)
                .message()
                .contains("unroll 2 of lane", "unroll 3 is there, at offset 2 of partition");
    }

    @Test
    void unrollsThatWereSentTwiceAreLearnedFromOnce() {
        record(2);
        first.record(1, 10);
        first.record(2, 20);
        TestRun cloned = first.learnedFrom(LONG).settled();

        finish(cloned);

        assertThat(numbers(cloned)).containsExactly(List.of(0L, 0L), List.of(1L, 1L), List.of(2L, 2L));
    }

    @Test
    void aRoundThatALaneHasNotEndedDoesNotCount() {
        record(3);
        first.send(first.recordedAt(0, 3, 30).build());

        assertThat(onlyPiece(first.learnedFrom(LONG).settled()).getRounds()).isEqualTo(3);
    }

    @Test
    void unrollsAreDealtToOtherLanesInTheOrderOfRoundsAndLanes() {
        record(5);
        TestRun three = first.learnedFrom(LONG, "learner.passes=2")
                .with(run -> run.setLanes(3))
                .settled();

        finish(three);

        // Ten unrolls a pass: three updates of three, and one that is left.
        assertThat(three.ledger()).hasSize(6);
        assertThat(places(three).subList(0, 3))
                .containsExactly(
                        List.of("0/0/0", "0/1/0", "0/0/1"),
                        List.of("0/1/1", "0/0/2", "0/1/2"),
                        List.of("0/0/3", "0/1/3", "0/0/4"));
        assertThat(places(three).subList(3, 6)).isEqualTo(places(three).subList(0, 3));
    }

    @Test
    void theLedgerNamesTheRecordThatAnUnrollIsFrom() {
        record(2);
        TestRun second = second(2);
        TestRun both = both().settled();

        finish(both);

        assertThat(places(both))
                .containsExactly(
                        List.of("0/0/0", "0/1/0"),
                        List.of("0/0/1", "0/1/1"),
                        List.of("1/0/0", "1/1/0"),
                        List.of("1/0/1", "1/1/1"));
        ConsumedUnroll last = both.ledger().get(3).getConsumed().get(1);
        assertThat(second.recorded(last.getPartition(), last.getOffset()))
                .returns("second", Unroll::getRun)
                .returns(1, Unroll::getLane)
                .returns(1L, Unroll::getNumber);
    }

    @Test
    void whoIsKilledInTheMiddleOfSeveralRecordsGoesOnToTheSameWeights() {
        record(3);
        second(4);
        String[] settings = {"learner.passes=3", "learner.checkpoint-every=5"};
        TestRun undisturbed = both(settings).settled();
        finish(undisturbed);
        TestRun killed = both(settings).with(run -> run.setRun("killed")).settled();
        run(killed.learner(folder.resolve("killed")), 12);

        run(killed.learner(folder.resolve("killed")), Integer.MAX_VALUE);

        assertThat(hashes(killed)).hasSize(21).isEqualTo(hashes(undisturbed));
    }

    @Test
    void replayMemoryIsRebuiltFromTheRecords() {
        record(3);
        second(4);
        String[] settings = {"learner.passes=3", "learner.checkpoint-every=5"};
        TestRun undisturbed = both(Learns.FROM_REPLAY, settings).settled();
        finish(undisturbed);
        TestRun killed = both(Learns.FROM_REPLAY, settings)
                .with(run -> run.setRun("killed"))
                .settled();
        run(killed.learner(folder.resolve("killed")), 17);

        run(killed.learner(folder.resolve("killed")), Integer.MAX_VALUE);

        assertThat(hashes(killed)).hasSize(21).isEqualTo(hashes(undisturbed));
    }

    @Test
    void aDatasetIsLearnedFromPieceByPiece() {
        record(6);
        TestRun registered = first.learnedFrom(LONG);
        send(dataset(piece(1, 2), piece(4, 1)));
        TestRun cloned = first.learnedFrom(LONG, "learner.source=dataset:mixed")
                .with(run -> run.setSource("dataset:mixed"))
                .settled();

        finish(cloned);

        assertThat(registered.run.getSource()).isEqualTo("test");
        assertThat(places(cloned))
                .containsExactly(List.of("0/0/1", "0/1/1"), List.of("0/0/2", "0/1/2"), List.of("1/0/4", "1/1/4"));
    }

    @Test
    void aDatasetThatIsNotThereIsAnsweredWithThoseThereAre() {
        record(6);
        send(dataset(piece(1, 2)));

        assertThatThrownBy(() ->
                        first.learnedFrom(LONG, "learner.source=dataset:mixd").settled())
                .isInstanceOf(UserMistake.class)
                .message()
                .contains("no dataset \"mixd\"", "Datasets there are: mixed");
    }

    @Test
    void aRecordOfAnotherRunOfThatNameIsRefused() {
        record(2);
        TestRun cloned = first.learnedFrom(LONG).settled();
        cloned.bus
                .sink(Topics.RUNS, Delivery.PROMPT)
                .send(
                        0,
                        "test",
                        io.millrace.messages.Run.newBuilder(first.run)
                                .setSettingsHash("another")
                                .build());

        assertThatThrownBy(() -> cloned.learner(folder))
                .isInstanceOf(UserMistake.class)
                .message()
                .contains("\"test\" is not the one any more", "another");
    }

    @Test
    void fewerUnrollsThanAnUpdateTakesAreRefused() {
        record(1);

        assertThatThrownBy(() ->
                        first.learnedFrom(LONG).with(run -> run.setLanes(3)).settled())
                .isInstanceOf(UserMistake.class)
                .message()
                .contains("holds 2 unrolls", "each of its 3 lanes");
    }

    @Test
    void whoNeedsNoLogProbabilitiesLearnsFromARecordWithoutThem() {
        recordWithoutLogProbabilities();
        TestRun cloned = first.learnedFrom(LONG).settled();

        finish(cloned);

        assertThat(cloned.ledger()).hasSize(2);
    }

    @Test
    void whoWeighsByLogProbabilitiesIsToldWhichOneIsMissing() {
        recordWithoutLogProbabilities();
        TestRun weighing = first.learnedFrom(Learns.FROM_EACH_STEP_ONCE, LONG).settled();

        assertThatThrownBy(() -> finish(weighing))
                .isInstanceOf(UserMistake.class)
                .message()
                .contains("Unroll 0 of lane 0 in the record of run \"test\"", "Nobody knows how probable", "cloning");
    }

    @Test
    void aFollowerLearnsAsTheRunRecordsAndEndsWithIt() {
        TestRun shadow = follower("shadow", "0.001");
        Worker learner = shadow.learner(folder.resolve("shadow"));
        record(3);
        cycle(learner);
        assertThat(shadow.ledger()).isEmpty();
        first.reportProgress(2, false);
        cycle(learner);
        assertThat(shadow.ledger()).hasSize(2);
        first.record(3, 30);
        first.reportProgress(4, true);

        run(learner, Integer.MAX_VALUE);

        assertThat(numbers(shadow)).containsExactly(List.of(0L, 0L), List.of(1L, 1L), List.of(2L, 2L), List.of(3L, 3L));
        assertThat(shadow.progress().get(shadow.progress().size() - 1).getFinished())
                .isTrue();
    }

    @Test
    void aFollowerThatHasReadAllEndsWhenTheRunSaysSo() {
        TestRun shadow = follower("shadow", "0.001");
        Worker learner = shadow.learner(folder.resolve("shadow"));
        record(2);
        first.reportProgress(2, false);
        cycle(learner);
        first.reportProgress(2, true);

        run(learner, Integer.MAX_VALUE);

        assertThat(shadow.ledger()).hasSize(2);
        assertThat(learner.finished()).isTrue();
    }

    @Test
    void twoShadowsWithOtherSettingsLearnFromTheSameUnrolls() {
        TestRun a = follower("a", "0.001");
        TestRun b = follower("b", "0.01");
        Worker of = a.learner(folder.resolve("a"));
        Worker other = b.learner(folder.resolve("b"));
        for (int round = 0; round < 6; round++) {
            first.record(round, 10L * round);
            first.reportProgress(round + 1, round == 5);
            cycle(of);
            cycle(other);
        }

        run(of, Integer.MAX_VALUE);
        run(other, Integer.MAX_VALUE);

        assertThat(a.ledger())
                .extracting(Update::getConsumed)
                .hasSize(6)
                .isEqualTo(b.ledger().stream().map(Update::getConsumed).toList());
        assertThat(hashes(a)).doesNotContainAnyElementsOf(hashes(b));
    }

    @Test
    void aFollowerShowsHowFarItIsBehind() {
        TestRun shadow = follower("shadow", "0.001");
        Worker learner = shadow.learner(folder.resolve("shadow"));
        // Said before it is sent, so that none can be read.
        first.reportProgress(3, false);

        cycle(learner);

        assertThat(shadow.meters.get("millrace.learner.follow.lag").gauge().value())
                .isEqualTo(6);
    }

    @Test
    void whoFollowsHasTheLanesOfTheRun() {
        assertThatThrownBy(() -> first.learnedFrom(LONG, "learner.follow=true")
                        .with(run -> run.setLanes(3))
                        .settled())
                .isInstanceOf(UserMistake.class)
                .message()
                .contains("lanes.count is 3 here and 2 there");
    }

    private TestRun follower(String name, String learningRate) {
        return first.learnedFrom(
                        Learns.FROM_EACH_STEP_ONCE,
                        LONG,
                        "learner.follow=true",
                        "algorithm.learning-rate=" + learningRate)
                .with(run -> run.setRun(name))
                .settled();
    }

    private TestRun ranged(String from, String to) {
        return first.learnedFrom(LONG, "learner.source-from='" + from + "'", "learner.source-to='" + to + "'");
    }

    private TestRun second(int rounds) {
        TestRun second = first.with(run -> run.setRun("second"));
        for (int round = 0; round < rounds; round++) {
            second.record(round, 10L * round);
        }
        var unused = second.learnedFrom(LONG);
        return second;
    }

    private TestRun both(String... settings) {
        return both(Learns.FROM_OTHERS, settings);
    }

    private TestRun both(Learns learns, String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = LONG;
        all[settings.length + 1] = "learner.source=test, second";
        return first.learnedFrom(learns, all);
    }

    private void recordWithoutLogProbabilities() {
        float[] unknown = new float[TestRun.TICKS * TestRun.ENVIRONMENTS];
        Arrays.fill(unknown, Float.NaN);
        for (int round = 0; round < 2; round++) {
            for (int lane = 0; lane < TestRun.LANES; lane++) {
                first.send(first.recordedAt(lane, round, 0)
                        .setLogProbabilities(Tensors.ofFloats(unknown))
                        .build());
            }
        }
    }

    private DatasetPiece piece(long from, long rounds) {
        return new DatasetPiece(
                "test",
                first.run.getSettingsHash(),
                2,
                rounds,
                List.of(from, from),
                List.of(from, from),
                List.of(from + rounds, from + rounds));
    }

    private void send(Dataset dataset) {
        first.bus.create(List.of(Topics.DATASETS));
        first.bus.sink(Topics.DATASETS, Delivery.PROMPT).send(0, dataset.getName(), dataset);
    }

    private static Dataset dataset(DatasetPiece... pieces) {
        return Dataset.newBuilder()
                .setName("mixed")
                .setDescription("")
                .setPieces(List.of(pieces))
                .setSettings(Map.of())
                .setEnvironment("made-up")
                .setEnvironmentVersion("1")
                .setUnrolls(0)
                .setSteps(0)
                .setEpisodes(0)
                .setMeanReturn(0)
                .setSha256("")
                .setDeleted(false)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    private static RecordPiece onlyPiece(TestRun run) {
        List<RecordPiece> pieces = Objects.requireNonNull(run.run.getSources());
        assertThat(pieces).hasSize(1);
        return pieces.get(0);
    }

    private void finish(TestRun run) {
        run(run.learner(folder.resolve(run.run.getRun())), Integer.MAX_VALUE);
    }

    private static void run(Worker learner, int updates) {
        int made = 0;
        while (made < updates && !learner.finished()) {
            made += learner.runOnce();
        }
    }

    /** As many cycles as use up what is there. */
    private static void cycle(Worker learner) {
        for (int i = 0; i < 10; i++) {
            learner.runOnce();
        }
    }

    private static List<List<Long>> numbers(TestRun run) {
        return run.ledger().stream()
                .map(entry -> entry.getConsumed().stream()
                        .map(ConsumedUnroll::getNumber)
                        .toList())
                .toList();
    }

    /** Source, lane and number of what each update consumed. */
    private static List<List<String>> places(TestRun run) {
        return run.ledger().stream()
                .map(entry -> entry.getConsumed().stream()
                        .map(one -> one.getSource() + "/" + one.getLane() + "/" + one.getNumber())
                        .toList())
                .toList();
    }

    private static List<String> hashes(TestRun run) {
        return run.ledger().stream().map(Update::getWeightsSha256).toList();
    }
}
