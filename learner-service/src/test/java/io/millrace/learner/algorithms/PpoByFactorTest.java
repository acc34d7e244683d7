package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.algorithms.PpoSettings.Ratio;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.Bernoulli;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** PPO over switches, each of which may have a ratio of its own. */
class PpoByFactorTest extends AlgorithmContract {

    private static final NetworkShape LINEAR = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);

    @Override
    protected String name() {
        return "ppo";
    }

    @Override
    protected Record settings() {
        return settings(Ratio.FACTOR, 4, 1e-2, .01);
    }

    @Override
    protected ActionSpace space() {
        return new ActionSpace.MultiBinary(3);
    }

    @ParameterizedTest
    @CsvSource({"JOINT, 1", "JOINT, 2", "JOINT, 3", "FACTOR, 1", "FACTOR, 2", "FACTOR, 3"})
    void eightSwitchesAreLearned(Ratio ratio, long seed) {
        double right = SwitchTask.right(task -> new Ppo(settings(ratio, 4, 1e-2, 0), task), seed, 40);

        assertThat(right).isEqualTo(1);
    }

    /** The record is as if another policy had acted. */
    @Test
    void theRatiosAreToThePolicyBeforeTheUpdate() {
        DrawnSteps drawn = DrawnSteps.of("bernoulli");
        UnrollBatch batch = drawn.batch(40);
        for (int i = 0; i < batch.stepRows(); i++) {
            batch.logProbabilities()[i] -= 1;
        }

        UpdateReport report = new Ppo(settings(Ratio.FACTOR, 1, 1e-2, 0), drawn.task())
                .update(batch, drawn.parameters().clone(), new UpdateContext(1, 0));
        UpdateReport joint = new Ppo(settings(Ratio.JOINT, 1, 1e-2, 0), drawn.task())
                .update(batch, drawn.parameters().clone(), new UpdateContext(1, 0));

        // One gradient step of all rows: every ratio is 1 before it, and normalised advantages have the mean 0.
        assertThat(report.approximateKl()).isCloseTo(0, within(1e-9));
        assertThat(report.policyLoss()).isCloseTo(0, within(1e-6));
        assertThat(joint.approximateKl()).isGreaterThan(.5);
    }

    @Test
    void ofALargeBatchEveryStepIsComparedWithItsOwnFactors() {
        DrawnSteps drawn = DrawnSteps.of("bernoulli");

        // 2400 rows are more than one forward pass of the estimates.
        UpdateReport report = new Ppo(settings(Ratio.FACTOR, 1, 1e-2, 0), drawn.task())
                .update(drawn.batch(300), drawn.parameters().clone(), new UpdateContext(1, 0));

        assertThat(report.approximateKl()).isCloseTo(0, within(1e-9));
    }

    @Test
    void theGradientOfAFirstStepIsThatOfTheJointRatioOverTheSwitchesTheEntropysToo() {
        DrawnSteps drawn = DrawnSteps.of("bernoulli");

        UpdateReport report = new Ppo(settings(Ratio.FACTOR, 1, 1e-2, .3), drawn.task())
                .update(drawn.batch(40), unvalued(drawn), new UpdateContext(1, 0));
        UpdateReport joint = new Ppo(settings(Ratio.JOINT, 1, 1e-2, .3), drawn.task())
                .update(drawn.batch(40), unvalued(drawn), new UpdateContext(1, 0));

        assertThat(report.gradientNorm()).isCloseTo(joint.gradientNorm() / 2, within(1e-6));
        assertThat(report.entropy()).isEqualTo(joint.entropy());
    }

    @Test
    void actionsWithoutFactorsAreRefused() {
        LearningTask task = new LearningTask(LINEAR, new Categorical(2), new KernelEngine(LINEAR), 1, 1);

        assertThatThrownBy(() -> new Ppo(settings(Ratio.FACTOR, 1, 1e-2, 0), task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.ratio is factor")
                .hasMessageContaining("Set algorithm.ratio to joint");
    }

    @Test
    void actionsWithoutFactorsAreRefusedBeforeARun() {
        assertThatThrownBy(() -> Algorithms.requireFitting(settings(), LINEAR, new Categorical(2), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.ratio is factor");
    }

    @Test
    void stepsOfAnOlderPolicyAreRefusedBeforeARun() {
        Bernoulli switches = new Bernoulli(new ActionSpace.MultiBinary(2));

        assertThatThrownBy(() -> Algorithms.requireFitting(settings(), LINEAR, switches, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.ratio is factor and max-policy-lag is 2")
                .hasMessageContaining("Set max-policy-lag to 0");
    }

    @ParameterizedTest
    @EnumSource(Ratio.class)
    void switchesInLockStepAreNotRefused(Ratio ratio) {
        Bernoulli switches = new Bernoulli(new ActionSpace.MultiBinary(2));

        assertThatCode(() -> Algorithms.requireFitting(settings(ratio, 1, 1e-2, 0), LINEAR, switches, 0))
                .doesNotThrowAnyException();
    }

    /** With values of 0 and without weight on them, gradients are the policy's alone. */
    private static float[] unvalued(DrawnSteps drawn) {
        float[] parameters = drawn.parameters().clone();
        for (int i = drawn.network().valueOffset(); i < parameters.length; i++) {
            parameters[i] = 0;
        }
        return parameters;
    }

    private static PpoSettings settings(Ratio ratio, int epochs, double learningRate, double entropyWeight) {
        return new PpoSettings(
                learningRate,
                false,
                .9,
                .8,
                .2,
                ratio,
                epochs,
                epochs == 1 ? 4096 : 64,
                entropyWeight,
                epochs == 1 ? 0 : .5,
                0,
                .5,
                true,
                false,
                0,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }
}
