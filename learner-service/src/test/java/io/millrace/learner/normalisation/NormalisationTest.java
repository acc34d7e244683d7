package io.millrace.learner.normalisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.normalisation.ObservationScale;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Unrolls of two ticks of one environment, whose observations are one number. */
class NormalisationTest {

    private static final int LANES = 2;
    private static final double DISCOUNT = 0.5;
    private static final UnrollShape SHAPE = new UnrollShape(2, 1, 1, new ActionSpace.Discrete(2), 1);
    private static final NetworkShape NETWORK = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);
    private static final Offset<Float> EXACT = within(1e-6f);

    private final UnrollBatch batch = new UnrollBatch(SHAPE);

    @Test
    void theFirstBatchIsSeenAsItsActorsSawIt() {
        apply(observing(), unroll(0, new float[] {4, 6, 8}));

        assertThat(Arrays.copyOf(batch.observations(), 3)).containsExactly(4, 6, 8);
    }

    @Test
    void aBatchIsScaledByWhatCameBeforeIt() {
        Normalisation normalisation = observing();
        apply(normalisation, unroll(0, new float[] {4, 6, 99}));

        apply(normalisation, unroll(0, new float[] {7, 5, 3}));

        // Mean 5 and deviation 1 of what was acted on; the observation at the end of an unroll comes again.
        assertThat(Arrays.copyOf(batch.observations(), 3)).containsExactly(2, 0, -2);
    }

    @Test
    void theLearnerSeesTheBitsThatWhoActsByTheWeightsSees() {
        Normalisation normalisation = observing();
        apply(normalisation, unroll(0, new float[] {0.1f, 0.7f, 0.3f}), unroll(1, new float[] {-2.3f, 0.9f, 1.1f}));
        ObservationScale actors = new ObservationScale(1);
        actors.load(normalisation.weights(new float[0]), 0);
        float[] seen = {1.7f, 0.2f, -0.4f};
        actors.apply(seen, 3, seen);

        apply(normalisation, unroll(0, new float[] {1.7f, 0.2f, -0.4f}));

        assertThat(Arrays.copyOf(batch.observations(), 3)).isEqualTo(seen);
    }

    @Test
    void theTrueLastObservationOfAnEpisodeIsScaledToo() {
        Normalisation normalisation = observing();
        apply(normalisation, unroll(0, new float[] {4, 6, 99}));

        batch.fill(List.of(unroll(
                0, new float[] {4, 6, 4}, new float[2], new byte[] {0, Ends.TRUNCATED}, new int[] {1}, new float[] {8
                })));
        normalisation.apply(batch);

        assertThat(batch.finalObservations()[0]).isEqualTo(3);
    }

    @Test
    void aNumberThatNeverChangedIsSeenAsZeroAndAChangeIsClipped() {
        Normalisation normalisation = observing();
        apply(normalisation, unroll(0, new float[] {7, 7, 7}));

        apply(normalisation, unroll(0, new float[] {7, 8, -8}));

        assertThat(Arrays.copyOf(batch.observations(), 3)).containsExactly(0, 10, -10);
    }

    @Test
    void whatWasReceivedStaysAsItWas() {
        DecodedUnroll received = unroll(0, new float[] {4, 6, 8}, 3, 1);
        Normalisation normalisation = both();
        apply(normalisation, received);

        apply(normalisation, received);

        assertThat(received.observations()).containsExactly(4, 6, 8);
        assertThat(received.rewards()).containsExactly(3, 1);
    }

    @Test
    void rewardsAreDividedByTheDeviationOfTheDiscountedReturn() {
        // The returns are 1 and 1 + 0.5 x 1, around 1.25.
        apply(rewarding(), unroll(0, new float[3], 1, 1));

        assertThat(batch.rewards()[0]).isCloseTo(4, EXACT);
    }

    @Test
    void aReturnGoesOnInTheNextUnrollOfItsLane() {
        Normalisation normalisation = rewarding();
        apply(normalisation, unroll(1, new float[3], 0, 4), unroll(0, new float[3], 0, 0));

        apply(normalisation, unroll(0, new float[3], 0, 0), unroll(1, new float[3], 0, 0));

        // Lane 1: 0, 4, 2, 1. Lane 0: 0 four times.
        assertThat(deviation(normalisation)).isCloseTo(deviation(0, 4, 2, 1, 0, 0, 0, 0), EXACT);
    }

    @Test
    void aReturnEndsWithItsEpisode() {
        Normalisation normalisation = rewarding();
        batch.fill(List.of(unroll(
                0,
                new float[3],
                new float[] {4, 2},
                new byte[] {Ends.TERMINATED, Ends.TRUNCATED},
                new int[] {0, 1},
                new float[2])));
        normalisation.apply(batch);

        apply(normalisation, unroll(0, new float[3], 1, 0));

        assertThat(deviation(normalisation)).isCloseTo(deviation(4, 2, 1, 0.5f), EXACT);
    }

    @Test
    void aRewardFarOutIsClipped() {
        Normalisation normalisation = rewarding();
        for (int i = 0; i < 200; i++) {
            apply(normalisation, unroll(0, new float[3], 1, -1));
        }

        apply(normalisation, unroll(0, new float[3], 1000, -1000));

        assertThat(Arrays.copyOf(batch.rewards(), 2)).containsExactly(10, -10);
    }

    @Test
    void rewardsOfZeroStayZero() {
        apply(rewarding(), unroll(0, new float[3], 0, 0));

        assertThat(Arrays.copyOf(batch.rewards(), 2)).containsExactly(0, 0);
    }

    @Test
    void statisticsStandBehindTheParameters() {
        Normalisation normalisation = both();
        apply(normalisation, unroll(0, new float[] {4, 6, 8}, 1, 1));

        assertThat(normalisation.weights(new float[] {41, 42}))
                .containsExactly(new float[] {41, 42, 5, 1, 0.25f}, EXACT);
    }

    @Test
    void withoutNormalisationEverythingStaysAsItIs() {
        apply(Normalisation.none(), unroll(0, new float[] {4, 6, 8}, 3, 1));

        assertThat(Arrays.copyOf(batch.observations(), 3)).containsExactly(4, 6, 8);
        assertThat(Arrays.copyOf(batch.rewards(), 2)).containsExactly(3, 1);
        assertThat(Normalisation.none().weights(new float[] {41})).containsExactly(41);
    }

    @Test
    void fromItsStateItGoesOnToTheBit() {
        Normalisation undisturbed = both();
        apply(undisturbed, unroll(0, new float[] {0.1f, 0.7f, 0.3f}, 0.3f, 0.1f));
        Normalisation restored = both();
        restored.restore(undisturbed.state());
        DecodedUnroll next = unroll(0, new float[] {0.3f, 1.9f, -0.2f}, -0.7f, 0.2f);

        apply(undisturbed, next);
        apply(restored, next);

        assertThat(restored.weights(new float[0])).isEqualTo(undisturbed.weights(new float[0]));
    }

    @Test
    void fromItsStateTheNextBatchIsScaledAsTheWeightsSay() {
        Normalisation before = observing();
        apply(before, unroll(0, new float[] {4, 6, 99}));
        Normalisation restored = observing();

        restored.restore(before.state());

        assertThat(restored.weights(new float[0])).containsExactly(5, 1);
        apply(restored, unroll(0, new float[] {7, 5, 3}));
        assertThat(Arrays.copyOf(batch.observations(), 3)).containsExactly(2, 0, -2);
    }

    @Test
    void aStateWithoutWhatIsAskedForIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> both().restore(Map.of()))
                .withMessageContaining("holds 0 numbers of observation statistics")
                .withMessageContaining("ask for 3");
    }

    @Test
    void aStateOfMoreThanIsAskedForIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> observing().restore(both().state()))
                .withMessageContaining("numbers of reward statistics")
                .withMessageContaining("ask for 0");
    }

    private void apply(Normalisation normalisation, DecodedUnroll... unrolls) {
        batch.fill(List.of(unrolls));
        normalisation.apply(batch);
    }

    private static float deviation(Normalisation rewarding) {
        return rewarding.weights(new float[0])[0];
    }

    private static float deviation(float... returns) {
        double mean = 0;
        for (float one : returns) {
            mean += one / returns.length;
        }
        double squares = 0;
        for (float one : returns) {
            squares += (one - mean) * (one - mean) / returns.length;
        }
        return (float) Math.sqrt(squares);
    }

    private static DecodedUnroll unroll(int lane, float[] observations, float... rewards) {
        return unroll(
                lane,
                observations,
                rewards.length == 0 ? new float[2] : rewards,
                new byte[2],
                new int[0],
                new float[0]);
    }

    private static DecodedUnroll unroll(
            int lane, float[] observations, float[] rewards, byte[] ends, int[] finalRows, float[] finals) {
        return new DecodedUnroll(
                lane, 0, observations, null, new float[2], new float[2], rewards, ends, finalRows, finals, new long[2]);
    }

    private static Normalisation observing() {
        return of(true, false);
    }

    private static Normalisation rewarding() {
        return of(false, true);
    }

    private static Normalisation both() {
        return of(true, true);
    }

    private static Normalisation of(boolean observations, boolean rewards) {
        return Normalisation.of(new NormalisedLayout(NETWORK, observations, rewards), SHAPE, LANES, DISCOUNT);
    }
}
