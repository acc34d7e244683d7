package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeterministicTest {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final ActionSpace.Box BOX = new ActionSpace.Box(List.of(-2.0, 0.0), List.of(2.0, 5.0));
    private static final float[] OUTPUTS = {.7f, -.3f};

    private final Deterministic distribution = new Deterministic(BOX);

    @Test
    void withoutNoiseTheActionIsTheSquashedOutputs() {
        explore(0);
        float[] sampled = new float[2];
        float[] action = new float[2];

        distribution.sample(new CounterRandom(1), sampled, 0);
        distribution.toAction(sampled, 0, action, 0);

        assertThat(sampled).containsExactly((float) Math.tanh(.7f), (float) Math.tanh(-.3f));
        assertThat(action)
                .containsExactly(
                        new float[] {(float) (2 * Math.tanh(.7)), (float) (2.5 * (1 + Math.tanh(-.3)))}, within(1e-6f));
    }

    @Test
    void theGreedyActionIsTheOneWithoutNoise() {
        explore(.5f);
        float[] sampled = new float[2];

        distribution.mode(sampled, 0);

        assertThat(sampled).containsExactly((float) Math.tanh(.7f), (float) Math.tanh(-.3f));
    }

    @Test
    void drawsAreNormalAroundTheActionBeforeTheyAreBroughtBack() {
        explore(.5f);
        CounterRandom random = new CounterRandom(1);
        int draws = 100_000;
        double sum = 0;
        double squares = 0;
        float[] sampled = new float[2];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            double off = sampled[0] - Math.tanh(.7);
            sum += off / draws;
            squares += off * off / draws;
        }

        assertThat(sum).isCloseTo(0, within(4 * .5 / Math.sqrt(draws)));
        assertThat(squares).isCloseTo(.25, within(4 * .25 * Math.sqrt(2.0 / draws)));
    }

    @Test
    void anActionBeyondABoxIsClipped() {
        float[] action = new float[2];
        float[] unit = new float[2];

        distribution.toAction(new float[] {1.5f, -3}, 0, action, 0);
        distribution.toUnit(new float[] {1.5f, -3}, 0, unit, 0);

        assertThat(action).containsExactly(2, 0);
        assertThat(unit).containsExactly(1, -1);
    }

    @Test
    void sharesBeyondASimplexAreCutAndDividedByTheirSum() {
        float[] shares = new float[3];

        new Deterministic(new ActionSpace.Simplex(3)).toAction(new float[] {-.5f, .6f, .2f}, 0, shares, 0);

        assertThat(shares).containsExactly(new float[] {0, .75f, .25f}, within(1e-6f));
    }

    @Test
    void theLogProbabilityIsTheDensityOfTheNoise() {
        explore(.5f);
        float[] sampled = {(float) Math.tanh(.7f) + .5f, (float) Math.tanh(-.3f)};

        assertThat(distribution.logProbability(sampled, 0))
                .isCloseTo(-.5 - 2 * (Math.log(.5) + HALF_LOG_TWO_PI), within(1e-6));
    }

    @Test
    void theEntropyIsThatOfTheNoise() {
        explore(.5f);

        assertThat(distribution.entropy()).isCloseTo(2 * (Math.log(.5) + .5 + HALF_LOG_TWO_PI), within(1e-12));
    }

    @Test
    void withoutNoiseTheActionIsCertainAndAnyOtherImpossible() {
        explore(0);
        float[] mode = new float[2];
        distribution.mode(mode, 0);

        assertThat(distribution.logProbability(mode, 0)).isZero();
        assertThat(distribution.logProbability(new float[2], 0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(distribution.entropy()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {-.1f, Float.NaN, Float.POSITIVE_INFINITY})
    void aDeviationThatCannotBeIsRefused(float deviation) {
        assertThatIllegalStateException().isThrownBy(() -> explore(deviation)).withMessageContaining("deviation");
    }

    @Test
    void aMaskIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> distribution.wrap(OUTPUTS, 0, new byte[1], 0));
    }

    @Test
    void thereIsNoGradient() {
        explore(.5f);

        assertThatThrownBy(() -> distribution.addGradient(new float[2], 0, 1, 0, new float[2], 0, new float[1]))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("squashed-gaussian-by-state");
    }

    private void explore(float deviation) {
        distribution.useFreeParameters(new float[] {9, deviation}, 1);
        distribution.wrap(OUTPUTS, 0, null, 0);
    }
}
