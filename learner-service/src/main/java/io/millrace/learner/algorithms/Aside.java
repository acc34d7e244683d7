package io.millrace.learner.algorithms;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does a few things, one after another, while the thread of the update does others. It starts with the
 * first of them.
 */
final class Aside implements AutoCloseable {

    private final String name;
    private final int most;
    private @Nullable ThreadPoolExecutor thread;
    /** Set by the thread that gives the first task. */
    private @Nullable Thread started;

    /** @param most things that wait at a time */
    Aside(String name, int most) {
        this.name = name;
        this.most = most;
    }

    /** Has something done after all that was given before. */
    Future<?> begin(Runnable task) {
        ThreadPoolExecutor own = thread == null ? start() : thread;
        thread = own;
        return own.submit(task);
    }

    private ThreadPoolExecutor start() {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(most), task -> {
            Thread own = new Thread(task, name);
            own.setDaemon(true);
            started = own;
            return own;
        });
    }

    /** Waits until something is done; what it threw is thrown here. */
    static void await(Future<?> begun) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    begun.get();
                    return;
                } catch (InterruptedException e) {
                    // Without the thread an update cannot be interrupted either, and the end is near.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A task that declares no checked exception threw one.", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns when what was given is done and the thread has ended. */
    @Override
    public void close() {
        ThreadPoolExecutor own = thread;
        if (own == null) {
            return;
        }
        own.shutdown();
        boolean interrupted = false;
        while (started != null && started.isAlive()) {
            try {
                started.join();
            } catch (InterruptedException e) {
                // Arrays and engines that are in use cannot be given up; the end is near.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
