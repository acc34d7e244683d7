package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import org.junit.jupiter.api.Test;

class LogisticNormalTest {

    private final LogisticNormal distribution = new LogisticNormal(new ActionSpace.Simplex(3));

    @Test
    void theEnvironmentReceivesTheSoftmaxOfThreeTimesTheLogits() {
        float[] action = new float[3];

        distribution.toAction(new float[] {0, 0.1f, 0.2f}, 0, action, 0);

        double sum = 1 + Math.exp(0.3) + Math.exp(0.6);
        assertThat((double) action[0]).isCloseTo(1 / sum, within(1e-6));
        assertThat((double) action[2]).isCloseTo(Math.exp(0.6) / sum, within(1e-6));
    }

    @Test
    void sharesSumToOneHoweverFarTheLogitsLieApart() {
        float[] action = new float[3];

        distribution.toAction(new float[] {-3e38f, 500, 499.9f}, 0, action, 0);

        assertThat(action[0] + action[1] + action[2]).isCloseTo(1, within(1e-6f));
    }

    @Test
    void theLogProbabilityIsThatOfTheNormalsOverTheLogits() {
        distribution.useFreeParameters(new float[] {0, -1, 0.5f}, 0);
        distribution.wrap(new float[] {0.1f, 0.2f, 0.3f}, 0, null, 0);

        double expected = -0.5 * (Math.pow(0.4, 2) + Math.pow(0.8 * Math.E, 2) + Math.pow(-1.3 / Math.exp(0.5), 2))
                - (0 - 1 + 0.5)
                - 1.5 * Math.log(2 * Math.PI);
        assertThat(distribution.logProbability(new float[] {0.5f, 1, -1}, 0)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void eachLogitIsDrawnAroundItsOwnMean() {
        distribution.useFreeParameters(new float[3], 0);
        distribution.wrap(new float[] {-1, 0, 2}, 0, null, 0);
        CounterRandom random = new CounterRandom(1);
        int draws = 100_000;
        double[] means = new double[3];
        float[] sampled = new float[3];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            for (int share = 0; share < 3; share++) {
                means[share] += (double) sampled[share] / draws;
            }
        }

        assertThat(means[0]).isCloseTo(-1, within(4 / Math.sqrt(draws)));
        assertThat(means[1]).isCloseTo(0, within(4 / Math.sqrt(draws)));
        assertThat(means[2]).isCloseTo(2, within(4 / Math.sqrt(draws)));
    }

    @Test
    void theGreedyLogitsAreTheMeans() {
        distribution.wrap(new float[] {9, -1, 0, 2}, 1, null, 0);
        float[] sampled = new float[3];

        distribution.mode(sampled, 0);

        assertThat(sampled).containsExactly(-1, 0, 2);
    }

    @Test
    void aMaskIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> distribution.wrap(new float[3], 0, new byte[3], 0));
    }
}
