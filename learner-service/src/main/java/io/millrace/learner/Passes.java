package io.millrace.learner;

import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Update;
import java.util.List;

/**
 * How often a record is learned from, and how its unrolls are counted meanwhile: on and on within a lane, from pass to
 * pass, so that update n takes unroll n - 1 of every lane. The ledger names them by their number in the record.
 *
 * @param rounds unrolls of each lane in a pass
 * @param count  passes
 */
record Passes(long rounds, int count) {

    /** Of a run that learns from its own unrolls, as long as they come. */
    static final Passes ENDLESS = new Passes(Long.MAX_VALUE, 1);

    /** Number in the record of the unroll that is counted so. */
    long recorded(long counted) {
        return counted % rounds;
    }

    /** Whether the record has been gone through to its last pass's end at this version. */
    boolean over(long version) {
        return version / rounds >= count;
    }

    /** The pass that the update to a version belongs to, from 0. */
    long pass(long version) {
        return (version - 1) / rounds;
    }

    /** What the unrolls that an update consumed are counted as. */
    List<Place> counted(List<ConsumedUnroll> consumed, Update entry) {
        long before = pass(entry.getVersion()) * rounds;
        return consumed.stream()
                .map(unroll -> new Place(unroll.getLane(), before + unroll.getNumber()))
                .toList();
    }
}
