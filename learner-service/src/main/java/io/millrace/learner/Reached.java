package io.millrace.learner;

import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Update;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How far each lane has been learned from or dropped, by the entries of a ledger. One thread at a time. */
final class Reached {

    private final ReplayedRecord record;

    /** For each lane, the first unroll number neither learned from nor dropped. */
    private final long[] nextUnrolls;

    /** For each lane, the offset behind its last unroll that was either. */
    private final long[] behind;

    Reached(int lanes, ReplayedRecord record) {
        this.record = record;
        nextUnrolls = new long[lanes];
        behind = new long[lanes];
    }

    /** Takes the next entry in. */
    void pass(Update entry) {
        pass(entry.getConsumed(), record.counted(entry));
        pass(entry.getDropped(), record.countedOfDropped(entry));
    }

    /** For each lane, the first unroll number neither learned from nor dropped. */
    List<Long> nextUnrolls() {
        return Arrays.stream(nextUnrolls).boxed().toList();
    }

    /** For each partition, an offset before which nothing stands that is still to be learned from. */
    List<Long> positions() {
        int partitions = record.partitions();
        return IntStream.range(0, partitions)
                .mapToObj(partition -> IntStream.range(0, behind.length)
                        .filter(lane -> lane % partitions == partition)
                        .mapToLong(lane -> behind[lane])
                        .min()
                        .orElse(0))
                .toList();
    }

    private void pass(List<ConsumedUnroll> named, List<Place> counted) {
        for (int i = 0; i < named.size(); i++) {
            int lane = counted.get(i).lane();
            if (counted.get(i).number() >= nextUnrolls[lane]) {
                nextUnrolls[lane] = counted.get(i).number() + 1;
                behind[lane] = named.get(i).getOffset() + 1;
            }
        }
    }
}
