package io.millrace.monitoring.guard;

import io.millrace.messages.Update;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Finds that a quarter of what arrives lies further back than the run's policy lag, so that it is dropped. What is
 * learned from never does.
 */
final class TooOld implements Rule {

    private static final int UPDATES = 32;
    private static final double MUCH = 0.25;

    private record Unrolls(int learned, int dropped) {}

    private final int maxPolicyLag;
    private final Deque<Unrolls> updates = new ArrayDeque<>();
    private @Nullable Trouble trouble;

    TooOld(int maxPolicyLag) {
        this.maxPolicyLag = maxPolicyLag;
    }

    @Override
    public String name() {
        return RuleName.LAG;
    }

    /** Takes an update that learned: an intervention drops what was there for it, old or not. */
    void take(Update update) {
        updates.add(new Unrolls(update.getConsumed().size(), update.getDropped().size()));
        if (updates.size() > UPDATES) {
            updates.remove();
        }
        int learned = updates.stream().mapToInt(Unrolls::learned).sum();
        int dropped = updates.stream().mapToInt(Unrolls::dropped).sum();
        if (updates.size() < UPDATES || dropped <= MUCH * (learned + dropped)) {
            trouble = null;
        } else if (trouble == null) {
            trouble = new Trouble(
                    dropped + " of the last " + (learned + dropped) + " unrolls were older than max-policy-lag ("
                            + maxPolicyLag + ") allows and were dropped: actors act with old weights.",
                    update.getUpdatedAt());
        }
    }

    @Override
    public @Nullable Trouble found(Instant now) {
        return trouble;
    }
}
