package io.millrace.monitoring.guard;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds that the return fell below the best and stays there.
 *
 * <p>The measure is the spread of the run's own returns, so that neither their unit nor their zero matters: of the window
 * means up to the best, and at least the deviation of the episodes at the best, for a run that began as well as it ever
 * got. A window is below the margin if it is so by more than chance: beyond two standard errors
 * of the difference of the two means.
 */
final class ReturnFall implements ActingRule {

    private static final double STANDARD_ERRORS = 2;

    private final GuardSettings settings;
    private final Streak below;
    private long windows;
    private double lowest = Double.POSITIVE_INFINITY;
    private double highest = Double.NEGATIVE_INFINITY;
    private double spread;
    private @Nullable Window best;
    private @Nullable Window good;
    private @Nullable Window last;

    ReturnFall(GuardSettings settings) {
        this.settings = settings;
        this.below = new Streak(settings.returnWindows());
    }

    @Override
    public String name() {
        return RuleName.RETURN_FALL;
    }

    /**
     * Takes the next window.
     *
     * @param ofThese whether it began with weights that are not replaced since; a window of others says how good a
     *     return can be, and nothing of these
     */
    void take(Window window, boolean ofThese) {
        if (window.episodes() < settings.windowEpisodes() || !Double.isFinite(window.meanReturn())) {
            return;
        }
        windows++;
        last = window;
        lowest = Math.min(lowest, window.meanReturn());
        highest = Math.max(highest, window.meanReturn());
        if (windows <= settings.warmUpWindows()) {
            return;
        }
        if (best == null || window.meanReturn() > best.meanReturn()) {
            best = window;
            spread = Math.max(highest - lowest, window.deviation());
        }
        if (best.meanReturn() - window.meanReturn() <= settings.goodMargin() * spread) {
            good = window;
        }
        if (ofThese && isBelow(window, best)) {
            below.add(window);
        } else {
            below.end();
        }
    }

    private boolean isBelow(Window window, Window best) {
        double chance = STANDARD_ERRORS * Math.hypot(window.standardError(), best.standardError());
        return best.meanReturn() - window.meanReturn() > settings.returnMargin() * spread + chance;
    }

    /**
     * The version with which the last good window began, or null if none was good: the whole of that window's return
     * is what came of it, while the version that it ended with is judged by the next.
     */
    @Nullable
    Long goodVersion() {
        return good == null ? null : good.firstVersion();
    }

    @Override
    public @Nullable Trouble found(Instant now) {
        if (best == null || last == null || !below.isSustained()) {
            return null;
        }
        return new Trouble(
                String.format(
                        Locale.ROOT,
                        "The mean return of a window is %s, and was best with %s: for %d windows in succession it lies"
                                + " further below than %s, which is %s of the spread of %s.",
                        number(last.meanReturn()),
                        number(best.meanReturn()),
                        below.length(),
                        number(settings.returnMargin() * spread),
                        settings.returnMargin(),
                        number(spread)),
                below.since());
    }

    @Override
    public boolean foundAfter(long version) {
        return below.isSustainedAfter(version);
    }

    @Override
    public boolean beganAfter(long version) {
        return below.beganAfter(version);
    }

    @Override
    public void startOver() {
        below.end();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
