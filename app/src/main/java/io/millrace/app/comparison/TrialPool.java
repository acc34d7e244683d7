package io.millrace.app.comparison;

import java.util.ArrayList;
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
    private static final long END_SECONDS = 10;

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

    /** Is told how far it is, by the thread that asked for the trials. */
    public interface Progress {

        /**
         * Called several times a second.
         *
         * @param done  trials played
         * @param all   trials there are
         * @param latest who played the latest; empty before the first
         */
        void show(int done, int all, String latest);

        /** No trial is played any more. */
        void end();
    }

    private record Done<R>(Task<R> task, R result) {}

    /** @param threads at least 1 */
    public TrialPool(int threads) {
        this.threads = threads;
    }

    /**
     * Ends {@link #playAll} soon: what is being played looks at {@link #stopping} and is waited for, for a while. May be
     * called by any thread.
     */
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
    public <R> boolean playAll(List<Task<R>> tasks, Progress progress, Consumer<R> done) {
        ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "trials");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> submitted = new ArrayList<>();
        try {
            CompletionService<Done<R>> service = new ExecutorCompletionService<>(pool);
            for (Task<R> task : tasks) {
                submitted.add(service.submit(() -> new Done<>(task, task.play().call())));
            }
            return takeAll(service, tasks, progress, done);
        } finally {
            stopping = true;
            // Without an interrupt: whoever is being played ends in order, and leaves nothing behind.
            submitted.forEach(task -> task.cancel(false));
            awaitEnd(pool);
            progress.end();
        }
    }

    private static void awaitEnd(ExecutorService pool) {
        pool.shutdown();
        try {
            var unused = pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        pool.shutdownNow();
    }

    private <R> boolean takeAll(
            CompletionService<Done<R>> service, List<Task<R>> tasks, Progress progress, Consumer<R> done) {
        int all = tasks.stream().mapToInt(Task::trials).sum();
        int played = 0;
        String latest = "";
        for (int left = tasks.size(); left > 0; ) {
            progress.show(played, all, latest);
            Future<Done<R>> next = look(service);
            if (stopping) {
                return false;
            }
            if (next != null) {
                Done<R> result = taken(next);
                done.accept(result.result());
                left--;
                played += result.task().trials();
                latest = result.task().name();
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
