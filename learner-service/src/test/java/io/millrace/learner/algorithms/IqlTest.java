package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IqlTest extends AlgorithmContract {

    private static final UpdateContext FIRST = new UpdateContext(1, 0);

    @Override
    protected String name() {
        return "iql";
    }

    @Override
    protected Record settings() {
        return settings(ReplaySettings.Kind.UNIFORM, 1);
    }

    private static IqlSettings settings(ReplaySettings.Kind kind, int nStep) {
        return new IqlSettings(
                1e-2,
                1e-2,
                false,
                .9,
                .7,
                5,
                20,
                new ReplaySettings(1000, kind, .6, .4),
                32,
                4,
                10,
                nStep,
                List.of(),
                .05,
                10,
                OptimizerKind.ADAM,
                1e-8,
                0);
    }

    @ParameterizedTest
    @CsvSource({"1, UNIFORM, 1", "2, UNIFORM, 1", "3, PRIORITISED, 1", "4, UNIFORM, 3"})
    void theIdentityIsLearnedFromWhatChanceDid(long seed, ReplaySettings.Kind kind, int nStep) {
        float[] answers = IdentityTask.answersFromChance(task -> new Iql(settings(kind, nStep), task), seed, 30);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"categorical", "bernoulli", "beta", "gaussian", "squashed-gaussian-by-state"})
    void everyFamilyWithAGradientIsMovedAndStaysFinite(String family) {
        DrawnSteps steps = DrawnSteps.of(family);
        float[] parameters = steps.parameters().clone();

        try (Iql iql = new Iql(settings(ReplaySettings.Kind.UNIFORM, 1), steps.task())) {
            iql.update(steps.batch(5), parameters, FIRST);
        }

        assertThat(parameters).isNotEqualTo(steps.parameters());
        for (float parameter : parameters) {
            assertThat(parameter).isFinite();
        }
    }

    @Test
    void aBetterActionThanTheValueBecomesLikelierByTheExponentialOfItsAdvantage() {
        float[] parameters = LinearSteps.parameters();

        // At observation 0 the value is 0; both critics say log 2, and 1 * log 2 is the exponent: twice the weight.
        learnOne(plain(1, 100), (float) Math.log(2), 0, parameters);

        assertThat(parameters).containsExactly(new float[] {0, 0, 1, -1, 3, value(.7, Math.log(2))}, within(1e-5f));
    }

    @Test
    void aWorseOneBecomesLikelierToo() {
        float[] parameters = LinearSteps.parameters();

        learnOne(plain(1, 100), (float) -Math.log(2), 0, parameters);

        // Half the weight; and values are pulled down with 1 - 0.7 alone.
        assertThat(parameters)
                .containsExactly(new float[] {0, 0, .25f, -.25f, 3, value(.3, -Math.log(2))}, within(1e-5f));
    }

    @Test
    void theWeightOfAnActionHasALimit() {
        float[] parameters = LinearSteps.parameters();

        learnOne(plain(10, 3), 50, 0, parameters);

        assertThat(parameters[2]).isCloseTo(3 * .5f, within(1e-5f));
    }

    @Test
    void criticsArePulledTowardsRewardAndDiscountedValueOfWhatFollowed() {
        Iql iql = new Iql(plain(0, 1), LinearSteps.task());

        // The next observation, 2, is worth 6 to the value network; the reward is 1.
        learnOne(iql, 0, 2, LinearSteps.parameters());

        // Its inputs are the observation, 0, and a 1 for the first of two actions: weight and bias move alike.
        assertThat(OneStep.array(iql, "critic-1"))
                .containsExactly(new float[] {0, 1 + .9f * 6, 0, 1 + .9f * 6}, within(1e-5f));
    }

    @Test
    void aStepThatTerminatedIsWorthItsRewardAlone() {
        Iql iql = new Iql(plain(0, 1), LinearSteps.task());
        zero(iql, 0);

        iql.update(
                LinearSteps.batch(new float[] {0, 2}, new float[] {1}, new byte[] {Ends.TERMINATED}),
                LinearSteps.parameters(),
                FIRST);

        assertThat(OneStep.array(iql, "critic-2")).containsExactly(new float[] {0, 1, 0, 1}, within(1e-5f));
    }

    @Test
    void theEntropyIsThatOfThePolicyOverTheStepsOfTheUpdate() {
        UpdateReport report = new Iql(plain(0, 1), LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {0, 2}, new float[] {1}, new byte[] {Ends.TERMINATED}),
                        LinearSteps.parameters(),
                        FIRST);

        assertThat(report.entropy()).isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void aNetworkWithoutValuesIsRefused() {
        NetworkShape alone = new NetworkShape(1, List.of(), Activation.TANH, 2, 0, Trunk.NONE);

        assertThatThrownBy(() -> new Iql(
                        plain(1, 1), new LearningTask(alone, new Categorical(2), new KernelEngine(alone), 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.trunk");
    }

    @ParameterizedTest
    @CsvSource({"expectile, 1, 1, 1", "advantage-scale, .5, -1, 1", "most-weight, .5, 1, 0"})
    void aSettingThatCannotBeIsRefusedByItsKey(String key, double expectile, double advantageScale, double mostWeight) {
        assertThatThrownBy(() -> plain(expectile, advantageScale, mostWeight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    /** What a plain step of size 1 makes of a value of 0: equation 5. */
    private static float value(double weight, double error) {
        return (float) (2 * weight * error);
    }

    /** One gradient step on one step that took the first action at observation 0 and earned 1. */
    private static void learnOne(IqlSettings settings, float worth, float next, float[] parameters) {
        learnOne(new Iql(settings, LinearSteps.task()), worth, next, parameters);
    }

    private static void learnOne(Iql iql, float worth, float next, float[] parameters) {
        zero(iql, worth);
        UnrollBatch batch = LinearSteps.batch(new float[] {0, next}, new float[] {1}, new byte[] {0});
        iql.update(batch, parameters, FIRST);
    }

    /** Critics that say 0, and target networks that say this of everything. */
    private static void zero(Iql iql, float worth) {
        float[] target = {0, 0, 0, worth};
        OneStep.set(
                iql,
                Map.of(
                        "critic-1",
                        new float[4],
                        "critic-2",
                        new float[4],
                        "critic-1/target",
                        target,
                        "critic-2/target",
                        target));
    }

    private static IqlSettings plain(double advantageScale, double mostWeight) {
        return plain(.7, advantageScale, mostWeight);
    }

    /** Plain gradient steps of length 1 on one row, of which nothing is cut off. */
    private static IqlSettings plain(double expectile, double advantageScale, double mostWeight) {
        return new IqlSettings(
                1,
                1,
                false,
                .9,
                expectile,
                advantageScale,
                mostWeight,
                new ReplaySettings(10, ReplaySettings.Kind.UNIFORM, .6, .4),
                1,
                1,
                0,
                1,
                List.of(),
                .5,
                0,
                OptimizerKind.SGD,
                1e-5,
                0);
    }
}
