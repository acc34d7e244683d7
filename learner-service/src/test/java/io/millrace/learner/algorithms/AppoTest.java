package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppoTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "appo";
    }

    @Override
    protected Record settings() {
        return settings(4, 32, .95);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "1, 1", "2, 2", "3, 4"})
    void theIdentityIsLearnedFromStepsOfAnOlderPolicyToo(long seed, int lag) {
        float[] answers = IdentityTask.answers(task -> new Appo(settings(4, 32, .8), task), seed, 20, lag);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @Test
    void inLockStepItTakesTheStepsOfPpo() {
        UnrollBatch batch = LaggedSteps.batch(0);
        float[] byAppo = LaggedSteps.parameters();
        float[] byPpo = LaggedSteps.parameters();

        UpdateReport report = new Appo(settings(4, 8, .95), LaggedSteps.task()).update(batch, byAppo, first());
        UpdateReport ppo = new Ppo(ppoSettings(), LaggedSteps.task()).update(batch, byPpo, first());

        // The record holds log-probabilities as float32, which is all that they differ by.
        assertThat(byAppo).containsExactly(byPpo, within(1e-5f));
        assertThat(report.policyLoss()).isCloseTo(ppo.policyLoss(), within(1e-5));
        assertThat(report.explainedVariance()).isCloseTo(ppo.explainedVariance(), within(1e-6));
    }

    @Test
    void theSurrogatesRatiosAreToThePolicyBeforeTheUpdate() {
        UnrollBatch batch = LaggedSteps.batch(2);

        // One minibatch: before its step, the policy is the one before the update.
        UpdateReport report = new Appo(settings(1, Integer.MAX_VALUE, .95), LaggedSteps.task())
                .update(batch, LaggedSteps.parameters(), first());

        assertThat(report.approximateKl()).isZero();
        assertThat(report.clipFraction()).isZero();
    }

    @Test
    void stepsThatThePolicyWouldHardlyTakeAnyMoreCountLittle() {
        LearningTask task = LaggedSteps.task();
        VTraceTargets targets = LaggedSteps.targets(task, VTraceTargets.Ratios.TO_THE_POLICY_BEFORE);
        // As if each action had been eight times as likely as it is now.
        UnrollBatch batch = LaggedSteps.batch(-Math.log(8));
        float[] parameters = LaggedSteps.parameters();
        task.engine().load(parameters);
        targets.compute(LaggedSteps.batch(0), parameters, Place.beforeEpochs(1));
        double[] onPolicy = targets.advantages().clone();

        targets.compute(batch, parameters, Place.beforeEpochs(1));

        int lastTick = batch.stepRows() - 1;
        assertThat(targets.advantages()[lastTick]).isCloseTo(onPolicy[lastTick] / 8, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"target-ratio, 0", "advantage-ratio, 0", "optimizer-epsilon, 0", "weight-decay, 0.1"})
    void aSettingThatCannotBeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> new AppoSettings(
                        1e-3,
                        true,
                        .9,
                        .95,
                        key.equals("target-ratio") ? value : 1,
                        key.equals("advantage-ratio") ? value : 1,
                        .2,
                        10,
                        64,
                        0,
                        .5,
                        0,
                        .5,
                        true,
                        false,
                        0,
                        OptimizerKind.ADAM,
                        key.equals("optimizer-epsilon") ? value : 1e-5,
                        key.equals("weight-decay") ? value : 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    private static UpdateContext first() {
        return new UpdateContext(1, 0);
    }

    private static PpoSettings ppoSettings() {
        return new PpoSettings(1e-2, true, .9, .95, .2, 4, 8, .01, .5, .2, .5, true, true, 0);
    }

    private static AppoSettings settings(int epochs, int minibatch, double lambda) {
        return new AppoSettings(
                1e-2,
                true,
                .9,
                lambda,
                1,
                1,
                .2,
                epochs,
                minibatch,
                .01,
                .5,
                .2,
                .5,
                true,
                true,
                0,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }
}
