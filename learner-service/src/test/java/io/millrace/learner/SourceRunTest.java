package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.TestRun.Learns;
import io.millrace.messages.CommandKind;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Learning from what another run recorded: six rounds of two lanes, each of which is a partition. */
class SourceRunTest {

    private static final int ROUNDS = 6;

    private final TestRun source = TestRun.withLag(0);
    private final Path folder;

    SourceRunTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void record() {
        source.finish(source.learner(folder.resolve("source")));
    }

    @Test
    void updateNLearnsFromUnrollNOfEveryLane() {
        TestRun cloned = source.learnedFrom("learner.steps=1000000");

        finish(cloned);

        assertThat(cloned.ledger())
                .extracting(entry -> entry.getConsumed().stream()
                        .map(ConsumedUnroll::getNumber)
                        .toList())
                .containsExactly(
                        List.of(0L, 0L),
                        List.of(1L, 1L),
                        List.of(2L, 2L),
                        List.of(3L, 3L),
                        List.of(4L, 4L),
                        List.of(5L, 5L));
    }

    @Test
    void theLedgerNamesWhereEachUnrollStandsInTheRecord() {
        TestRun cloned = source.learnedFrom("learner.steps=1000000", "learner.passes=2");

        finish(cloned);

        for (Update entry : cloned.ledger()) {
            assertThat(entry.getConsumed()).hasSize(TestRun.LANES).allSatisfy(consumed -> assertThat(
                            source.recorded(consumed.getPartition(), consumed.getOffset()))
                    .returns(consumed.getLane(), Unroll::getLane)
                    .returns(consumed.getNumber(), Unroll::getNumber));
        }
    }

    @Test
    void afterTheLastRoundThePassesBeginAgain() {
        TestRun cloned = source.learnedFrom("learner.steps=1000000", "learner.passes=3");

        finish(cloned);

        assertThat(cloned.ledger()).hasSize(3 * ROUNDS);
        assertThat(cloned.ledger())
                .extracting(entry -> entry.getConsumed().get(0).getNumber())
                .startsWith(0L, 1L, 2L, 3L, 4L, 5L, 0L, 1L);
        assertThat(cloned.ledger()).extracting(Update::getWeightsSha256).doesNotHaveDuplicates();
    }

    @Test
    void theLimitOfStepsEndsItBeforeTheRecordDoes() {
        TestRun cloned = source.learnedFrom("learner.steps=" + 4 * TestRun.STEPS_PER_UPDATE, "learner.passes=3");

        finish(cloned);

        assertThat(cloned.ledger()).hasSize(4);
    }

    @Test
    void howOldTheVersionsOfTheRecordAreMeansNothing() {
        TestRun cloned = source.learnedFrom("learner.steps=1000000", "learner.passes=2");

        finish(cloned);

        assertThat(cloned.ledger())
                .allSatisfy(entry -> assertThat(entry.getDropped()).isEmpty())
                .allSatisfy(entry -> assertThat(entry.getPolicyLag()).isZero());
    }

    @Test
    void aLearnerThatIsKilledBetweenCheckpointsGoesOnToTheSameWeights() {
        String[] settings = {"learner.steps=1000000", "learner.passes=2", "learner.checkpoint-every=5"};
        TestRun undisturbed = source.learnedFrom(settings);
        finish(undisturbed);
        List<String> expected = hashes(undisturbed);
        TestRun killed = again(settings);
        Worker first = killed.learner(folder.resolve("killed"));
        // Two updates of the second pass stand on the ledger alone.
        run(first, 8);

        Worker second = killed.learner(folder.resolve("killed"));
        run(second, Integer.MAX_VALUE);

        assertThat(hashes(killed)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"FROM_REPLAY", "FROM_RECORD"})
    void aMemoryThatReachesIntoThePassBeforeIsFilledFromTheRecordAgain(Learns learns) {
        String[] settings = {"learner.steps=1000000", "learner.passes=3", "learner.checkpoint-every=7"};
        TestRun undisturbed = source.learnedFrom(learns, settings);
        finish(undisturbed);
        TestRun killed = source.learnedFrom(learns, settings).with(run -> run.setRun("again"));
        run(killed.learner(folder.resolve("killed")), 2 * ROUNDS + 3);

        run(killed.learner(folder.resolve("killed")), Integer.MAX_VALUE);

        assertThat(hashes(killed)).hasSize(3 * ROUNDS).isEqualTo(hashes(undisturbed));
        assertThat(hashes(killed)).doesNotHaveDuplicates();
    }

    @Test
    void aRunThatWentBackEndsWithTheRecordThoughItLearnedFromLessThanAll() {
        TestRun cloned = source.learnedFrom("learner.steps=1000000", "learner.keep-versions=8");
        Worker learner = cloned.learner(folder.resolve("back"));
        run(learner, 2);
        cloned.ask(TestRun.command(CommandKind.ROLLBACK, 2, 1L));

        run(learner, Integer.MAX_VALUE);

        assertThat(cloned.ledger()).hasSize(ROUNDS);
        assertThat(cloned.progress().get(cloned.progress().size() - 1).getSteps())
                .isEqualTo((ROUNDS - 1L) * TestRun.STEPS_PER_UPDATE);
    }

    @Test
    void whatIsRecordedAfterItBeganIsNotLearnedFrom() {
        String[] settings = {"learner.steps=1000000", "learner.passes=2"};
        TestRun cloned = source.learnedFrom(settings).settled();
        Path kept = folder.resolve("grown");
        run(cloned.learner(kept), 3);
        for (int round = ROUNDS; round < 10; round++) {
            source.record(round, 0);
        }

        run(cloned.learner(kept), Integer.MAX_VALUE);

        assertThat(cloned.ledger()).hasSize(2 * ROUNDS);
    }

    @Test
    void aSourceThatIsNotThereIsAnsweredWithTheRunsThereAre() {
        TestRun cloned = source.learnedFrom("learner.steps=1000000").with(run -> run.setSource("nobody"));

        assertRefused(cloned, "no such run", "\"nobody\"", "Runs there are: test.");
    }

    @Test
    void aSourceThatRecordedNothingIsRefused() {
        TestRun empty = TestRun.withLag(0);

        assertRefused(empty.learnedFrom("learner.steps=1000000"), "recorded nothing yet");
    }

    @Test
    void anotherShapeIsRefusedNamingBoth() {
        UnaryOperator<Run.Builder> larger = run -> run.setUnrollLength(64).setEnvironmentsPerLane(5);

        assertRefused(
                source.learnedFrom("learner.steps=1000000").with(larger),
                "lanes.environments is 5 here and 2 there",
                "lanes.unroll is 64 here and 3 there");
    }

    @Test
    void theSourceOfASourceIsNamed() {
        TestRun cloned = source.learnedFrom("learner.steps=1000000");
        new RunRegistry(source.bus).register(cloned.run);

        assertRefused(
                cloned.with(run -> run.setRun("third").setSource("cloned")), "learned from run \"test\"", "that one");
    }

    /** The same run under a name of its own, so that its ledger is its own. */
    private TestRun again(String... settings) {
        return source.learnedFrom(settings).with(run -> run.setRun("again"));
    }

    private void finish(TestRun cloned) {
        run(cloned.learner(folder.resolve(cloned.run.getRun())), Integer.MAX_VALUE);
    }

    private static void run(Worker learner, int updates) {
        int made = 0;
        while (made < updates && !learner.finished()) {
            made += learner.runOnce();
        }
    }

    private static List<String> hashes(TestRun run) {
        return run.ledger().stream().map(Update::getWeightsSha256).toList();
    }

    private void assertRefused(TestRun cloned, String... words) {
        assertThatThrownBy(() -> cloned.learner(folder.resolve("refused")))
                .isInstanceOf(UserMistake.class)
                .message()
                .contains(words);
    }
}
