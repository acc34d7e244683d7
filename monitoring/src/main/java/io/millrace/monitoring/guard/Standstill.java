package io.millrace.monitoring.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds that no update is made any more. Says nothing before the first one, and while none is to be expected. */
final class Standstill implements Rule {

    private static final int INTERVALS = 31;
    private static final int MUCH_LONGER = 10;

    private final Duration least;
    private final Deque<Long> intervals = new ArrayDeque<>();
    private @Nullable Instant moved;
    private boolean expected = true;

    /** @param least shortest time that is a standstill */
    Standstill(Duration least) {
        this.least = least;
    }

    @Override
    public String name() {
        return RuleName.NO_PROGRESS;
    }

    void update(Instant at) {
        if (moved != null) {
            intervals.add(Duration.between(moved, at).toMillis());
            if (intervals.size() > INTERVALS) {
                intervals.remove();
            }
        }
        moved = at;
    }

    /** @param expected whether the learner is neither paused nor at its end */
    void expect(boolean expected, Instant at) {
        if (expected && !this.expected && moved != null) {
            // The time of a pause is no standstill.
            moved = at;
        }
        this.expected = expected;
    }

    @Override
    public @Nullable Trouble found(Instant now) {
        if (moved == null || !expected) {
            return null;
        }
        long usual = usualMillis();
        Duration longest = Duration.ofMillis(Math.max(least.toMillis(), MUCH_LONGER * usual));
        Instant since = moved.plus(longest);
        return now.isAfter(since)
                ? new Trouble(
                        String.format(
                                Locale.ROOT,
                                "No update since %s, for more than %s s. Usual is one every %s s.",
                                moved,
                                longest.toMillis() / 1000.0,
                                usual / 1000.0),
                        since)
                : null;
    }

    /** The median: restarts and pauses are not usual. */
    private long usualMillis() {
        return intervals.stream()
                .sorted()
                .skip(intervals.size() / 2)
                .findFirst()
                .orElse(0L);
    }
}
