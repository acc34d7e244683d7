package io.millrace.env.environments;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is worked out when it is first asked for, once for all who share it. Safe for use by several threads. */
final class Once<T> implements Supplier<T> {

    private final Supplier<T> work;
    private volatile @Nullable T known;

    Once(Supplier<T> work) {
        this.work = work;
    }

    @Override
    public T get() {
        @Nullable T there = known;
        return there == null ? first() : there;
    }

    private synchronized T first() {
        @Nullable T there = known;
        if (there == null) {
            there = work.get();
            known = there;
        }
        return there;
    }
}
