package io.millrace.learner.returns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.returns.Advantages.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RewardToGoTest {

    private static final float[] REWARDS = {1, 2, 3, 4};
    private static final byte T = Ends.TERMINATED;
    private static final byte C = Ends.TRUNCATED;
    private static final double UNTOUCHED = -99;

    private final double[] returns = {UNTOUCHED, UNTOUCHED, UNTOUCHED, UNTOUCHED};
    private final boolean[] known = new boolean[4];

    @Test
    void aReturnIsTheDiscountedSumOfWhatFollows() {
        ofSequence(new byte[] {0, 0, 0, T}, new double[4]);

        assertThat(returns).containsExactly(1 + .5 * 4.5, 2 + .5 * 5, 3 + .5 * 4, 4);
        assertThat(known).containsOnly(true);
    }

    @Test
    void nothingPassesOnFromTheEpisodeThatFollows() {
        ofSequence(new byte[] {0, T, 0, T}, new double[4]);

        assertThat(returns).containsExactly(1 + .5 * 2, 2, 3 + .5 * 4, 4);
    }

    @Test
    void stepsWhoseEpisodeGoesOnBeyondTheUnrollAreNotKnown() {
        ofSequence(new byte[] {0, T, 0, 0}, new double[4]);

        assertThat(known).containsExactly(true, true, false, false);
        assertThat(returns).containsExactly(1 + .5 * 2, 2, UNTOUCHED, UNTOUCHED);
    }

    @Test
    void withoutAnEndNothingIsKnown() {
        ofSequence(new byte[4], new double[4]);

        assertThat(known).containsOnly(false);
    }

    @Test
    void beyondATruncatedEpisodeCountsWhatTheCallerPutsThere() {
        ofSequence(new byte[] {0, C, 0, C}, new double[] {70, 8, 70, 16});

        assertThat(returns).containsExactly(1 + .5 * 6, 2 + .5 * 8, 3 + .5 * 12, 4 + .5 * 16);
    }

    @Test
    void beyondATerminatedEpisodeNothingCountsThoughALimitWasHitToo() {
        ofSequence(new byte[] {0, T, 0, T | C}, new double[] {70, 70, 70, 70});

        assertThat(returns).containsExactly(1 + .5 * 2, 2, 3 + .5 * 4, 4);
    }

    @Test
    void everyEnvironmentOfEveryUnrollIsASequenceOfItsOwn() {
        double[] eight = new double[8];
        boolean[] known = new boolean[8];

        // Rows run unroll, tick, environment: environment 0 of unroll 0 has rewards 1 and 3.
        new RewardToGo(.5)
                .ofUnrolls(
                        new Layout(2, 2, 2),
                        new float[] {1, 2, 3, 4, 5, 6, 7, 8},
                        new byte[] {0, T, T, 0, 0, 0, 0, C},
                        new double[8],
                        eight,
                        known);

        assertThat(known).containsExactly(true, true, true, false, false, true, false, true);
        assertThat(eight).containsExactly(1 + .5 * 3, 2, 3, 0, 0, 6 + .5 * 8, 0, 8);
    }

    @Test
    void arraysOfOtherStepsAreRefused() {
        assertThatThrownBy(() -> ofSequence(new byte[3], new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 ends where 4");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-.1, 1.1, Double.NaN})
    void aDiscountThatCannotBeIsRefused(double discount) {
        assertThatThrownBy(() -> new RewardToGo(discount))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0 and 1");
    }

    private void ofSequence(byte[] ends, double[] beyond) {
        new RewardToGo(.5).ofUnrolls(new Layout(1, 4, 1), REWARDS, ends, beyond, returns, known);
    }
}
