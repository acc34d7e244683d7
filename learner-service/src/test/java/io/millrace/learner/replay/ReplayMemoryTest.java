package io.millrace.learner.replay;

import static io.millrace.learner.replay.SmallUnroll.SHAPE;
import static io.millrace.learner.replay.SmallUnroll.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.space.ActionSpace;
import org.junit.jupiter.api.Test;

class ReplayMemoryTest {

    private static final int CUT = Ends.TRUNCATED;
    private static final int OVER = Ends.TERMINATED;

    private final ReplayMemory memory = new ReplayMemory(SHAPE, 9);
    private final ReplayBatch gathered = new ReplayBatch(SHAPE, 4);

    @Test
    void threeStepsAddUpWithTheirDiscounts() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 0);

        gather(3, 0);

        // With a value of 10 beyond.
        assertThat(gathered.rewards()[0] + gathered.discounts()[0] * 10.0).isCloseTo(12.52, within(1e-5));
        assertThat(gathered.nextObservations()[0]).isEqualTo(3);
    }

    @Test
    void aStepIsGatheredWithWhatItStartedFromAndWhatWasDone() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 0);

        gather(1, 2, 0);

        assertThat(gathered.rows()).isEqualTo(2);
        assertThat(gathered.steps()).startsWith(2, 0);
        assertThat(gathered.observations()).startsWith(2, 0);
        assertThat(gathered.sampled()).startsWith(2.5f, .5f);
        assertThat(gathered.rewards()).startsWith(3, 1);
    }

    @Test
    void nothingIsEstimatedBeyondAnEpisodeThatTerminated() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3).ends(0, OVER, 0)), 0);

        gather(3, 0);

        assertThat(gathered.rewards()[0]).isCloseTo(2.8f, within(1e-6f));
        assertThat(gathered.discounts()[0]).isZero();
        assertThat(gathered.nextObservations()[0]).isZero();
        assertThat(gathered.nextKnown()[0]).isFalse();
    }

    @Test
    void anEpisodeThatWasCutGoesOnInItsFinalObservation() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3).ends(0, CUT, 0)), 0);

        gather(3, 0);

        assertThat(gathered.rewards()[0]).isCloseTo(2.8f, within(1e-6f));
        assertThat(gathered.discounts()[0]).isCloseTo(.81f, within(1e-6f));
        assertThat(gathered.nextObservations()[0]).isEqualTo(1002);
        assertThat(gathered.nextKnown()[0]).isFalse();
    }

    @Test
    void aStepThatBothTerminatedAndWasCutHasTerminated() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3).ends(0, OVER | CUT, CUT)), 0);

        gather(1, 1, 2);

        assertThat(gathered.discounts()).startsWith(0, .9f);
        assertThat(gathered.nextObservations()).startsWith(0, 1003);
    }

    @Test
    void theSumStopsAtTheNewestStep() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 0);

        gather(3, 1);

        assertThat(gathered.rewards()[0]).isCloseTo(4.7f, within(1e-6f));
        assertThat(gathered.discounts()[0]).isCloseTo(.81f, within(1e-6f));
        assertThat(gathered.nextObservations()[0]).isEqualTo(3);
        assertThat(gathered.nextKnown()[0]).isFalse();
    }

    @Test
    void theSumGoesOnIntoTheNextUnrollOfTheLane() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3), SmallUnroll.of(1, 0, 10, 20, 30)), 0);
        memory.insert(batch(SmallUnroll.of(0, 1, 4, 5, 6)), 6);

        gather(3, 1);

        assertThat(gathered.rewards()[0]).isCloseTo(2 + 2.7f + 3.24f, within(1e-5f));
        assertThat(gathered.nextObservations()[0]).isEqualTo(4);
        assertThat(gathered.nextSampled()[0]).isEqualTo(4.5f);
        assertThat(gathered.nextKnown()[0]).isTrue();
    }

    @Test
    void theActionTakenNextIsFoundInTheNextUnroll() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3), SmallUnroll.of(0, 1, 4, 5, 6)), 0);

        gather(1, 2);

        assertThat(gathered.nextObservations()[0]).isEqualTo(3);
        assertThat(gathered.nextSampled()[0]).isEqualTo(3.5f);
        assertThat(gathered.nextKnown()[0]).isTrue();
    }

    @Test
    void aMissingUnrollStopsTheSum() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 0);
        // It begins with the very observation that the first one ended with.
        memory.insert(batch(SmallUnroll.of(0, 2, 4, 5, 6).observationsFrom(3)), 3);

        gather(3, 2);

        assertThat(gathered.rewards()[0]).isEqualTo(3);
        assertThat(gathered.discounts()[0]).isCloseTo(.9f, within(1e-6f));
        assertThat(gathered.nextObservations()[0]).isEqualTo(3);
        assertThat(gathered.nextKnown()[0]).isFalse();
    }

    @Test
    void aLaneThatBeganNewEpisodesInItsNextUnrollStopsTheSum() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 0);
        memory.insert(batch(SmallUnroll.of(0, 1, 4, 5, 6).observationsFrom(77)), 3);

        gather(3, 2);

        assertThat(gathered.rewards()[0]).isEqualTo(3);
        assertThat(gathered.nextObservations()[0]).isEqualTo(3);
        assertThat(gathered.nextKnown()[0]).isFalse();
    }

    @Test
    void theOldestUnrollMakesRoom() {
        for (int number = 0; number < 5; number++) {
            memory.insert(batch(SmallUnroll.of(0, number, number, number, number)), 3L * number);
        }

        gather(1, 6, 14);

        assertThat(memory.oldest()).isEqualTo(6);
        assertThat(memory.end()).isEqualTo(15);
        assertThat(memory.size()).isEqualTo(9);
        assertThat(gathered.rewards()).startsWith(2, 4);
        assertThat(gathered.observations()).startsWith(6, 14);
    }

    @Test
    void aStepThatWasEvictedIsRefused() {
        for (int number = 0; number < 4; number++) {
            memory.insert(batch(SmallUnroll.of(0, number, 1, 2, 3)), 3L * number);
        }

        assertThatThrownBy(() -> gather(1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Step 2 is not in memory, which holds 3 to 11");
    }

    @Test
    void finalObservationsOfEvictedStepsMakeRoomToo() {
        for (int number = 0; number < 100; number++) {
            memory.insert(batch(SmallUnroll.of(0, number, 1, 2, 3).ends(CUT, CUT, CUT)), 3L * number);
        }

        gather(1, 297, 298, 299);

        assertThat(gathered.nextObservations()).startsWith(1298, 1299, 1300);
        assertThat(memory.allocated()).isLessThanOrEqualTo(ReplayMemory.bytes(SHAPE, 9));
    }

    @Test
    void aBatchLongerThanTheMemoryLeavesItsEnd() {
        ReplayMemory tiny = new ReplayMemory(SHAPE, 3);

        tiny.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3), SmallUnroll.of(0, 1, 4, 5, 6)), 0);
        tiny.gather(new long[] {3}, 1, 3, 1, gathered);

        assertThat(tiny.oldest()).isEqualTo(3);
        assertThat(gathered.rewards()[0]).isEqualTo(15);
    }

    @Test
    void masksComeBackAsTheyWere() {
        byte[] masks = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0};
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3).ends(0, CUT, 0).masks(masks, new byte[] {0, 1, 1})), 0);

        gather(1, 0, 1, 2);

        assertThat(gathered.masks()).startsWith(1, 0, 0, 0, 1, 0, 0, 0, 1);
        assertThat(gathered.nextMasks()).startsWith(0, 1, 0, 0, 1, 1, 1, 1, 0);
    }

    @Test
    void beyondATerminationEverythingIsAllowed() {
        byte[] masks = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0};
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3).ends(0, OVER, 0).masks(masks, new byte[] {0, 1, 1})), 0);

        gather(1, 1);

        assertThat(gathered.nextMasks()).startsWith(1, 1, 1);
    }

    @Test
    void anUnrollWithoutMasksBesideAMaskedOneAllowsEverything() {
        byte[] masks = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0};
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3).masks(masks, new byte[0])), 0);
        memory.insert(batch(SmallUnroll.of(0, 1, 1, 2, 3).ends(0, CUT, 0)), 3);

        gather(1, 0, 3, 4);

        assertThat(gathered.masks()).startsWith(1, 0, 0, 1, 1, 1, 1, 1, 1);
        assertThat(gathered.nextMasks()).startsWith(0, 1, 0, 1, 1, 1, 1, 1, 1);
    }

    @Test
    void thereAreNoMasksOnceTheLastMaskedUnrollIsEvicted() {
        byte[] masks = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0};
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3).masks(masks, new byte[0])), 0);
        for (int number = 1; number < 4; number++) {
            memory.insert(batch(SmallUnroll.of(0, number, 1, 2, 3)), 3L * number);
        }

        gather(1, 5);

        assertThat(gathered.masks()).isNull();
        assertThat(gathered.nextMasks()).isNull();
    }

    @Test
    void aMemoryMayBeginInTheMiddleOfARun() {
        memory.insert(batch(SmallUnroll.of(0, 5, 1, 2, 3)), 3_000_000_000_000L);

        gather(3, 3_000_000_000_000L);

        assertThat(memory.oldest()).isEqualTo(3_000_000_000_000L);
        assertThat(gathered.rewards()[0]).isCloseTo(5.23f, within(1e-5f));
    }

    @Test
    void stepsThatDoNotFollowAreRefused() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 0);

        assertThatThrownBy(() -> memory.insert(batch(SmallUnroll.of(0, 1, 1, 2, 3)), 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Steps from 6 on")
                .hasMessageContaining("0 to 2");
    }

    @Test
    void stepsThatAreNoWholeUnrollsAreRefused() {
        assertThatThrownBy(() -> memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 steps before, but unrolls have 3");
    }

    @Test
    void unrollsOfAnotherShapeAreRefused() {
        UnrollShape other = new UnrollShape(3, 1, 2, new ActionSpace.Discrete(3), 1);

        assertThatThrownBy(() -> memory.insert(new UnrollBatch(other), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from the same run");
    }

    @Test
    void capacityIsRoundedUpToWholeUnrolls() {
        assertThat(new ReplayMemory(SHAPE, 7).capacity()).isEqualTo(9);
    }

    @Test
    void moreRowsThanTheBatchHasRoomForAreRefused() {
        memory.insert(batch(SmallUnroll.of(0, 0, 1, 2, 3)), 0);

        assertThatThrownBy(() -> gather(1, 0, 0, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("room for 4");
    }

    private void gather(int nStep, long... steps) {
        memory.gather(steps, steps.length, nStep, .9, gathered);
    }
}
