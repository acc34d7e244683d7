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
import org.junit.jupiter.params.provider.MethodSource;

class SquashingTest {

    private static final ActionSpace.Box BOX = new ActionSpace.Box(List.of(-2.0, 0.0), List.of(2.0, 5.0));
    private static final ActionSpace.Simplex SHARES = new ActionSpace.Simplex(3);
    private static final double STEP = 1e-3;

    static Stream<ActionSpace> spaces() {
        return Stream.of(BOX, SHARES);
    }

    @Test
    void numbersOfABoxReachFromItsLowsToItsHighs() {
        assertThat(action(BOX, -50, -50)).containsExactly(-2, 0);
        assertThat(action(BOX, 0, 0)).containsExactly(0, 2.5f);
        assertThat(action(BOX, 50, 50)).containsExactly(2, 5);
    }

    @Test
    void sharesAreTheSoftmaxOfThreeTimesTheNumbersAndZero() {
        double sum = Math.exp(.3) + Math.exp(-.6) + 1;

        assertThat(action(SHARES, .1f, -.2f))
                .containsExactly(
                        new float[] {(float) (Math.exp(.3) / sum), (float) (Math.exp(-.6) / sum), (float) (1 / sum)},
                        within(1e-6f));
    }

    @Test
    void sharesSumToOneHoweverFarOut() {
        float[] shares = action(SHARES, -3e38f, 500);

        assertThat(shares).containsExactly(0, 1, 0);
    }

    @Test
    void whereAllOthersAreFarBelowItTheHeldShareIsAll() {
        float[] shares = action(SHARES, -500, -3e38f);

        assertThat(shares).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void theDeterminantIsThatOfTheSlopes(ActionSpace space) {
        Squashing squashing = Squashing.into(space);
        CounterRandom random = new CounterRandom(1);
        for (int row = 0; row < 20; row++) {
            float[] raw = {(float) random.nextGaussian() / 2, (float) random.nextGaussian() / 2};
            double[] byFirst = slope(squashing, raw, 0);
            double[] bySecond = slope(squashing, raw, 1);
            double determinant = byFirst[0] * bySecond[1] - byFirst[1] * bySecond[0];

            assertThat(squashing.logDeterminant(raw, 0)).isCloseTo(Math.log(determinant), within(1e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void theDeterminantIsFiniteFarOut(ActionSpace space) {
        assertThat(Squashing.into(space).logDeterminant(new float[] {40, -40}, 0))
                .isFinite();
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void theGradientIsTheSlope(ActionSpace space) {
        Squashing squashing = Squashing.into(space);
        CounterRandom random = new CounterRandom(2);
        float[] unitGradient = {9, 2, -1, 3};
        for (int row = 0; row < 20; row++) {
            float[] raw = {(float) random.nextGaussian() / 2, (float) random.nextGaussian() / 2};
            double[] gradient = {7, 0};
            squashing.addGradient(raw, 0, unitGradient, 1, .5, gradient);

            for (int i = 0; i < 2; i++) {
                double[] slopes = slope(squashing, raw, i);
                double slope = .5 * slopeOfLogDeterminant(squashing, raw, i);
                for (int j = 0; j < slopes.length; j++) {
                    slope += unitGradient[1 + j] * slopes[j];
                }
                assertThat(gradient[i]).isCloseTo(slope + (i == 0 ? 7 : 0), within(2e-3));
            }
        }
    }

    @Test
    void whatLiesBeyondABoxIsClipped() {
        float[] unit = {9, -1.5f, .5f};

        Squashing.into(BOX).bringBack(unit, 1);

        assertThat(unit).containsExactly(9, -1, .5f);
    }

    @Test
    void negativeSharesAreCutAndTheOthersDividedByTheirSum() {
        float[] shares = {9, -.5f, .75f, .25f};
        float[] none = {-1, -1, -1};

        Squashing.into(SHARES).bringBack(shares, 1);
        Squashing.into(SHARES).bringBack(none, 0);

        assertThat(shares).containsExactly(9, 0, .75f, .25f);
        assertThat(none).containsExactly(1f / 3, 1f / 3, 1f / 3);
    }

    @Test
    void choicesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Squashing.into(new ActionSpace.Discrete(2)))
                .withMessageContaining("choices");
    }

    private static float[] action(ActionSpace space, float... raw) {
        float[] action = new float[space.width()];
        Squashing.into(space).rawToAction(raw, 0, action, 0);
        return action;
    }

    /** Of the action in unit coordinates, by number i. */
    private static double[] slope(Squashing squashing, float[] raw, int i) {
        float[] above = new float[squashing.unitWidth()];
        float[] below = new float[above.length];
        squashing.squash(moved(raw, i, STEP), 0, above, 0);
        squashing.squash(moved(raw, i, -STEP), 0, below, 0);
        double[] slope = new double[above.length];
        for (int j = 0; j < slope.length; j++) {
            slope[j] = ((double) above[j] - below[j]) / (2 * STEP);
        }
        return slope;
    }

    private static double slopeOfLogDeterminant(Squashing squashing, float[] raw, int i) {
        return (squashing.logDeterminant(moved(raw, i, STEP), 0) - squashing.logDeterminant(moved(raw, i, -STEP), 0))
                / (2 * STEP);
    }

    private static float[] moved(float[] raw, int i, double by) {
        float[] moved = raw.clone();
        moved[i] = (float) (moved[i] + by);
        return moved;
    }
}
