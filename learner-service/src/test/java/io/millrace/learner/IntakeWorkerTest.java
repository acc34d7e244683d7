package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Progress;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class IntakeWorkerTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final Health health = new Health(AMPLE, System::nanoTime);
    private final Path folder;

    IntakeWorkerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void asManyUnrollsAreDecodedAheadAsLanesMaySendAhead() {
        TestRun run = TestRun.withLag(1);
        sendOfLaneOne(run, 9);

        work(LearnerService.stages(run.context(run.bus), folder, System::nanoTime, Duration.ZERO)
                .intake());

        assertThat(gauge(run, "millrace.learner.handover")).isEqualTo(2 * TestRun.LANES);
        assertThat(gauge(run, "millrace.learner.handover.limit")).isEqualTo(2 * TestRun.LANES);
    }

    @Test
    void unrollsAreHandedOnInTheOrderOfTheLog() {
        TestRun run = TestRun.onOnePartition(0);
        Handover handover = new Handover(3);
        IntakeWorker intake = run.intake(handover);
        run.send(TestRun.unroll(1, 0, 0).build());
        run.send(TestRun.unroll(0, 0, 0).build());
        run.send(TestRun.unroll(1, 1, 0).build());

        work(intake);

        assertThat(handover.take(Duration.ZERO))
                .extracting(arrival -> arrival.event().offset())
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void theArrivalOfEachTickIsTimedFromItsStep() {
        TestRun run = TestRun.withLag(0);
        sendOfLaneOne(run, 1);

        work(run.intake(new Handover(1)));

        assertThat(run.meters.get("millrace.learner.arrival").timer())
                .returns((long) TestRun.TICKS, Timer::count)
                .returns(
                        (double) TestRun.TICKS * TestRun.ARRIVAL.toEpochMilli(),
                        timer -> timer.totalTime(TimeUnit.MILLISECONDS));
    }

    @Test
    void theIntakeGoesOnWhereItStoodWhenThereIsRoomAgain() {
        TestRun run = TestRun.withLag(0);
        Handover handover = new Handover(2);
        IntakeWorker intake = run.intake(handover);
        sendOfLaneOne(run, 3);
        work(intake);
        handover.take(Duration.ZERO);

        work(intake);

        assertThat(handover.take(Duration.ZERO))
                .extracting(arrival -> arrival.unroll().number())
                .containsExactly(2L);
    }

    @Test
    void anIntakeWithoutRoomStops() {
        TestRun run = TestRun.withLag(0);
        Handover full = new Handover(1);
        IntakeWorker intake = run.intake(full);
        sendOfLaneOne(run, 3);
        work(intake);

        WorkerGroup group = WorkerGroup.start(List.of(intake), health);

        assertThat(group.stop(AMPLE)).isEmpty();
    }

    @Test
    void aFailureOfTheIntakeEndsTheServiceWithItsOwnMessage() throws InterruptedException {
        TestRun run = TestRun.withLag(0);
        Worker learner = LearnerService.stages(run.context(run.bus), folder, System::nanoTime, Duration.ZERO)
                .learner();
        IntakeWorker intake = run.intake(new BrokenSource("The broker went away."), new Handover(1));

        WorkerGroup group = WorkerGroup.start(List.of(intake, learner), health);
        group.awaitFirstEnd();

        assertThat(group.stop(AMPLE))
                .get()
                .isInstanceOf(BusException.class)
                .hasToString("io.millrace.runtime.event.BusException: The broker went away.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whatWasDecodedAheadIsReadAgainAfterARestart(int lag) {
        TestRun run = TestRun.withLag(lag);
        Worker learner = run.learner(folder);
        sendOfBoth(run, 0);
        learner.runOnce();
        // Read and decoded while the learner makes its first update, and lost with the process.
        sendOfBoth(run, 1);
        learner.runOnce();
        assertThat(run.ledger()).hasSize(1);

        Worker restarted = run.learner(folder);
        restarted.runOnce();
        restarted.runOnce();

        assertThat(run.ledger()).hasSize(2);
        assertThat(run.ledger().get(1).getConsumed())
                .extracting(ConsumedUnroll::getNumber)
                .containsExactly(1L, 1L);
    }

    @Test
    void stagesOnThreadsOfTheirOwnGiveTheWeightsOfStagesThatTakeTurns() throws InterruptedException {
        TestRun inTurns = TestRun.withLag(0);
        inTurns.finish(inTurns.learner(folder.resolve("in-turns")));
        TestRun run = TestRun.withLag(0);

        WorkerGroup group = WorkerGroup.start(LearnerService.workers(run.context(run.bus), folder), health);
        while (!finished(run) && group.failure().isEmpty()) {
            run.sendWhatIsAllowed();
        }
        group.awaitFirstEnd();

        assertThat(group.stop(AMPLE)).isEmpty();
        assertThat(run.weights().sha256()).isEqualTo(inTurns.weights().sha256());
    }

    private static boolean finished(TestRun run) {
        List<Progress> reports = run.progress();
        return !reports.isEmpty() && reports.get(reports.size() - 1).getFinished();
    }

    private static void work(IntakeWorker intake) {
        while (intake.runOnce() > 0) {
            // Until there is nothing to read, or no room.
        }
    }

    private static void sendOfBoth(TestRun run, long number) {
        for (int lane = 0; lane < TestRun.LANES; lane++) {
            run.send(TestRun.unroll(lane, number, number).build());
        }
    }

    private static void sendOfLaneOne(TestRun run, int count) {
        for (int number = 0; number < count; number++) {
            run.send(TestRun.unroll(1, number, 0).build());
        }
    }

    private static double gauge(TestRun run, String name) {
        return run.meters.get(name).gauge().value();
    }

    /** A source whose bus is away. */
    private record BrokenSource(String message) implements EventSource<Unroll> {

        @Override
        public List<Event<Unroll>> poll(Duration timeout) {
            throw new BusException(message);
        }

        @Override
        public Set<Integer> partitions() {
            return Set.of();
        }

        @Override
        public long position(int partition) {
            return 0;
        }

        @Override
        public void reject(Event<Unroll> event, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
