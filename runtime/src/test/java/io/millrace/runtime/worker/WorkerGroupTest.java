package io.millrace.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerGroupTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final Health health = new Health(AMPLE, System::nanoTime);

    @Test
    void workersAreClosedInReverseOrder() {
        List<String> closed = Collections.synchronizedList(new ArrayList<>());
        WorkerGroup group = WorkerGroup.start(
                List.of(
                        TestWorker.idle("first").closing(() -> closed.add("first")),
                        TestWorker.idle("second").closing(() -> closed.add("second")),
                        TestWorker.idle("third").closing(() -> closed.add("third"))),
                health);

        assertThat(group.stop(AMPLE)).isEmpty();
        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    void theFirstEndIsSeenWhileOthersGoOn() throws InterruptedException {
        TestWorker going = TestWorker.idle("going");
        WorkerGroup group =
                WorkerGroup.start(List.of(going, TestWorker.idle("done").finishedWhen(() -> true)), health);

        group.awaitFirstEnd();

        assertThat(going.closed).hasValue(0);
        group.stop(AMPLE);
    }

    @Test
    void allEndsAreWaitedFor() throws InterruptedException {
        TestWorker late = TestWorker.idle("late");
        late.finishedWhen(() -> late.rounds.get() == 1000);
        TestWorker early = TestWorker.idle("early").finishedWhen(() -> true);

        WorkerGroup group = WorkerGroup.start(List.of(early, late), health);
        group.awaitAll();

        assertThat(late.closed).hasValue(1);
        assertThat(group.failure()).isEmpty();
    }

    @Test
    void aFailureEndsTheWaitForAll() throws InterruptedException {
        IllegalStateException broken = new IllegalStateException("broken");
        TestWorker going = TestWorker.idle("going");
        WorkerGroup group = WorkerGroup.start(List.of(going, failing("mill", broken, new CountDownLatch(0))), health);

        group.awaitAll();

        assertThat(going.closed).hasValue(0);
        assertThat(group.stop(AMPLE)).containsSame(broken);
    }

    @Test
    void theFirstFailureIsReportedAndLaterOnesAreSuppressedInIt() throws InterruptedException {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        CountDownLatch gate = new CountDownLatch(1);
        TestWorker later = failing("later", second, gate);
        WorkerGroup group = WorkerGroup.start(List.of(later, failing("sooner", first, new CountDownLatch(0))), health);
        later.entered.await();
        group.awaitFirstEnd();
        gate.countDown();

        assertThat(group.stop(AMPLE)).containsSame(first);
        assertThat(first).hasSuppressedException(second);
    }

    @Test
    void aWorkerThatCannotBeStoppedIsReported() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        TestWorker deaf = new TestWorker("deaf", () -> awaitThrough(gate));
        WorkerGroup group = WorkerGroup.start(List.of(deaf), health);
        deaf.entered.await();

        assertThat(group.stop(Duration.ofMillis(30))).hasValueSatisfying(failure -> assertThat(failure)
                .hasMessageStartingWith("Worker deaf did not stop in its share of PT0.03S"));
        gate.countDown();
    }

    @Test
    void aWorkerThatCannotBeStoppedDoesNotKeepOthersFromBeingClosed() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        TestWorker deaf = new TestWorker("deaf", () -> awaitThrough(gate));
        CountDownLatch closed = new CountDownLatch(1);
        WorkerGroup group =
                WorkerGroup.start(List.of(TestWorker.idle("well").closing(closed::countDown), deaf), health);
        deaf.entered.await();

        group.stop(Duration.ofMillis(30));

        closed.await();
        gate.countDown();
    }

    @Test
    void aGroupOfNobodyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkerGroup.start(List.of(), health))
                .withMessageContaining("at least one");
    }

    private static TestWorker failing(String name, RuntimeException failure, CountDownLatch gate) {
        return new TestWorker(name, () -> {
            awaitThrough(gate);
            throw failure;
        });
    }

    private static void awaitThrough(CountDownLatch gate) {
        boolean open = false;
        while (!open) {
            try {
                gate.await();
                open = true;
            } catch (InterruptedException e) {
                // Deaf on purpose.
            }
        }
    }
}
