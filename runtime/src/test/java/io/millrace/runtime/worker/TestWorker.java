package io.millrace.runtime.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A worker whose duty, end and close are given by the test. */
final class TestWorker implements Worker {
    private final String name;
    private final Runnable duty;
    final CountDownLatch entered = new CountDownLatch(1);
    final AtomicInteger rounds = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private Runnable closing = () -> {};
    private BooleanSupplier finished = () -> false;

    TestWorker(String name, Runnable duty) {
        this.name = name;
        this.duty = duty;
    }

    static TestWorker idle(String name) {
        return new TestWorker(name, () -> {});
    }

    /** Blocks in its duty until the latch opens; interruption ends it with an exception. */
    static TestWorker blockedBy(CountDownLatch latch) {
        return new TestWorker("blocked", () -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        });
    }

    TestWorker closing(Runnable action) {
        closing = action;
        return this;
    }

    TestWorker finishedWhen(BooleanSupplier condition) {
        finished = condition;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int runOnce() {
        entered.countDown();
        duty.run();
        rounds.incrementAndGet();
        return 0;
    }

    @Override
    public boolean finished() {
        return finished.getAsBoolean();
    }

    @Override
    public void close() {
        closed.incrementAndGet();
        closing.run();
    }
}
