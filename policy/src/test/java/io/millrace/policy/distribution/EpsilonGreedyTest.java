package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpsilonGreedyTest {

    private static final float[] VALUES = {1, 3, 2, 0};
    private static final byte[] WITHOUT_THE_BEST = {1, 0, 1, 0};

    private final EpsilonGreedy distribution = new EpsilonGreedy(4);

    @Test
    void choicesAreDrawnAsOftenAsTheirProbabilitiesSay() {
        explore(0.4f);
        distribution.wrap(VALUES, 0, null, 0);

        assertThat(probability(1)).isCloseTo(0.6 + 0.1, within(1e-6));
        assertThat(probability(0)).isCloseTo(0.1, within(1e-6));
        assertDrawnAsProbable();
    }

    @Test
    void whatTheMaskForbidsIsNeitherGreedyNorDrawn() {
        explore(0.5f);
        distribution.wrap(VALUES, 0, WITHOUT_THE_BEST, 0);

        assertThat(probability(2)).isCloseTo(0.75, within(1e-6));
        assertThat(probability(0)).isCloseTo(0.25, within(1e-6));
        assertThat(probability(1)).isZero();
        assertThat(probability(3)).isZero();
        assertDrawnAsProbable();
    }

    @Test
    void theGreedyChoiceIsTheFirstOfTheGreatest() {
        float[] mode = new float[1];
        distribution.wrap(new float[] {0, 5, 5, 1}, 0, null, 0);
        distribution.mode(mode, 0);

        assertThat(mode[0]).isEqualTo(1);
    }

    @Test
    void theEntropyIsThatOfTheProbabilities() {
        explore(0.5f);
        distribution.wrap(VALUES, 0, WITHOUT_THE_BEST, 0);

        assertThat(distribution.entropy()).isCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), within(1e-6));
    }

    @Test
    void withoutExplorationNothingIsLeftToChance() {
        explore(0);
        distribution.wrap(VALUES, 0, null, 0);

        assertThat(distribution.entropy()).isZero();
        assertThat(probability(1)).isEqualTo(1);
        assertDrawnAsProbable();
    }

    @Test
    void aMaskThatAllowsNothingIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> distribution.wrap(VALUES, 0, new byte[4], 0))
                .withMessageContaining("none of 4 actions");
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, 1.1f, Float.NaN})
    void anEpsilonThatIsNoProbabilityIsRefused(float epsilon) {
        explore(epsilon);

        assertThatIllegalStateException()
                .isThrownBy(() -> distribution.wrap(VALUES, 0, null, 0))
                .withMessageContaining("no probability");
    }

    @Test
    void aChoiceThatThereIsNotHasNoProbability() {
        distribution.wrap(VALUES, 0, null, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> distribution.logProbability(new float[] {4}, 0))
                .withMessageContaining("none of the 4 choices");
    }

    @Test
    void thereIsNoGradient() {
        distribution.wrap(VALUES, 0, null, 0);

        assertThatThrownBy(() -> distribution.addGradient(new float[1], 0, 1, 0, new float[4], 0, new float[1]))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("categorical");
    }

    private void explore(float epsilon) {
        distribution.useFreeParameters(new float[] {9, epsilon}, 1);
    }

    private double probability(int choice) {
        return Math.exp(distribution.logProbability(new float[] {choice}, 0));
    }

    private void assertDrawnAsProbable() {
        CounterRandom random = new CounterRandom(3);
        int draws = 50_000;
        int[] counts = new int[4];
        float[] sampled = new float[1];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            counts[(int) sampled[0]]++;
        }
        for (int choice = 0; choice < 4; choice++) {
            double p = probability(choice);
            assertThat(counts[choice] / (double) draws).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / draws)));
        }
    }
}
