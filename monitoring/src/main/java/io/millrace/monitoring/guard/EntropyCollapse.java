package io.millrace.monitoring.guard;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds that the policy's entropy fell below a floor and stays there. Judges nothing if its settings say so. */
final class EntropyCollapse implements ActingRule {

    private final GuardSettings settings;
    private final Streak below;
    private @Nullable Window good;
    private double last;

    EntropyCollapse(GuardSettings settings) {
        this.settings = settings;
        this.below = new Streak(Math.max(1, settings.entropyWindows()));
    }

    @Override
    public String name() {
        return RuleName.ENTROPY_COLLAPSE;
    }

    /**
     * Takes the next window.
     *
     * @param ofThese whether it began with weights that are not replaced since
     */
    void take(Window window, boolean ofThese) {
        if (settings.entropyWindows() == 0 || Double.isNaN(window.entropy())) {
            return;
        }
        last = window.entropy();
        if (last >= settings.entropyFloor()) {
            good = window;
            below.end();
        } else if (ofThese) {
            below.add(window);
        } else {
            below.end();
        }
    }

    /** The version with which the last window began that was not below the floor, or null if there was none. */
    @Nullable
    Long goodVersion() {
        return good == null ? null : good.firstVersion();
    }

    @Override
    public @Nullable Trouble found(Instant now) {
        if (!below.isSustained()) {
            return null;
        }
        return new Trouble(
                String.format(
                        Locale.ROOT,
                        "The policy's mean entropy in a window is %.4g nats: for %d windows in succession it is below"
                                + " the floor of %.4g.",
                        last,
                        below.length(),
                        settings.entropyFloor()),
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
}
