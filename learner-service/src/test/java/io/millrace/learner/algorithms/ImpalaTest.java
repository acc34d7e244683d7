package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpalaTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "impala";
    }

    @Override
    protected Record settings() {
        return settings(1e-2, 32, OptimizerKind.RMSPROP);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "1, 1", "2, 2", "3, 4"})
    void theIdentityIsLearnedFromStepsOfAnOlderPolicyToo(long seed, int lag) {
        float[] answers = IdentityTask.answers(
                task -> new Impala(settings(1e-2, 32, OptimizerKind.RMSPROP), task), seed, 60, lag);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @ParameterizedTest
    @CsvSource({"ADAM, 0.01", "ADAMW, 0.01", "SGD, 0.5", "RMSPROP, 0.01"})
    void everyOptimizerLearnsTheIdentity(OptimizerKind optimizer, double learningRate) {
        float[] answers =
                IdentityTask.answers(task -> new Impala(settings(learningRate, 32, optimizer), task), 4, 60, 1);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @Test
    void aMinibatchOfZeroIsTheWholeBatch() {
        UpdateReport report = new Impala(settings(1e-2, 0, OptimizerKind.RMSPROP), LaggedSteps.task())
                .update(LaggedSteps.batch(0), LaggedSteps.parameters(), new UpdateContext(1, 0));

        assertThat(report.gradientSteps()).isEqualTo(1);
    }

    @Test
    void theStepsOfABatchAreLearnedFromOnce() {
        UnrollBatch batch = LaggedSteps.batch(0);

        UpdateReport report = new Impala(settings(1e-2, 8, OptimizerKind.RMSPROP), LaggedSteps.task())
                .update(batch, LaggedSteps.parameters(), new UpdateContext(1, 0));

        assertThat(report.gradientSteps()).isEqualTo(batch.stepRows() / 8);
    }

    @Test
    void itReportsHowFarThePolicyIsFromTheOneThatActedAndHowManyRatiosItClips() {
        UpdateReport report = new Impala(settings(1e-2, 0, OptimizerKind.RMSPROP), LaggedSteps.task())
                .update(LaggedSteps.batch(.5), LaggedSteps.parameters(), new UpdateContext(1, 0));

        assertThat(report.approximateKl()).isCloseTo(Math.exp(.5) - 1 - .5, within(1e-5));
        assertThat(report.clipFraction()).isEqualTo(1);
    }

    @Test
    void aWeightDecayThatTheOptimizerDoesNotTakeIsRefused() {
        assertThatThrownBy(() -> new ImpalaSettings(
                        1e-3, true, .9, 1, 1, 1, 0, .01, .5, .5, false, false, OptimizerKind.RMSPROP, 1e-5, .01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.weight-decay is 0.01")
                .hasMessageContaining("adamw");
    }

    private static ImpalaSettings settings(double learningRate, int minibatch, OptimizerKind optimizer) {
        return new ImpalaSettings(
                learningRate, false, .9, 1, 1, 1, minibatch, .01, .5, .5, false, false, optimizer, 1e-5, 0);
    }
}
