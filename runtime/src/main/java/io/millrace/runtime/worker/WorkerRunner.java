package io.millrace.runtime.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the thread of one worker, from start to close. */
public final class WorkerRunner {
    private static final Logger LOGGER = LoggerFactory.getLogger(WorkerRunner.class);

    // A worker that does not wait by itself must not burn a processor while there is nothing to do.
    private static final long IDLE_NANOS = 50_000;

    private final Worker worker;
    private final Health.Pulse pulse;
    private final Thread thread;
    private final CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile boolean interrupted;

    private WorkerRunner(Worker worker, Health health) {
        this.worker = worker;
        this.pulse = health.pulse(worker.name());
        this.thread = new Thread(this::live, worker.name());
        // A worker that cannot be stopped must not keep the process from ending.
        thread.setDaemon(true);
    }

    /** Starts the worker on a new thread; from here on it belongs to that thread. */
    public static WorkerRunner start(Worker worker, Health health) {
        WorkerRunner runner = new WorkerRunner(worker, health);
        runner.thread.start();
        return runner;
    }

    /** The worker's name. */
    public String name() {
        return worker.name();
    }

    /**
     * Completes when the worker is closed, and never exceptionally: with its failure, or with nothing if
     * it finished or was stopped. A failure of closing after a failure of running is suppressed in it.
     */
    public CompletableFuture<Optional<Throwable>> ended() {
        return ended.copy();
    }

    /**
     * Lets the worker end its round, closes it and waits for that. A worker that has not ended after two
     * thirds of the deadline is interrupted. Repeating it is harmless.
     *
     * @return whether the worker has ended; if not, its thread is left behind
     */
    public boolean stop(Duration deadline) {
        stopping = true;
        long third = deadline.toNanos() / 3;
        if (endsWithin(2 * third)) {
            return true;
        }
        interrupted = true;
        thread.interrupt();
        return endsWithin(third);
    }

    private boolean endsWithin(long nanos) {
        try {
            ended.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            throw new AssertionError("Failures are values here", e);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            // Whoever waits is in a hurry: what is left of the deadline is given up.
            Thread.currentThread().interrupt();
            return ended.isDone();
        }
    }

    private void live() {
        Throwable failure = close(run());
        if (failure == null) {
            pulse.end();
            ended.complete(Optional.empty());
            return;
        }
        pulse.fail();
        log(failure);
        ended.complete(Optional.of(failure));
    }

    // Errors too: a process without memory or classes must not look alive.
    private @Nullable Throwable run() {
        try {
            while (!stopping && !worker.finished()) {
                pulse.beat();
                if (worker.runOnce() == 0) {
                    LockSupport.parkNanos(IDLE_NANOS);
                }
            }
            return null;
        } catch (Throwable thrown) {
            return interrupted
                    ? new IllegalStateException(
                            "Worker " + name() + " was told to stop, was still busy long after, and was interrupted",
                            thrown)
                    : thrown;
        }
    }

    private @Nullable Throwable close(@Nullable Throwable failure) {
        try {
            worker.close();
            return failure;
        } catch (Throwable thrown) {
            if (failure == null) {
                return thrown;
            }
            if (failure != thrown) {
                failure.addSuppressed(thrown);
            }
            return failure;
        }
    }

    // Failures of our own types explain themselves, and the main says them once; others are defects.
    private void log(Throwable failure) {
        if (!failure.getClass().getName().startsWith("io.millrace.")) {
            LOGGER.atError().addKeyValue("worker", name()).setCause(failure).log("worker failed");
        }
    }
}
