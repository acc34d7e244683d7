package io.millrace.app.comparison;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several threads that play what shares nothing, until all of it is played or somebody says stop. */
public final class TrialPool {

    private static final long LOOK_MILLIS = 200;

    private final int threads;
    private volatile boolean stopping;

    /**
     * Some trials that are played one after another.
     *
     * @param name   of what plays them
     * @param trials how many they are; at least 1
     * @param play   plays them
     */
    public record Task<R>(String name, int trials, Callable<R> play) {}

    private record Done<R>(Task<R> task, R result) {}

    /** @param threads at least 1 */
    public TrialPool(int threads) {
        this.threads = threads;
    }

    /** Ends {@link #playAll} soon. May be called by any thread. */
    public void stop() {
        stopping = true;
    }

    /** Whether those who play are to end early. */
    public boolean stopping() {
        return stopping;
    }

    /**
     * Plays all tasks, begun in their order. May be called once.
     *
     * @param done is given each result as it comes, in any order, on the calling thread
     * @return whether all were played; false if it was stopped
     * @throws RuntimeException what a task threw
     */
    public <R> boolean playAll(List<Task<R>> tasks, TrialProgress progress, Consumer<R> done) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "trials");
            thread.setDaemon(true);
            return thread;
        });
        try {
            return playAll(new ExecutorCompletionService<>(pool), tasks, progress, done);
        } finally {
            stopping = true;
            pool.shutdownNow();
            progress.end();
        }
    }

    private <R> boolean playAll(
            CompletionService<Done<R>> service, List<Task<R>> tasks, TrialProgress progress, Consumer<R> done) {
        for (Task<R> task : tasks) {
            var unused = service.submit(() -> new Done<>(task, task.play().call()));
        }
        int all = tasks.stream().mapToInt(Task::trials).sum();
        int played = 0;
        progress.show(0, all, "");
        for (int left = tasks.size(); left > 0; ) {
            Future<Done<R>> next = look(service);
            if (stopping) {
                return false;
            }
            if (next != null) {
                Done<R> result = taken(next);
                done.accept(result.result());
                left--;
                played += result.task().trials();
                progress.show(played, all, result.task().name());
            }
        }
        return true;
    }

    private <R> @Nullable Future<Done<R>> look(CompletionService<Done<R>> service) {
        try {
            return service.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            stopping = true;
            return null;
        }
    }

    private static <R> Done<R> taken(Future<Done<R>> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("A future that is done waits for nobody.", impossible);
        }
    }
}
