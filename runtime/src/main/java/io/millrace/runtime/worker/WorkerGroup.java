package io.millrace.runtime.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The workers of a process, each on its own thread, started in order and stopped in reverse: those that
 * others rest on come first. Safe for any number of threads, so that a shutdown hook may stop it.
 */
public final class WorkerGroup {
    private final List<WorkerRunner> runners = new ArrayList<>();
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();
    private final CompletableFuture<Throwable> firstFailure = new CompletableFuture<>();

    private WorkerGroup() {}

    /**
     * Starts the workers.
     *
     * @param workers at least one
     */
    public static WorkerGroup start(List<? extends Worker> workers, Health health) {
        if (workers.isEmpty()) {
            throw new IllegalArgumentException("A group without workers would never end: give it at least one.");
        }
        WorkerGroup group = new WorkerGroup();
        for (Worker worker : workers) {
            WorkerRunner runner = WorkerRunner.start(worker, health);
            group.runners.add(runner);
            // Waiting is for what comes after the failure is kept, never for the bare end.
            group.ends.add(runner.ended().thenAccept(failure -> failure.ifPresent(group::keep)));
        }
        return group;
    }

    /** Waits until one of the workers has ended, in whatever way. */
    public void awaitFirstEnd() throws InterruptedException {
        await(CompletableFuture.anyOf(ends.toArray(CompletableFuture<?>[]::new)));
    }

    /** Waits until all workers have ended or one has failed. */
    public void awaitAll() throws InterruptedException {
        CompletableFuture<?> all = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
        await(CompletableFuture.anyOf(all, firstFailure));
    }

    /**
     * Stops the workers, the last first, each with an equal share of the time that is left. Repeating it
     * is harmless.
     *
     * @return as {@link #failure}; a worker that did not stop in time counts as failed
     */
    public Optional<Throwable> stop(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        for (int i = runners.size() - 1; i >= 0; i--) {
            long share = Math.max(0, end - System.nanoTime()) / (i + 1);
            WorkerRunner runner = runners.get(i);
            if (runner.stop(Duration.ofNanos(share))) {
                ends.get(i).join();
            } else {
                keep(new IllegalStateException("Worker " + runner.name() + " did not stop in its share of " + deadline
                        + " and was left behind. A thread dump shows what it waits for."));
            }
        }
        return failure();
    }

    /** What failed first, with later failures suppressed in it; empty if nothing did. */
    public Optional<Throwable> failure() {
        return firstFailure.isDone() ? Optional.of(firstFailure.join()) : Optional.empty();
    }

    private void keep(Throwable failure) {
        if (!firstFailure.complete(failure)) {
            Throwable first = firstFailure.join();
            if (first != failure) {
                first.addSuppressed(failure);
            }
        }
    }

    private static void await(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("Failures are values here", e);
        }
    }
}
