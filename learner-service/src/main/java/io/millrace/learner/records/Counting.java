package io.millrace.learner.records;

import io.millrace.learner.experience.UnrollQueue.Place;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Update;

/**
 * How the unrolls that a run learns from are counted: by lane of this run and number in it. Where they are its own, as
 * they were recorded; where they are those of others, as a {@link Deal} says.
 */
public interface Counting {

    /** Of a run that learns from its own unrolls, as long as they come. */
    Counting OWN = new Counting() {
        @Override
        public Recorded recorded(int lane, long number) {
            return new Recorded(0, lane, number);
        }

        @Override
        public Place counted(ConsumedUnroll consumed, Update entry) {
            return new Place(consumed.getLane(), consumed.getNumber());
        }

        @Override
        public boolean over(long version) {
            return false;
        }
    };

    /**
     * Which unroll of a record.
     *
     * @param piece  place of its piece among the run's sources
     * @param lane   of the run that recorded it
     * @param number in that lane
     */
    record Recorded(int piece, int lane, long number) {}

    /** What is counted so, as its record names it. */
    Recorded recorded(int lane, long number);

    /** What an entry of the ledger names, as it is counted. */
    Place counted(ConsumedUnroll consumed, Update entry);

    /** Whether there is nothing left to learn from at this version. */
    boolean over(long version);
}
