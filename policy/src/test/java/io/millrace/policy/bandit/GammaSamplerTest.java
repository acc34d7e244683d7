package io.millrace.policy.bandit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Percentage;
import org.hipparchus.distribution.continuous.GammaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GammaSamplerTest {

    private static final int DRAWS = 100_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 0.99, 1, 1.01, 2.5, 50, 5000})
    void drawsFollowTheGammaDistribution(double shape) {
        double[] draws = draws(shape);
        Arrays.sort(draws);
        GammaDistribution exact = new GammaDistribution(shape, 1);

        double farthest = 0;
        for (int i = 0; i < DRAWS; i++) {
            double expected = exact.cumulativeProbability(draws[i]);
            farthest = Math.max(farthest, Math.abs(expected - (i + 0.5) / DRAWS));
        }

        // Kolmogorov and Smirnov's statistic is above 1.95 once in a thousand.
        assertThat(farthest).isLessThan(1.95 / Math.sqrt(DRAWS));
    }

    /** 003-A13. */
    @Test
    void theRewardOfAnArmHasTheVarianceOfItsMarginSquared() {
        double[] rewards =
                DoubleStream.of(draws(50)).map(draw -> 100 * draw / 10).toArray();

        assertThat(mean(rewards)).isCloseTo(500, Percentage.withPercentage(2));
        assertThat(variance(rewards)).isCloseTo(5000, Percentage.withPercentage(2));
    }

    /** 003-A13, the printed form. */
    @Test
    void thePrintedFormHasAHundredthOfThatVariance() {
        double[] rewards = DoubleStream.of(draws(5000)).map(draw -> draw / 10).toArray();

        assertThat(mean(rewards)).isCloseTo(500, Percentage.withPercentage(2));
        assertThat(variance(rewards)).isCloseTo(50, Percentage.withPercentage(2));
    }

    /** A recorded run must draw the same for ever: these were drawn when the sampler was written. */
    @Test
    void theSamePlaceDrawsTheSameForEver() {
        RandomGenerator random = SmallMarket.random(3);

        assertThat(GammaSampler.draw(0.5, random)).isEqualTo(1.3901371363822428);
        assertThat(GammaSampler.draw(12, random)).isEqualTo(10.973016413901787);
    }

    private static double[] draws(double shape) {
        RandomGenerator random = SmallMarket.random(1);
        return DoubleStream.generate(() -> GammaSampler.draw(shape, random))
                .limit(DRAWS)
                .toArray();
    }

    private static double mean(double[] numbers) {
        return DoubleStream.of(numbers).average().orElseThrow();
    }

    private static double variance(double[] numbers) {
        double mean = mean(numbers);
        return DoubleStream.of(numbers)
                .map(number -> (number - mean) * (number - mean))
                .average()
                .orElseThrow();
    }
}
