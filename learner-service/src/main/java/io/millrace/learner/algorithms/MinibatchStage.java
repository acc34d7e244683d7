package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shuffles the steps of an update and puts its minibatches together, epoch after epoch, in an order
 * that depends on (seed, update, epoch) alone. Where it pays, a thread of its own does so ahead of the
 * update, by a few chunks at most, so that the update only computes; otherwise each minibatch is put
 * together when it is asked for. Both give the same minibatches. One deal at a time.
 */
final class MinibatchStage {

    /**
     * Observation numbers in a minibatch from which a thread of its own pays: below, all the gathering
     * is a few hundredths of the update, and the other core has better things to do. Measured, see
     * {@code docs/decisions/0017-minibatches-ahead-of-the-update.md}.
     */
    private static final long NUMBERS_THAT_PAY = 16_384;

    /** A hand-over wakes a thread, which costs as much as a small minibatch: so many rows share one. */
    private static final int ROWS_PER_CHUNK = 2048;

    /** Bounds what the chunks hold for large observations; a chunk has one minibatch at least. */
    private static final int NUMBERS_PER_CHUNK = 1 << 20;

    /** One that the update reads, one that is ready, one that is being filled. */
    private static final int CHUNKS = 3;

    private final int limit;
    private final int observationSize;
    private final long numbersThatPay;
    private final LongSupplier nanoTime;
    private final StageWaits waits;
    private final Minibatches minibatches;
    private final CounterRandom random;
    private final Minibatch single = new Minibatch();
    private final List<Chunk> chunks = new ArrayList<>();

    /** Deals minibatches of at most {@code limit} steps, at least 1. */
    MinibatchStage(int limit, LearningTask task) {
        this(limit, task, NUMBERS_THAT_PAY);
    }

    /** Has a thread of its own for minibatches of at least so many observation numbers. */
    MinibatchStage(int limit, LearningTask task, long numbersThatPay) {
        this.limit = limit;
        this.numbersThatPay = numbersThatPay;
        observationSize = task.shape().observationSize();
        nanoTime = task.nanoTime();
        waits = task.waits();
        minibatches = new Minibatches(limit);
        random = new CounterRandom(task.seed());
    }

    /** The minibatches of an update, in their order; nobody writes to the batch or the targets until it is closed. */
    interface Deal extends AutoCloseable {

        /** How many an epoch has. */
        int perEpoch();

        /** The next one, valid until the one after it is asked for. */
        Minibatch next();

        /** The one after that, if it is there already: the same object that {@link #next} will give. */
        @Nullable
        Minibatch following();

        /** Whatever was put together ahead is dropped, in bounded time. */
        @Override
        void close();
    }

    /** Begins to deal out all steps of the batch, once for each epoch. */
    Deal deal(UnrollBatch batch, StepTargets targets, long update, int epochs) {
        int perEpoch = minibatches.count(batch.stepRows());
        Source source = new Source(batch, targets, update, perEpoch);
        if (perEpoch == 1 || (long) limit * observationSize < numbersThatPay) {
            return new OnDemand(source);
        }
        makeChunks();
        return new Ahead(source, (long) epochs * perEpoch);
    }

    private void makeChunks() {
        int rows = Math.min(ROWS_PER_CHUNK, NUMBERS_PER_CHUNK / observationSize);
        while (chunks.size() < CHUNKS) {
            chunks.add(new Chunk(Math.max(1, rows / limit)));
        }
    }

    /** Puts minibatches together, one after another; used by one thread at a time. */
    private final class Source {

        private final UnrollBatch batch;
        private final StepTargets targets;
        private final long update;
        private final int perEpoch;
        private long dealt;

        Source(UnrollBatch batch, StepTargets targets, long update, int perEpoch) {
            this.batch = batch;
            this.targets = targets;
            this.update = update;
            this.perEpoch = perEpoch;
        }

        void fill(Minibatch minibatch) {
            int index = (int) (dealt % perEpoch);
            if (index == 0) {
                minibatches.shuffle(batch.stepRows(), random.at(Purpose.MINIBATCHES, update, dealt / perEpoch, 0));
            }
            dealt++;
            minibatch.gather(
                    batch, targets, minibatches.order(), minibatches.begin(index), minibatches.begin(index + 1));
        }
    }

    private final class OnDemand implements Deal {

        private final Source source;

        OnDemand(Source source) {
            this.source = source;
        }

        @Override
        public int perEpoch() {
            return source.perEpoch;
        }

        @Override
        public Minibatch next() {
            source.fill(single);
            return single;
        }

        @Override
        public @Nullable Minibatch following() {
            return null;
        }

        @Override
        public void close() {
            // Nothing was done ahead.
        }
    }

    /** Minibatches that change threads together, or the reason why there are none. */
    private static final class Chunk {

        private final Minibatch[] minibatches;
        private int count;
        private @Nullable Throwable failure;

        Chunk(int size) {
            minibatches = new Minibatch[size];
            for (int i = 0; i < size; i++) {
                minibatches[i] = new Minibatch();
            }
        }
    }

    private final class Ahead implements Deal {

        private final Source source;
        private final long total;
        // Both hold all chunks there are: only taking waits.
        private final BlockingQueue<Chunk> empty = new ArrayBlockingQueue<>(CHUNKS);
        private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS);
        private final Thread thread;
        private volatile boolean closed;
        private Chunk current;
        private int position;

        Ahead(Source source, long total) {
            this.source = source;
            this.total = total;
            empty.addAll(chunks);
            // Begins as one that has been read to its end.
            current = empty.remove();
            current.count = 0;
            thread = new Thread(this::fillAll, "minibatches");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public int perEpoch() {
            return source.perEpoch;
        }

        @Override
        public Minibatch next() {
            if (position == current.count) {
                empty.add(current);
                current = takeFull();
                position = 0;
            }
            return current.minibatches[position++];
        }

        @Override
        public @Nullable Minibatch following() {
            if (position < current.count) {
                return current.minibatches[position];
            }
            Chunk after = full.peek();
            return after == null || after.count == 0 ? null : after.minibatches[0];
        }

        @Override
        public void close() {
            closed = true;
            thread.interrupt();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    // An update cannot be broken off half-way, and the thread ends after one minibatch at most.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private Chunk takeFull() {
            Chunk chunk = full.poll();
            if (chunk == null) {
                long before = nanoTime.getAsLong();
                chunk = awaitFull();
                waits.waited(StageWaits.MINIBATCHES, nanoTime.getAsLong() - before);
            }
            if (chunk.failure instanceof Error error) {
                throw error;
            }
            if (chunk.failure instanceof RuntimeException failure) {
                throw failure;
            }
            return chunk;
        }

        private Chunk awaitFull() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return full.take();
                    } catch (InterruptedException e) {
                        // Without the stage an update cannot be interrupted either; the chunk is on its way.
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void fillAll() {
            try {
                for (long left = total; left > 0 && !closed; ) {
                    Chunk chunk = empty.take();
                    left -= fill(chunk, left);
                    full.add(chunk);
                }
            } catch (InterruptedException e) {
                // Closed before the last epoch: nobody wants the rest.
            }
        }

        private int fill(Chunk chunk, long left) {
            chunk.count = 0;
            chunk.failure = null;
            try {
                int count = (int) Math.min(chunk.minibatches.length, left);
                while (chunk.count < count && !closed) {
                    source.fill(chunk.minibatches[chunk.count]);
                    chunk.count++;
                }
            } catch (RuntimeException | Error e) {
                // Handed over to the thread of the update, which throws it.
                chunk.failure = e;
                closed = true;
            }
            return chunk.count;
        }
    }
}
