package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SquashedGaussianByStateTest {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final ActionSpace.Box UNIT = new ActionSpace.Box(List.of(-1.0), List.of(1.0));
    private static final ActionSpace.Box BOX = new ActionSpace.Box(List.of(-2.0, 0.0), List.of(2.0, 5.0));
    private static final ActionSpace.Simplex SHARES = new ActionSpace.Simplex(3);

    private final SquashedGaussianByState distribution = new SquashedGaussianByState(UNIT);

    static Stream<ActionSpace> spaces() {
        return Stream.of(BOX, SHARES);
    }

    @Test
    void theLogProbabilityIsTheDensityOfTheSquashedAction() {
        wrap(0.1f, -0.5f);

        assertThat(distribution.logProbability(new float[] {0.7f}, 0)).isCloseTo(-0.453689, within(1e-6));
    }

    @Test
    void theEnvironmentReceivesTheSquashedActionStretchedBetweenTheBounds() {
        float[] action = new float[2];

        new SquashedGaussianByState(BOX).toAction(new float[] {.7f, 50}, 0, action, 0);

        assertThat(action).containsExactly(new float[] {2 * .604368f, 5}, within(1e-5f));
    }

    @Test
    void criticsAreShownTheSquashedAction() {
        float[] unit = new float[1];

        distribution.toUnit(new float[] {.7f}, 0, unit, 0);

        assertThat(unit[0]).isCloseTo(.604368f, within(1e-6f));
    }

    @Test
    void aLogProbabilityOverSharesIsTheDensityOfAllOfThemButTheLast() {
        SquashedGaussianByState shares = new SquashedGaussianByState(new ActionSpace.Simplex(2));
        shares.wrap(new float[] {.2f, -.3f}, 0, null, 0);
        double share = 1 / (1 + Math.exp(-1.5));
        double z = (.5 - .2f) * Math.exp(.3f);

        // The slope of 1 / (1 + exp(-3 u)) is 3 share (1 - share).
        double density = -.5 * z * z + .3f - HALF_LOG_TWO_PI - Math.log(3 * share * (1 - share));
        assertThat(shares.logProbability(new float[] {.5f}, 0)).isCloseTo(density, within(1e-6));
    }

    @Test
    void drawsHaveTheMeanAndDeviationThatTheOutputsSay() {
        wrap(.3f, -.7f);
        CounterRandom random = new CounterRandom(1);
        int draws = 100_000;
        double variance = Math.exp(2 * -.7f);
        double sum = 0;
        double squares = 0;
        float[] sampled = new float[1];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            double off = sampled[0] - .3f;
            sum += off / draws;
            squares += off * off / draws;
        }

        assertThat(sum).isCloseTo(0, within(4 * Math.sqrt(variance / draws)));
        assertThat(squares).isCloseTo(variance, within(4 * variance * Math.sqrt(2.0 / draws)));
    }

    @Test
    void theGreedyActionIsTheMean() {
        wrap(.3f, 1);
        float[] sampled = new float[1];

        distribution.mode(sampled, 0);

        assertThat(sampled[0]).isEqualTo(.3f);
    }

    @ParameterizedTest
    @CsvSource({"5, 2", "-20, -5"})
    void aLogDeviationBeyondItsBoundActsAsTheBound(float given, double bound) {
        wrap(0, given);

        assertThat(distribution.entropy()).isCloseTo(bound + .5 + HALF_LOG_TWO_PI, within(1e-12));
    }

    // A loss falls with rising entropy where its weight is negative; steps go against the gradient.
    @ParameterizedTest
    @CsvSource({"2.5, -1, 0", "2.5, 1, 1", "-5.5, 1, 0", "-5.5, -1, -1", "1.5, -1, -1"})
    void beyondABoundOnlyTheWayBackHasAGradient(float logDeviation, double entropyWeight, float expected) {
        wrap(0, logDeviation);
        float[] gradient = new float[2];

        distribution.addGradient(new float[1], 0, 0, entropyWeight, gradient, 0, new float[0]);

        assertThat(gradient[1]).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void withTheNoiseHeldFixedTheGradientIsTheSlopeOfWhatTheActionIsWorth(ActionSpace space) {
        SquashedGaussianByState family = new SquashedGaussianByState(space);
        CounterRandom random = new CounterRandom(4);
        float[] unitGradient = {2, -1, 3};
        for (int row = 0; row < 20; row++) {
            float[] outputs = normals(random, 4);
            float[] noise = normals(random, 2);
            float[] gradient = new float[5];
            family.wrap(outputs, 0, null, 0);
            family.addReparameterizedGradient(moved(outputs, noise), 0, .7, unitGradient, 0, gradient, 1);

            for (int i = 0; i < 4; i++) {
                float[] above = outputs.clone();
                float[] below = outputs.clone();
                above[i] += 1e-2f;
                below[i] -= 1e-2f;
                double slope = (worth(family, above, noise, unitGradient) - worth(family, below, noise, unitGradient))
                        / ((double) above[i] - below[i]);
                assertThat(gradient[1 + i]).isCloseTo((float) slope, within(1e-2f));
            }
        }
    }

    @Test
    void overSharesTheHeldZeroIsSampledToo() {
        SquashedGaussianByState shares = new SquashedGaussianByState(SHARES);
        float[] drawn = {7, 7, 7, 7};
        float[] greedy = {7, 7, 7, 7};
        shares.wrap(new float[4], 0, null, 0);

        shares.sample(new CounterRandom(1), drawn, 1);
        shares.mode(greedy, 1);

        assertThat(drawn[3]).isZero();
        assertThat(greedy).containsExactly(7, 0, 0, 0);
    }

    @Test
    void aMaskIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> distribution.wrap(new float[2], 0, new byte[1], 0));
    }

    private static double worth(SquashedGaussianByState family, float[] outputs, float[] noise, float[] unitGradient) {
        float[] sampled = moved(outputs, noise);
        float[] unit = new float[family.squashing().unitWidth()];
        family.wrap(outputs, 0, null, 0);
        family.toUnit(sampled, 0, unit, 0);
        double worth = .7 * family.logProbability(sampled, 0);
        for (int i = 0; i < unit.length; i++) {
            worth += unit[i] * unitGradient[i];
        }
        return worth;
    }

    /** What is sampled with this noise. */
    private static float[] moved(float[] outputs, float[] noise) {
        return new float[] {
            (float) (outputs[0] + Math.exp(outputs[2]) * noise[0]),
            (float) (outputs[1] + Math.exp(outputs[3]) * noise[1])
        };
    }

    private static float[] normals(CounterRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) Math.max(-1, Math.min(1, random.nextGaussian() / 2));
        }
        return numbers;
    }

    private void wrap(float mean, float logDeviation) {
        distribution.wrap(new float[] {mean, logDeviation}, 0, null, 0);
    }
}
