package io.millrace.env;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import io.millrace.schemas.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of the log says of one lane. Numbers follow each other without a gap, in the order of the log; the
 * first record of a number counts. What was sent by another, under a number that the lane was not at, belongs to no
 * chain, or to one of its own that is shorter than the lane's.
 */
final class LaneHistory {

    private static final int MOST_CHAINS = 4;
    private static final long UNKNOWN = -1;

    private final long[] untold;
    private final List<Chain> chains = new ArrayList<>();

    /** @param untold for each environment, its first episode that nobody was told of */
    LaneHistory(long[] untold) {
        this.untold = untold;
    }

    /** Takes the next unroll of the lane. */
    void add(Event<Unroll> event) {
        long number = event.value().getNumber();
        chains.sort(Comparator.comparingLong(Chain::length).reversed());
        for (Chain chain : chains) {
            if (number == chain.next) {
                chain.extend(event);
                return;
            }
        }
        for (Chain chain : chains) {
            if (number >= chain.first && number < chain.next) {
                return;
            }
        }
        if (chains.size() == MOST_CHAINS) {
            chains.remove(MOST_CHAINS - 1);
        }
        chains.add(new Chain(event));
    }

    /** The lane's unrolls in this stretch; null if there are none. */
    @Nullable
    Chain lane() {
        return chains.stream().max(Comparator.comparingLong(Chain::length)).orElse(null);
    }

    /** Whether this stretch is long enough: it tells the lane's own unrolls from others, and where its episodes began. */
    boolean enough() {
        Chain lane = lane();
        return lane != null
                && lane.length() >= 2
                && chains.stream().noneMatch(other -> other != lane && other.length() == lane.length())
                && Arrays.stream(lane.begins).noneMatch(begin -> begin == UNKNOWN);
    }

    /** Unrolls of successive numbers. */
    final class Chain {

        private final long first;
        private final long firstOffset;
        private final long[] begins = new long[untold.length];
        private final long[] offsets = new long[untold.length];
        private Unroll last;
        private long next;

        private Chain(Event<Unroll> event) {
            this.first = event.value().getNumber();
            this.firstOffset = event.offset();
            this.last = event.value();
            Arrays.fill(begins, UNKNOWN);
            extend(event);
        }

        /** The number behind the last. */
        long next() {
            return next;
        }

        Unroll last() {
            return last;
        }

        long[] untold() {
            return untold;
        }

        /** The unroll to begin with to do the lane again: every episode begins there or later, where the log has it. */
        long from() {
            return Arrays.stream(begins).filter(begin -> begin != UNKNOWN).min().orElse(first);
        }

        /** Where {@link #from} stands on the log. */
        long fromOffset() {
            long from = from();
            for (int i = 0; i < begins.length; i++) {
                if (begins[i] == from) {
                    return offsets[i];
                }
            }
            return firstOffset;
        }

        private long length() {
            return next - first;
        }

        private void extend(Event<Unroll> event) {
            last = event.value();
            next = last.getNumber() + 1;
            long[] episodes = Tensors.longs(last.getEpisodes());
            int[] steps = Tensors.ints(last.getEpisodeSteps());
            for (int i = 0; i < begins.length; i++) {
                if (steps[i] == 0) {
                    begins(i, episodes[i], event.offset());
                }
            }
            for (int row : Tensors.ints(last.getFinalRows())) {
                int i = row % begins.length;
                begins(i, ++episodes[i], event.offset());
            }
        }

        /** The newest beginning counts, but what nobody was told of has to be done again. */
        private void begins(int i, long episode, long offset) {
            if (episode <= untold[i]) {
                begins[i] = last.getNumber();
                offsets[i] = offset;
            }
        }
    }
}
