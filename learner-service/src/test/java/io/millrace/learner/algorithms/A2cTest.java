package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Ends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class A2cTest extends AlgorithmContract {

    private static final UpdateContext FIRST = new UpdateContext(1, 0);

    @Override
    protected String name() {
        return "a2c";
    }

    @Override
    protected Record settings() {
        return new A2cSettings(1e-2, true, .9, .95, 32, .01, .5, .5, true, true, OptimizerKind.RMSPROP, 1e-5, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theIdentityIsLearned(long seed) {
        float[] answers = IdentityTask.answers(task -> new A2c(settings(1e-2, 0), task), seed, 60, 0);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @Test
    void oneStepMovesPolicyAndValuesByTheGradientOfTheirLoss() {
        float[] parameters = LinearSteps.parameters();

        // Values .75 and 1.5; with a discount of .5 the returns are 1 + .5 * 2 and 2: advantages 1.25 and .5.
        new A2c(plain(1), LinearSteps.task())
                .update(
                        LinearSteps.batch(
                                new float[] {.25f, .5f, 9}, new float[] {1, 2}, new byte[] {0, Ends.TERMINATED}),
                        parameters,
                        FIRST);

        // By the first action's output: -advantage * (1 - 1/2); by the value: 1/2 * (value - target); mean of both
        // steps.
        float byWeight = (1.25f * .25f + .5f * .5f) / 4;
        float byBias = (1.25f + .5f) / 4;
        assertThat(parameters)
                .containsExactly(
                        new float[] {byWeight, -byWeight, byBias, -byBias, 3 + byWeight, byBias}, within(1e-6f));
    }

    @Test
    void theReturnOfAnUnrollGoesOnWithTheValueOfTheObservationAfterIt() {
        // 1 + .5 * (2 + .5 * 3 * 4) and 2 + .5 * 3 * 4, less values of 3 each.
        assertThat(policyLoss(1, new byte[] {0, 0})).isCloseTo((5 - 3 + 8 - 3) / 2.0 * Math.log(2), within(1e-6));
    }

    @Test
    void aLambdaOfZeroLooksOneStepAhead() {
        // 1 + .5 * 3 and 2 + .5 * 12, less values of 3 each.
        assertThat(policyLoss(0, new byte[] {0, 0})).isCloseTo((2.5 - 3 + 8 - 3) / 2 * Math.log(2), within(1e-6));
    }

    @Test
    void aTruncatedEpisodeGoesOnWithTheValueOfItsFinalObservation() {
        double last = 2 + .5 * LinearSteps.FINAL_VALUE;

        assertThat(policyLoss(1, new byte[] {0, Ends.TRUNCATED}))
                .isCloseTo((1 + .5 * last - 3 + last - 3) / 2 * Math.log(2), within(1e-6));
    }

    @Test
    void inLockStepItTakesTheStepsOfImpala() {
        UnrollBatch batch = LaggedSteps.batch(0);
        float[] byA2c = LaggedSteps.parameters();
        float[] byImpala = LaggedSteps.parameters();

        new A2c(settings(1e-2, 8), LaggedSteps.task()).update(batch, byA2c, FIRST);
        new Impala(
                        new ImpalaSettings(
                                1e-2, false, .9, 1, 1, 1, 8, .01, .5, .5, false, false, OptimizerKind.RMSPROP, 1e-5, 0),
                        LaggedSteps.task())
                .update(batch, byImpala, FIRST);

        // The record holds log-probabilities as float32, which is all that they differ by.
        assertThat(byA2c).containsExactly(byImpala, within(1e-5f));
    }

    @Test
    void aMinibatchOfZeroIsTheWholeBatch() {
        UpdateReport report = new A2c(settings(1e-2, 0), LaggedSteps.task())
                .update(LaggedSteps.batch(0), LaggedSteps.parameters(), FIRST);

        assertThat(report.gradientSteps()).isEqualTo(1);
    }

    @Test
    void stepsOfAnotherPolicyAreTakenForItsOwn() {
        float[] own = LaggedSteps.parameters();
        float[] others = LaggedSteps.parameters();

        new A2c(settings(1e-2, 0), LaggedSteps.task()).update(LaggedSteps.batch(0), own, FIRST);
        UpdateReport report =
                new A2c(settings(1e-2, 0), LaggedSteps.task()).update(LaggedSteps.batch(.5), others, FIRST);

        assertThat(others).isEqualTo(own);
        assertThat(report.approximateKl()).isCloseTo(Math.exp(.5) - 1 - .5, within(1e-5));
        assertThat(report.clipFraction()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "learning-rate, 0",
        "discount, 1.01",
        "lambda, 2",
        "minibatch, -1",
        "entropy-weight, -1",
        "value-weight, -1",
        "gradient-norm, 0",
        "optimizer-epsilon, 0",
        "weight-decay, 0.1"
    })
    void aSettingThatCannotBeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    /** Of two steps with values of 3 each, before an observation with a value of 12: mean advantage times ln 2. */
    private static double policyLoss(double lambda, byte[] ends) {
        return new A2c(plain(lambda), LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {1, 1, 4}, new float[] {1, 2}, ends),
                        LinearSteps.parameters(),
                        FIRST)
                .policyLoss();
    }

    /** Plain gradient steps of length 1, of which nothing is cut off. */
    private static A2cSettings plain(double lambda) {
        return new A2cSettings(1, false, .5, lambda, 0, 0, .5, 1e9, false, false, OptimizerKind.SGD, 1e-5, 0);
    }

    private static A2cSettings settings(double learningRate, int minibatch) {
        return new A2cSettings(
                learningRate, false, .9, 1, minibatch, .01, .5, .5, false, false, OptimizerKind.RMSPROP, 1e-5, 0);
    }

    private static A2cSettings with(String key, double value) {
        return new A2cSettings(
                key.equals("learning-rate") ? value : 7e-4,
                false,
                key.equals("discount") ? value : .99,
                key.equals("lambda") ? value : 1,
                key.equals("minibatch") ? (int) value : 0,
                key.equals("entropy-weight") ? value : 0,
                key.equals("value-weight") ? value : .5,
                key.equals("gradient-norm") ? value : .5,
                false,
                false,
                OptimizerKind.RMSPROP,
                key.equals("optimizer-epsilon") ? value : 1e-5,
                key.equals("weight-decay") ? value : 0);
    }
}
