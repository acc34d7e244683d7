package io.millrace.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class WorkerRunnerTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final AtomicLong clock = new AtomicLong();
    private final Health health = new Health(Duration.ofSeconds(10), clock::get);

    @Test
    void aWorkerGoesRoundUntilItIsStopped() throws InterruptedException {
        CountDownLatch threeRounds = new CountDownLatch(3);
        WorkerRunner runner = WorkerRunner.start(new TestWorker("mill", threeRounds::countDown), health);

        threeRounds.await();

        assertThat(runner.ended()).isNotDone();
        assertThat(runner.stop(AMPLE)).isTrue();
        assertThat(runner.ended()).isCompletedWithValue(Optional.empty());
    }

    @Test
    void aStoppedWorkerIsClosedOnceOnItsOwnThread() {
        CompletableFuture<String> closedOn = new CompletableFuture<>();
        TestWorker worker = TestWorker.idle("mill")
                .closing(() -> closedOn.complete(Thread.currentThread().getName()));
        WorkerRunner runner = WorkerRunner.start(worker, health);

        runner.stop(AMPLE);
        runner.stop(AMPLE);

        assertThat(closedOn).isCompletedWithValue("mill");
        assertThat(worker.closed).hasValue(1);
    }

    @Test
    void aFinishedWorkerEndsByItself() {
        TestWorker worker = TestWorker.idle("mill");
        worker.finishedWhen(() -> worker.rounds.get() == 2);

        WorkerRunner.start(worker, health).ended().join();

        assertThat(worker.rounds).hasValue(2);
        assertThat(worker.closed).hasValue(1);
    }

    @Test
    void aFailureEndsTheWorkerAndIsKept() {
        IllegalStateException broken = new IllegalStateException("broken");
        TestWorker worker = failing(broken);

        WorkerRunner runner = WorkerRunner.start(worker, health);

        assertThat(runner.ended().join()).containsSame(broken);
        assertThat(worker.closed).hasValue(1);
    }

    @Test
    void anErrorIsAFailureToo() {
        WorkerRunner runner = WorkerRunner.start(
                new TestWorker("mill", () -> {
                    throw new NoClassDefFoundError("gone");
                }),
                health);

        assertThat(runner.ended().join()).containsInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void aFailureOfClosingDoesNotHideTheFirst() {
        IllegalStateException broken = new IllegalStateException("broken");
        IllegalStateException jammed = new IllegalStateException("jammed");
        TestWorker worker = failing(broken).closing(() -> {
            throw jammed;
        });

        WorkerRunner runner = WorkerRunner.start(worker, health);

        assertThat(runner.ended().join()).containsSame(broken);
        assertThat(broken).hasSuppressedException(jammed);
    }

    @Test
    void aFailureOfClosingAloneIsTheFailure() {
        IllegalStateException jammed = new IllegalStateException("jammed");
        WorkerRunner runner = WorkerRunner.start(
                TestWorker.idle("mill").closing(() -> {
                    throw jammed;
                }),
                health);

        runner.stop(AMPLE);

        assertThat(runner.ended().join()).containsSame(jammed);
    }

    @Test
    void aFailureIsLoggedOnce() {
        assertThat(logOf(new IllegalStateException("broken")))
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("worker failed");
    }

    @Test
    void aMistakeOfTheUserIsLeftToTheMain() {
        assertThat(logOf(new UserMistake("Set it right."))).isEmpty();
    }

    @Test
    void aWorkerThatIsStuckIsInterruptedAndSaysSo() throws InterruptedException {
        TestWorker worker = TestWorker.blockedBy(new CountDownLatch(1));
        WorkerRunner runner = WorkerRunner.start(worker, health);
        worker.entered.await();

        runner.stop(Duration.ofMillis(30));

        assertThat(runner.ended().join()).hasValueSatisfying(failure -> assertThat(failure)
                .hasMessageStartingWith("Worker blocked was told to stop")
                .hasMessageEndingWith("was interrupted"));
        assertThat(worker.closed).hasValue(1);
    }

    @Test
    void aWorkerThatGoesRoundLives() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch twoMoreRounds = new CountDownLatch(2);
        WorkerRunner runner = WorkerRunner.start(
                new TestWorker("mill", () -> {
                    if (start.getCount() == 0) {
                        twoMoreRounds.countDown();
                    }
                }),
                health);

        clock.set(Duration.ofSeconds(11).toNanos());
        start.countDown();
        twoMoreRounds.await();

        assertThat(health.whyNotLive()).isEmpty();
        runner.stop(AMPLE);
    }

    @Test
    void aWorkerThatIsStuckDoesNotLive() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        TestWorker worker = TestWorker.blockedBy(gate);
        WorkerRunner runner = WorkerRunner.start(worker, health);
        worker.entered.await();

        clock.set(Duration.ofSeconds(11).toNanos());

        assertThat(health.whyNotLive())
                .containsExactly("worker blocked has not gone round for PT11S, and PT10S is the limit");
        gate.countDown();
        runner.stop(AMPLE);
    }

    @Test
    void aFailedWorkerDoesNotLive() {
        WorkerRunner runner = WorkerRunner.start(failing(new IllegalStateException("broken")), health);
        runner.ended().join();

        assertThat(health.whyNotLive()).containsExactly("worker mill failed; the log says why");
    }

    @Test
    void aStoppedWorkerIsNotMissed() {
        WorkerRunner.start(TestWorker.idle("mill"), health).stop(AMPLE);

        clock.set(Duration.ofSeconds(11).toNanos());

        assertThat(health.whyNotLive()).isEmpty();
    }

    private static TestWorker failing(RuntimeException failure) {
        return new TestWorker("mill", () -> {
            throw failure;
        });
    }

    private List<ILoggingEvent> logOf(RuntimeException failure) {
        Logger logger = (Logger) LoggerFactory.getLogger(WorkerRunner.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            WorkerRunner.start(failing(failure), health).ended().join();
            return List.copyOf(appender.list);
        } finally {
            logger.detachAppender(appender);
        }
    }
}
