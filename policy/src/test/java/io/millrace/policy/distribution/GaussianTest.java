package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianTest {

    private final Gaussian distribution = new Gaussian(new ActionSpace.Box(List.of(10.0), List.of(20.0)));

    @ParameterizedTest
    @CsvSource({"0, 15", "1, 20", "-1, 10", "0.5, 17.5"})
    void zeroIsTheMiddleOfTheBoxAndOneIsHalfItsWidth(float sampled, float expected) {
        assertThat(action(sampled)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1.5, 20", "-7, 10", "3e38, 20"})
    void theEnvironmentReceivesItClippedIntoTheBox(float sampled, float expected) {
        assertThat(action(sampled)).isEqualTo(expected);
    }

    @Test
    void whatIsSampledIsNotClipped() {
        wrap(0, 1);
        CounterRandom random = new CounterRandom(1);
        float[] sampled = new float[1];
        int outside = 0;
        for (int i = 0; i < 1000; i++) {
            distribution.sample(random, sampled, 0);
            outside += Math.abs(sampled[0]) > 1 ? 1 : 0;
        }

        // A normal of deviation e leaves [-1, 1] in 71 of 100 draws.
        assertThat(outside).isBetween(650, 770);
    }

    @Test
    void theLogProbabilityIsThatOfTheUnclippedNumber() {
        wrap(0.5f, -1);

        double z = (3 - 0.5) * Math.E;
        assertThat(distribution.logProbability(new float[] {3}, 0))
                .isCloseTo(-0.5 * z * z + 1 - 0.5 * Math.log(2 * Math.PI), within(1e-9));
    }

    @Test
    void theEntropyIsThatOfTheNormal() {
        wrap(3, -0.5f);

        assertThat(distribution.entropy()).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E) - 0.5, within(1e-12));
    }

    @Test
    void theGreedyActionIsTheMean() {
        wrap(0.3f, 1);
        float[] sampled = new float[1];

        distribution.mode(sampled, 0);

        assertThat(sampled[0]).isEqualTo(0.3f);
    }

    @Test
    void aMaskIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> distribution.wrap(new float[1], 0, new byte[1], 0));
    }

    private float action(float sampled) {
        float[] action = new float[1];
        distribution.toAction(new float[] {sampled}, 0, action, 0);
        return action[0];
    }

    private void wrap(float mean, float logDeviation) {
        distribution.useFreeParameters(new float[] {logDeviation}, 0);
        distribution.wrap(new float[] {mean}, 0, null, 0);
    }
}
