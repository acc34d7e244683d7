package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.millrace.learner.TestRun.Learns;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What a learner says of a log that is cut. */
class LogReachTest {

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(LogReach.class);

    private final Path folder;
    private final AtomicLong nanoTime = new AtomicLong();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    LogReachTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void listen() {
        logged.start();
        LOGGER.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.detachAppender(logged);
    }

    @ParameterizedTest
    @CsvSource({
        "a log that was never cut,         0,  0, 100, 1",
        "nothing is needed that is there,  100, 90, 100, 1",
        "what is needed is the oldest,     50, 50, 100, 0",
        "a quarter comes before,           60, 50,  90, 0.25",
        "what is needed is gone,           40, 50, 100, 0"
    })
    void theShareIsOfWhatIsKept(String name, long needed, long beginning, long end, double share) {
        assertThat(LogReach.spare(needed, beginning, end)).isCloseTo(share, within(1e-12));
    }

    @Test
    void aWholeLogHasAllToSpare() {
        TestRun run = TestRun.onOnePartition(0);

        run.update(learner(run), 3);

        assertThat(spare(run)).isEqualTo(1);
        assertThat(warnings()).isZero();
    }

    @Test
    void aLogThatIsCutUpToACheckpointOfLongAgoIsToldOfOnce() {
        TestRun run = TestRun.onOnePartition(0, "learner.checkpoint-every=100");
        Worker learner = learner(run);
        run.update(learner, 3);

        keepTheNewest(run, 4);
        lookAgain(learner);
        lookAgain(learner);

        assertThat(spare(run)).isZero();
        assertThat(warnings()).isOne();
    }

    @Test
    void whatAReplayMemoryHoldsIsNeededToo() {
        TestRun run = TestRun.onOnePartition(Learns.FROM_REPLAY, 0);
        Worker learner = learner(run);
        run.update(learner, 4);

        // The checkpoint stands at the end; the memory holds the two and a half updates before.
        keepTheNewest(run, 8);
        lookAgain(learner);

        assertThat(spare(run)).isLessThan(LogReach.SHORT);
    }

    @Test
    void itIsLookedAtFromTimeToTime() {
        TestRun run = TestRun.onOnePartition(0, "learner.checkpoint-every=100");
        Worker learner = learner(run);
        run.update(learner, 3);
        keepTheNewest(run, 4);

        run.update(learner, 1);
        assertThat(spare(run)).as("before it is time").isEqualTo(1);
        lookAgain(learner);

        assertThat(spare(run)).isZero();
    }

    @Test
    void aLearnerWhoseLogIsCutBeyondItsCheckpointDoesNotBegin() {
        TestRun run = TestRun.onOnePartition(0, "learner.checkpoint-every=2");
        run.update(learner(run), 3);
        keepTheNewest(run, 1);
        long oldest = run.bus.beginnings(run.topics.transitions()).get(0);

        assertThatThrownBy(() -> learner(run))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll(
                        "go on from version 2", "offset 4 and", "oldest record there is " + oldest, "topics.keep-for");
    }

    @Test
    void aLearnerWhoseMemoryIsCutDoesNotBegin() {
        TestRun run = TestRun.onOnePartition(Learns.FROM_REPLAY, 0);
        run.update(learner(run), 4);
        keepTheNewest(run, 3);

        assertThatThrownBy(() -> learner(run))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("go on from version 4", "in partition 0 that is offset 2 and");
    }

    @Test
    void aRunThatIsOverNeedsItsLogNoMore() {
        TestRun run = TestRun.onOnePartition(0);
        run.finish(learner(run));
        run.send(TestRun.unroll(0, 6, 6).build());
        run.send(TestRun.unroll(1, 6, 6).build());
        keepTheNewest(run, 1);

        Worker again = learner(run);
        again.runOnce();

        assertThat(again.finished()).isTrue();
    }

    @Test
    void aLearnerThatTheLogOutrunsStops() {
        TestRun run = TestRun.onOnePartition(0);
        IntakeWorker intake = run.intake(
                run.bus.reader(run.topics.transitions(), Start.BEGINNING, TestRun.REFUSING), new Handover(2));
        for (int number = 0; number < 4; number++) {
            run.send(TestRun.unroll(0, number, 0).build());
        }
        keepTheNewest(run, 2);

        assertThatThrownBy(intake::runOnce)
                .isInstanceOf(LedgerException.class)
                .hasMessageContainingAll("let go of", "before they were learned from", "topics.keep-for");
    }

    @Test
    void whatARunNeedsIsKnownWithoutItsCheckpoint() {
        TestRun run = TestRun.onOnePartition(0, "learner.checkpoint-every=2");
        run.update(learner(run), 5);

        // The checkpoint of update 4 may have been lost with its learner, if that was killed: there is no knowing here.
        assertThat(LogNeed.ofRun(run.bus, run.run, Optional.empty()))
                .hasValueSatisfying(need -> assertThat(need.version()).isEqualTo(4))
                .hasValueSatisfying(need -> assertThat(need.from()).containsExactly(8L));
    }

    private Worker learner(TestRun run) {
        return run.learner(run.bus, folder, nanoTime::get);
    }

    private void lookAgain(Worker learner) {
        nanoTime.addAndGet(LogReach.EVERY.toNanos());
        learner.runOnce();
    }

    private static double spare(TestRun run) {
        return run.meters.get("millrace.learner.log.spare.ratio").gauge().value();
    }

    private long warnings() {
        return logged.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .count();
    }

    /** Keeps about so many records of partition 0, by the size of one, and another that no learner reads. */
    private static void keepTheNewest(TestRun run, int records) {
        long bytes = run.bus.storedBytes(run.topics.transitions()).get(0);
        long there = run.bus.ends(run.topics.transitions()).get(0);
        run.bus.retain(run.topics.transitions(), new Retention(Duration.ZERO, bytes / there * records + 64));
        run.send(TestRun.unroll(0, 0, 0).build());
    }
}
