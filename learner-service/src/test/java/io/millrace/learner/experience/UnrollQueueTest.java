package io.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.experience.UnrollQueue.Batch;
import io.millrace.learner.experience.UnrollQueue.Offer;
import io.millrace.learner.experience.UnrollQueue.Place;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UnrollQueueTest {

    @Nested
    class InLockStep {

        private final UnrollQueue queue = new UnrollQueue(3, 0, new long[3]);

        @Test
        void anUpdateTakesOneUnrollOfEachLaneOrderedByLane() {
            queue.offer(unroll(2, 0, 0), 0);
            queue.offer(unroll(0, 0, 0), 0);
            queue.offer(unroll(1, 0, 0), 0);

            assertThat(taken(queue, 0).learned()).map(Place::of).containsExactly(place(0, 0), place(1, 0), place(2, 0));
            assertThat(queue.size()).isZero();
        }

        @Test
        void anUpdateWaitsForTheMissingLane() {
            queue.offer(unroll(2, 0, 0), 0);
            queue.offer(unroll(0, 0, 0), 0);

            assertThat(queue.take(0)).isNull();
            assertThat(queue.size()).isEqualTo(2);
        }

        @Test
        void anUnrollThatWaitsIsNotTakenInAgain() {
            queue.offer(unroll(1, 0, 0), 0);

            assertThat(queue.offer(unroll(1, 0, 0), 0)).isEqualTo(Offer.SEEN_BEFORE);
        }

        @Test
        void anUnrollThatWasLearnedFromIsNotTakenInAgain() {
            fill(0);
            taken(queue, 0);

            assertThat(queue.offer(unroll(1, 0, 0), 1)).isEqualTo(Offer.SEEN_BEFORE);
        }

        @Test
        void aLaneMayNotBeAhead() {
            assertThat(queue.offer(unroll(1, 1, 0), 0)).isEqualTo(Offer.TOO_FAR_AHEAD);
            assertThat(queue.size()).isZero();
        }

        @Test
        void everyLaneIsNextAtTheNumberAfterTheOneLearned() {
            fill(0);
            taken(queue, 0);

            assertThat(queue.next()).containsExactly(1, 1, 1);
        }

        @Test
        void aQueueGoesOnWhereItWasTold() {
            UnrollQueue restored = new UnrollQueue(1, 0, new long[] {5});

            assertThat(restored.offer(unroll(0, 4, 5), 5)).isEqualTo(Offer.SEEN_BEFORE);
            assertThat(restored.offer(unroll(0, 5, 5), 5)).isEqualTo(Offer.ACCEPTED);
        }

        private void fill(long number) {
            for (int lane = 0; lane < 3; lane++) {
                queue.offer(unroll(lane, number, number), number);
            }
        }
    }

    @Nested
    class WithALag {

        private static final int LAG = 2;

        private final UnrollQueue queue = new UnrollQueue(2, LAG, new long[2]);

        @Test
        void anUpdateTakesAsManyAsThereAreLanesFirstComeFirstServed() {
            queue.offer(unroll(1, 0, 0), 0);
            queue.offer(unroll(1, 1, 0), 0);
            queue.offer(unroll(0, 0, 0), 0);

            assertThat(taken(queue, 0).learned()).map(Place::of).containsExactly(place(1, 0), place(1, 1));
        }

        @Test
        void whatCameFirstIsOrderedByLaneAndNumber() {
            queue.offer(unroll(1, 0, 0), 0);
            queue.offer(unroll(0, 0, 0), 0);

            assertThat(taken(queue, 0).learned()).map(Place::of).containsExactly(place(0, 0), place(1, 0));
        }

        @Test
        void aLaneMayBeAheadByTheLag() {
            assertThat(queue.offer(unroll(0, LAG, 0), 0)).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.offer(unroll(0, LAG + 1, 0), 0)).isEqualTo(Offer.TOO_FAR_AHEAD);
        }

        @Test
        void stepsAsOldAsTheLagAreLearnedFrom() {
            queue.offer(unroll(0, 0, 3), 5);
            queue.offer(unroll(1, 0, 3), 5);

            assertThat(taken(queue, 5).learned()).hasSize(2);
        }

        @Test
        void anUnrollIsAsOldAsItsOldestStep() {
            assertThat(queue.offer(unroll(0, 0, 5, 2), 5)).isEqualTo(Offer.TOO_OLD);
        }

        @Test
        void whatIsTooOldIsDroppedAndItsLaneGoesOn() {
            queue.offer(unroll(0, 0, 2), 5);

            assertThat(queue.next()).containsExactly(1, 0);
            assertThat(queue.size()).isZero();
        }

        @Test
        void whatGrowsTooOldWhileItWaitsIsDroppedAndItsLaneGoesOn() {
            queue.offer(unroll(0, 0, 0), 0);

            assertThat(queue.take(LAG + 1)).isNull();
            assertThat(queue.next()).containsExactly(1, 0);
        }

        @Test
        void theNextUpdateNamesWhatWasDroppedBeforeIt() {
            queue.offer(unroll(0, 0, 2), 5);
            queue.offer(unroll(0, 1, 5), 5);
            queue.offer(unroll(1, 0, 5), 5);

            assertThat(taken(queue, 5).dropped()).map(Place::of).containsExactly(place(0, 0));
        }

        @Test
        void whatWasDroppedIsNamedOnce() {
            queue.offer(unroll(0, 0, 2), 5);
            queue.offer(unroll(0, 1, 5), 5);
            queue.offer(unroll(0, 2, 5), 5);
            taken(queue, 5);
            queue.offer(unroll(1, 0, 5), 6);
            queue.offer(unroll(1, 1, 5), 6);

            assertThat(taken(queue, 6).dropped()).isEmpty();
        }

        @Test
        void aDroppedUnrollIsNotTakenInAgain() {
            queue.offer(unroll(0, 0, 2), 5);

            assertThat(queue.offer(unroll(0, 0, 2), 5)).isEqualTo(Offer.SEEN_BEFORE);
        }

        @Test
        void anOldUnrollBehindAGoodOneOfItsLaneWaitsItsTurn() {
            // Otherwise a checkpoint would say that the good one had been learned from.
            queue.offer(unroll(0, 0, 5), 5);

            assertThat(queue.offer(unroll(0, 1, 2), 5)).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.next()).containsExactly(0, 0);
        }

        @Test
        void anOldUnrollIsNeverLearnedFrom() {
            queue.offer(unroll(0, 0, 5), 5);
            queue.offer(unroll(0, 1, 2), 5);
            queue.offer(unroll(1, 0, 5), 5);

            assertThat(taken(queue, 5).learned()).map(Place::of).containsExactly(place(0, 0), place(1, 0));
        }
    }

    @Nested
    class WhatStandsOnTheLedger {

        private final UnrollQueue queue = new UnrollQueue(2, 1, new long[2]);

        @Test
        void isTakenInHoweverFarAheadItIs() {
            for (long number = 0; number < 9; number++) {
                queue.offerAgain(unroll(0, number, 0));
            }

            assertThat(queue.offerAgain(unroll(0, 9, 0))).isEqualTo(Offer.ACCEPTED);
        }

        @Test
        void isRefusedWhereItsLaneWouldHaveLeapt() {
            queue.offerAgain(unroll(0, 0, 0));

            // It was refused the first time, and is not to be learned from when the lane is there.
            assertThat(queue.offerAgain(unroll(0, 9, 0))).isEqualTo(Offer.TOO_FAR_AHEAD);
            assertThat(queue.size()).isEqualTo(1);
        }

        @Test
        void isTakenAsNamedWhateverCameFirst() {
            queue.offerAgain(unroll(0, 0, 0));
            queue.offerAgain(unroll(1, 0, 0));
            queue.offerAgain(unroll(1, 1, 0));

            Batch batch = Objects.requireNonNull(queue.takeAgain(List.of(place(1, 0), place(1, 1)), List.of()));

            assertThat(batch.learned()).map(Place::of).containsExactly(place(1, 0), place(1, 1));
            assertThat(queue.next()).containsExactly(0, 2);
        }

        @Test
        void isWaitedFor() {
            queue.offerAgain(unroll(0, 0, 0));

            assertThat(queue.takeAgain(List.of(place(0, 0), place(1, 0)), List.of()))
                    .isNull();
            assertThat(queue.size()).isEqualTo(1);
        }

        @Test
        void isWaitedForAlsoWhereItWasDropped() {
            queue.offerAgain(unroll(0, 0, 0));

            assertThat(queue.takeAgain(List.of(place(0, 0)), List.of(place(1, 0))))
                    .isNull();
        }

        @Test
        void isDroppedAsNamed() {
            queue.offerAgain(unroll(0, 0, 0));
            queue.offerAgain(unroll(0, 1, 0));

            Batch batch = Objects.requireNonNull(queue.takeAgain(List.of(place(0, 1)), List.of(place(0, 0))));

            assertThat(batch.dropped()).map(Place::of).containsExactly(place(0, 0));
            assertThat(queue.next()).containsExactly(2, 0);
        }
    }

    @Nested
    class ACheckpoint {

        private final UnrollQueue queue = new UnrollQueue(2, 3, new long[2]);

        @Test
        void readsOnFromTheOldestUnrollThatWaitsInAPartition() {
            queue.offer(unroll(0, 0, 0), 0);
            queue.offer(unroll(0, 1, 0), 0);
            queue.offer(unroll(0, 2, 0), 0);
            taken(queue, 0);

            assertThat(queue.readFrom(0, 40)).isEqualTo(offset(0, 2));
        }

        @Test
        void readsOnFromTheReadersPositionWhereNothingWaits() {
            queue.offer(unroll(0, 0, 0), 0);

            assertThat(queue.readFrom(1, 40)).isEqualTo(40);
        }
    }

    private static Batch taken(UnrollQueue queue, long version) {
        return Objects.requireNonNull(queue.take(version));
    }

    private static Place place(int lane, long number) {
        return new Place(lane, number);
    }

    /** Acted by these versions; each lane has a partition of its own. */
    private static ReceivedUnroll unroll(int lane, long number, long... versions) {
        DecodedUnroll unroll = new DecodedUnroll(
                lane,
                number,
                new float[0],
                null,
                new float[0],
                new float[0],
                new float[0],
                new byte[0],
                new int[0],
                new float[0],
                versions);
        return new ReceivedUnroll(unroll, lane, offset(lane, number));
    }

    private static long offset(int lane, long number) {
        return 10L * lane + number;
    }
}
