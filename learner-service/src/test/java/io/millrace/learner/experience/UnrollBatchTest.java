package io.millrace.learner.experience;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Tensors;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnrollBatchTest {

    private final Unrolls unrolls = new Unrolls(RecordedUnroll.SHAPE, 1);
    private final UnrollBatch batch = new UnrollBatch(RecordedUnroll.SHAPE);

    @Test
    void unrollsFollowEachOtherInTheOrderGiven() {
        batch.fill(List.of(withRewardsFrom(10), withRewardsFrom(20)));

        assertThat(batch.stepRows()).isEqualTo(12);
        assertThat(batch.rewards()).containsExactly(10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25);
        assertThat(batch.weightsVersions()).containsExactly(3, 3, 4, 3, 3, 4);
    }

    @Test
    void finalRowsCountThroughTheWholeBatch() {
        batch.fill(List.of(withRewardsFrom(10), withRewardsFrom(20)));

        assertThat(batch.finals()).isEqualTo(4);
        assertThat(batch.finalRows()).containsExactly(1, 4, 7, 10);
        assertThat(batch.finalObservations()).containsExactly(100, 101, 102, 103, 100, 101, 102, 103);
    }

    @Test
    void aStepFindsTheObservationThatItStartedFrom() {
        batch.fill(List.of(withRewardsFrom(10), withRewardsFrom(20)));

        // The last step of the second unroll: 8 observations of the first unroll, then tick 2, environment 1.
        assertThat(batch.observationRow(11)).isEqualTo(8 + 2 * 2 + 1);
        assertThat(batch.observationRow(5)).isEqualTo(5);
    }

    @Test
    void anUnrollWithoutMasksBesideAMaskedOneAllowsEverything() {
        byte[] mask = new byte[24];
        Arrays.fill(mask, (byte) 1);
        mask[23] = 0;
        DecodedUnroll masked = unrolls.decode(RecordedUnroll.discrete()
                .setActionMasks(Tensors.ofBytes(mask, 0, 24))
                .build());

        batch.fill(List.of(masked, withRewardsFrom(0)));

        byte[] expected = new byte[48];
        Arrays.fill(expected, (byte) 1);
        expected[23] = 0;
        assertThat(batch.masks()).isEqualTo(expected);
    }

    @Test
    void aSmallerFillingLeavesNothingOfTheLargerOneInView() {
        batch.fill(List.of(withRewardsFrom(10), withRewardsFrom(20)));
        float[] before = batch.rewards();

        batch.fill(List.of(withRewardsFrom(30)));

        assertThat(batch.stepRows()).isEqualTo(6);
        assertThat(batch.finals()).isEqualTo(2);
        assertThat(batch.rewards()).isSameAs(before).startsWith(30, 31, 32, 33, 34, 35);
    }

    private DecodedUnroll withRewardsFrom(int first) {
        return unrolls.decode(RecordedUnroll.discrete()
                .setRewards(Tensors.ofFloats(RecordedUnroll.counting(6, first)))
                .build());
    }
}
