package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CategoricalTest {

    private static final float[] LOGITS = {1, 2, 3};
    private static final byte[] FIRST_TWO = {1, 1, 0};

    private final Categorical distribution = new Categorical(3);

    @Test
    void theEntropyIsThatOfTheSoftmax() {
        distribution.wrap(LOGITS, 0, null, 0);

        assertThat(distribution.entropy()).isCloseTo(0.832396, within(1e-6));
    }

    @Test
    void theProbabilitiesAreTheSoftmax() {
        distribution.wrap(LOGITS, 0, null, 0);

        double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
        assertThat(distribution.logProbability(new float[] {1}, 0)).isCloseTo(2 - Math.log(sum), within(1e-12));
    }

    @Test
    void largeOutputsDoNotOverflow() {
        distribution.wrap(new float[] {3e38f, 3e38f, -3e38f}, 0, null, 0);

        assertThat(distribution.logProbability(new float[] {0}, 0)).isCloseTo(-Math.log(2), within(1e-12));
    }

    @Test
    void actionsAreDrawnAsOftenAsTheirProbabilitiesSay() {
        distribution.wrap(LOGITS, 0, null, 0);
        CounterRandom random = new CounterRandom(1);
        int draws = 100_000;
        int[] counts = new int[3];
        float[] sampled = new float[1];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            counts[(int) sampled[0]]++;
        }

        for (int action = 0; action < 3; action++) {
            double p = Math.exp(distribution.logProbability(new float[] {action}, 0));
            assertThat(counts[action] / (double) draws).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / draws)));
        }
    }

    @Test
    void aMaskedActionIsNeverDrawn() {
        distribution.wrap(LOGITS, 0, FIRST_TWO, 0);
        CounterRandom random = new CounterRandom(1);
        float[] sampled = new float[1];
        for (int i = 0; i < 10_000; i++) {
            distribution.sample(random, sampled, 0);
            assertThat(sampled[0]).isNotEqualTo(2f);
        }
    }

    @Test
    void aMaskedActionIsImpossible() {
        distribution.wrap(LOGITS, 0, FIRST_TWO, 0);

        assertThat(distribution.logProbability(new float[] {2}, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void whatIsLeftByTheMaskSharesTheWholeProbability() {
        distribution.wrap(LOGITS, 0, FIRST_TWO, 0);

        assertThat(distribution.logProbability(new float[] {1}, 0)).isCloseTo(-Math.log1p(Math.exp(-1)), within(1e-12));
    }

    @Test
    void maskedActionsTakeNoPartInTheEntropy() {
        distribution.wrap(new float[] {2, 2, 3}, 0, FIRST_TWO, 0);

        assertThat(distribution.entropy()).isCloseTo(Math.log(2), within(1e-12));
    }

    @Test
    void theGreedyActionIsTheLikeliestThatIsAllowed() {
        distribution.wrap(LOGITS, 0, FIRST_TWO, 0);
        float[] sampled = new float[1];

        distribution.mode(sampled, 0);

        assertThat(sampled[0]).isEqualTo(1f);
    }

    @Test
    void aMaskedActionsOutputGetsNoGradient() {
        distribution.wrap(LOGITS, 0, FIRST_TWO, 0);
        float[] gradient = new float[3];

        distribution.addGradient(new float[] {0}, 0, 1, 1, gradient, 0, new float[0]);

        assertThat(gradient[2]).isZero();
    }

    @Test
    void aRecordOfAMaskedActionIsRefused() {
        distribution.wrap(LOGITS, 0, FIRST_TWO, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> distribution.addGradient(new float[] {2}, 0, 1, 0, new float[3], 0, new float[0]))
                .withMessageContaining("Action 2 is forbidden by the mask");
    }

    @Test
    void aMaskThatAllowsNothingIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> distribution.wrap(LOGITS, 0, new byte[3], 0))
                .withMessageContaining("allows none of 3 actions");
    }

    @Test
    void eachRowIsReadFromItsOwnPlace() {
        float[] rows = {9, 9, 9, 1, 2, 3};
        byte[] masks = {0, 0, 0, 1, 1, 0};
        float[] sampled = new float[2];

        distribution.wrap(rows, 3, masks, 3);
        distribution.mode(sampled, 1);

        assertThat(sampled).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void anOutputThatIsNotFiniteIsRefused(float output) {
        assertThatIllegalStateException()
                .isThrownBy(() -> distribution.wrap(new float[] {0, output, 0}, 0, null, 0))
                .withMessageContaining("output 1 of a row is " + output);
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 3, 0.5f, Float.NaN})
    void whatIsNoIndexIsRefused(float action) {
        distribution.wrap(LOGITS, 0, null, 0);

        assertThatIllegalArgumentException().isThrownBy(() -> distribution.logProbability(new float[] {action}, 0));
    }
}
