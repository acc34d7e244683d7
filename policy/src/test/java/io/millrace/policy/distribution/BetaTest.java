package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BetaTest {

    private static final ActionSpace.Box UNIT = new ActionSpace.Box(List.of(0.0), List.of(1.0));

    private final Beta distribution = new Beta(UNIT);

    // Computed with SciPy.
    @ParameterizedTest
    @CsvSource({"2.5, 4, 0.3, 0.7101356818510656", "1.2, 7.5, 0.01, 1.5324103181278463"})
    void theLogDensityIsThatOfTheFraction(double alpha, double beta, float x, double expected) {
        wrap(alpha, beta);

        assertThat(distribution.logProbability(new float[] {x}, 0)).isCloseTo(expected, within(1e-6));
    }

    // Computed with SciPy.
    @ParameterizedTest
    @CsvSource({"2.5, 4, -0.3411066996197345", "1.2, 7.5, -1.013047300606699"})
    void theEntropyIsThatOfTheFraction(double alpha, double beta, double expected) {
        wrap(alpha, beta);

        assertThat(distribution.entropy()).isCloseTo(expected, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"2.5, 4", "1.001, 1.001", "1.05, 30", "400, 90"})
    void drawsHaveTheMeanAndVarianceOfTheBeta(double alpha, double beta) {
        wrap(alpha, beta);
        CounterRandom random = new CounterRandom(1);
        int draws = 100_000;
        double mean = alpha / (alpha + beta);
        double variance = mean * (1 - mean) / (alpha + beta + 1);
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        float[] sampled = new float[1];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            double off = sampled[0] - mean;
            sum += off / draws;
            squares += off * off / draws;
            fourths += off * off * off * off / draws;
        }

        assertThat(sum).isCloseTo(0, within(4 * Math.sqrt(variance / draws)));
        assertThat(squares).isCloseTo(variance, within(4 * Math.sqrt((fourths - squares * squares) / draws)));
    }

    @Test
    void drawsKeepTheirDistanceFromBothEnds() {
        CounterRandom random = new CounterRandom(1);
        float[] sampled = new float[1];
        for (float[] outputs : new float[][] {{-200, 1e9f}, {1e9f, -200}}) {
            distribution.wrap(outputs, 0, null, 0);
            for (int i = 0; i < 1000; i++) {
                distribution.sample(random, sampled, 0);
                assertThat(sampled[0]).isBetween(Beta.MARGIN, 1 - Beta.MARGIN);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Beta.MARGIN, 1 - Beta.MARGIN})
    void theLogDensityIsFiniteAtTheOutermostFractions(float x) {
        distribution.wrap(new float[] {20, 20}, 0, null, 0);

        assertThat(distribution.logProbability(new float[] {x}, 0)).isFinite();
    }

    @Test
    void theGreedyFractionIsThePeakOfTheDensity() {
        wrap(3, 5);
        float[] sampled = new float[1];

        distribution.mode(sampled, 0);

        assertThat(sampled[0]).isCloseTo(2f / 6, within(1e-6f));
    }

    @Test
    void theGreedyFractionOfAFlatDensityIsItsMean() {
        distribution.wrap(new float[] {-1e30f, -1e30f}, 0, null, 0);
        float[] sampled = new float[1];

        distribution.mode(sampled, 0);

        assertThat(sampled[0]).isEqualTo(0.5f);
    }

    @Test
    void aFractionIsMappedBetweenTheBoundsOfItsNumber() {
        Beta wide = new Beta(new ActionSpace.Box(List.of(-2.0, 10.0), List.of(2.0, 30.0)));
        float[] action = new float[3];

        wide.toAction(new float[] {0.25f, 0.5f}, 0, action, 1);

        assertThat(action).containsExactly(0, -1, 20);
    }

    @Test
    void roundingToFloatNeverLeavesTheBox() {
        // The float nearest to 0.1 lies above it, and the one nearest to -0.1 below.
        Beta narrow = new Beta(new ActionSpace.Box(List.of(-0.1), List.of(0.1)));
        float[] action = new float[2];

        narrow.toAction(new float[] {1}, 0, action, 0);
        narrow.toAction(new float[] {0}, 0, action, 1);

        assertThat((double) action[0]).isLessThanOrEqualTo(0.1);
        assertThat((double) action[1]).isGreaterThanOrEqualTo(-0.1);
    }

    @Test
    void theOutputForAParameterGivesThatParameter() {
        distribution.wrap(new float[] {Beta.outputFor(2), Beta.outputFor(18)}, 0, null, 0);
        float[] sampled = new float[1];

        distribution.mode(sampled, 0);

        assertThat(sampled[0]).isCloseTo(1f / 18, within(1e-6f));
    }

    @Test
    void aParameterOfOneIsRefusedSinceNoOutputGivesIt() {
        assertThatIllegalArgumentException().isThrownBy(() -> Beta.outputFor(1));
    }

    @Test
    void aMaskIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> distribution.wrap(new float[2], 0, new byte[2], 0));
    }

    @Test
    void anOutputThatIsNotFiniteIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> distribution.wrap(new float[] {0, Float.NaN}, 0, null, 0));
    }

    private void wrap(double alpha, double beta) {
        distribution.wrap(new float[] {Beta.outputFor(alpha), Beta.outputFor(beta)}, 0, null, 0);
    }
}
