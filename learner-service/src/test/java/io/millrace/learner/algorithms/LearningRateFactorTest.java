package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.returns.Ends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a rollback multiplies learning rates by. */
class LearningRateFactorTest {

    private static final Place PLACE = Place.in(1);

    @Test
    void aStepOfPlainDescentIsAsLongAsTheFactorSays() {
        float[] parameters = LinearSteps.parameters();
        ReinforceSettings settings =
                new ReinforceSettings(1, false, .5, false, false, 0, .5, 1e9, false, false, OptimizerKind.SGD, 1e-5, 0);

        new Reinforce(settings, LinearSteps.task())
                .update(
                        LinearSteps.batch(
                                new float[] {.25f, .5f, 7}, new float[] {1, 2}, new byte[] {0, Ends.TERMINATED}),
                        parameters,
                        new UpdateContext(1, 0, 0.25));

        // Both returns are 2; the mean over both steps of return * observation / 2, a quarter of it.
        float byWeight = .25f * (2 * .25f + 2 * .5f) / 4;
        assertThat(parameters).containsExactly(new float[] {byWeight, -byWeight, .25f, -.25f, 3, 0}, within(1e-6f));
    }

    @Test
    void anAnnealedRateIsMultipliedToo() {
        LearningRate rate = new LearningRate(0.8, true, 100);

        assertThat(rate.at(new UpdateContext(3, 50, 0.5))).isEqualTo(0.2);
    }

    @Test
    void aFactorOfOneIsNoFactor() {
        LearningRate rate = new LearningRate(0.1, true, 3);

        assertThat(rate.at(new UpdateContext(2, 1, 1))).isEqualTo(0.1 * (1 - 1.0 / 3));
    }

    @Test
    void theTemperatureFollowsIt() {
        SacSettings.Temperature settings = new SacSettings.Temperature(1, true, -1, 0.5);
        Temperature whole = new Temperature(settings, 1);
        Temperature half = new Temperature(settings, 1);

        whole.learn(-100, 1, PLACE);
        half.learn(-100, 0.5, PLACE);

        assertThat(Math.log(half.value())).isCloseTo(Math.log(whole.value()) / 2, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aFactorThatLearnsNothingIsRefused(double factor) {
        assertThatThrownBy(() -> new UpdateContext(1, 0, factor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("times " + factor);
    }
}
