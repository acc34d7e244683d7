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

class SquashedGaussianTest {

    private static final ActionSpace.Box UNIT = new ActionSpace.Box(List.of(-1.0), List.of(1.0));

    private final SquashedGaussian distribution = new SquashedGaussian(UNIT);

    @Test
    void theLogProbabilityIsTheDensityOfTheSquashedAction() {
        wrap(0.1f, -0.5f);

        assertThat(distribution.logProbability(new float[] {0.7f}, 0)).isCloseTo(-0.453689, within(1e-6));
    }

    @Test
    void theEnvironmentReceivesTheSquashedAction() {
        float[] action = new float[1];

        distribution.toAction(new float[] {0.7f}, 0, action, 0);

        assertThat(action[0]).isCloseTo(0.604368f, within(1e-6f));
    }

    @Test
    void theSquashedActionIsStretchedBetweenTheBounds() {
        SquashedGaussian wide = new SquashedGaussian(new ActionSpace.Box(List.of(10.0), List.of(20.0)));
        float[] action = new float[3];

        wide.toAction(new float[] {-50}, 0, action, 0);
        wide.toAction(new float[] {0}, 0, action, 1);
        wide.toAction(new float[] {50}, 0, action, 2);

        assertThat(action).containsExactly(10, 15, 20);
    }

    @ParameterizedTest
    @ValueSource(floats = {-40, 40})
    void theLogProbabilityIsFiniteFarOut(float u) {
        wrap(u, 0);

        assertThat(distribution.logProbability(new float[] {u}, 0)).isFinite();
    }

    @Test
    void theEntropyIsThatOfTheNormalBeforeSquashing() {
        wrap(3, -0.5f);

        assertThat(distribution.entropy()).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E) - 0.5, within(1e-12));
    }

    @Test
    void drawsHaveTheMeanAndVarianceOfTheNormal() {
        wrap(0.3f, -0.7f);
        CounterRandom random = new CounterRandom(1);
        int draws = 100_000;
        double variance = Math.exp(2 * -0.7f);
        double sum = 0;
        double squares = 0;
        float[] sampled = new float[1];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            double off = sampled[0] - 0.3f;
            sum += off / draws;
            squares += off * off / draws;
        }

        assertThat(sum).isCloseTo(0, within(4 * Math.sqrt(variance / draws)));
        assertThat(squares).isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / draws)));
    }

    @Test
    void theGreedyActionIsTheMean() {
        wrap(0.3f, 1);
        float[] sampled = new float[1];

        distribution.mode(sampled, 0);

        assertThat(sampled[0]).isEqualTo(0.3f);
    }

    @ParameterizedTest
    @CsvSource({"5, 2", "-20, -5"})
    void aLogDeviationBeyondItsBoundActsAsTheBound(float given, double bound) {
        wrap(0, given);

        assertThat(distribution.entropy()).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E) + bound, within(1e-12));
    }

    // A loss falls with rising entropy where its weight is negative; steps go against the gradient.
    @ParameterizedTest
    @CsvSource({"2.5, -1, 0", "2.5, 1, 1", "-5.5, 1, 0", "-5.5, -1, -1", "1.5, -1, -1"})
    void beyondABoundOnlyTheWayBackHasAGradient(float logDeviation, double entropyWeight, float expected) {
        wrap(0, logDeviation);
        float[] free = new float[1];

        distribution.addGradient(new float[] {0}, 0, 0, entropyWeight, new float[1], 0, free);

        assertThat(free[0]).isEqualTo(expected);
    }

    @Test
    void freeParametersAreReadFromTheirPlaceAtEachRow() {
        float[] parameters = {9, 9, 0};
        distribution.useFreeParameters(parameters, 2);
        parameters[2] = 1;

        distribution.wrap(new float[1], 0, null, 0);

        assertThat(distribution.entropy()).isCloseTo(0.5 * Math.log(2 * Math.PI * Math.E) + 1, within(1e-12));
    }

    @Test
    void tooFewFreeParametersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> distribution.useFreeParameters(new float[2], 2));
    }

    @Test
    void aLogDeviationThatIsNotANumberIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> wrap(0, Float.NaN));
    }

    @Test
    void aMaskIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> distribution.wrap(new float[1], 0, new byte[1], 0));
    }

    private void wrap(float mean, float logDeviation) {
        distribution.useFreeParameters(new float[] {logDeviation}, 0);
        distribution.wrap(new float[] {mean}, 0, null, 0);
    }
}
