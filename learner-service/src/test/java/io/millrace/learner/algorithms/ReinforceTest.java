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

class ReinforceTest extends AlgorithmContract {

    private static final UpdateContext FIRST = new UpdateContext(1, 0);
    private static final byte T = Ends.TERMINATED;

    @Override
    protected String name() {
        return "reinforce";
    }

    @Override
    protected Record settings() {
        return new ReinforceSettings(1e-2, true, .9, true, true, .01, .5, .5, true, true, OptimizerKind.ADAM, 1e-5, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, true", "1, false", "2, false", "3, false"})
    void theIdentityIsLearnedWithABaselineAndWithout(long seed, boolean baseline) {
        ReinforceSettings settings = new ReinforceSettings(
                1e-2, false, .9, baseline, false, .01, .5, .5, false, false, OptimizerKind.ADAM, 1e-5, 0);

        float[] answers = IdentityTask.answers(task -> new Reinforce(settings, task), seed, 100, 0);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @Test
    void withABaselineOneStepMovesPolicyAndValuesByTheGradientOfTheirLoss() {
        float[] parameters = LinearSteps.parameters();

        // Returns 1 + .5 * 2 and 2, values .75 and 1.5: advantages 1.25 and .5.
        new Reinforce(plain(true), LinearSteps.task()).update(oneEpisode(), parameters, FIRST);

        // By the first action's output: -advantage * (1 - 1/2); by the value: 1/2 * (value - return); mean of both
        // steps.
        float byWeight = (1.25f * .25f + .5f * .5f) / 4;
        float byBias = (1.25f + .5f) / 4;
        assertThat(parameters)
                .containsExactly(
                        new float[] {byWeight, -byWeight, byBias, -byBias, 3 + byWeight, byBias}, within(1e-6f));
    }

    @Test
    void withoutABaselineTheReturnsThemselvesMoveThePolicyAndTheValuesStay() {
        float[] parameters = LinearSteps.parameters();

        UpdateReport report = new Reinforce(plain(false), LinearSteps.task()).update(oneEpisode(), parameters, FIRST);

        // Both returns are 2.
        float byWeight = (2 * .25f + 2 * .5f) / 4;
        assertThat(parameters).containsExactly(new float[] {byWeight, -byWeight, 1, -1, 3, 0}, within(1e-6f));
        assertThat(report.valueLoss()).isZero();
        assertThat(report.explainedVariance()).isZero();
    }

    @Test
    void stepsWhoseEpisodeGoesOnBeyondTheUnrollAreLeftOutAndCounted() {
        float[] parameters = LinearSteps.parameters();
        float[] withMore = LinearSteps.parameters();
        Reinforce reinforce = new Reinforce(plain(true), LinearSteps.task());
        UnrollBatch goingOn =
                LinearSteps.batch(new float[] {.25f, .5f, 7, 9}, new float[] {1, 2, 1000}, new byte[] {0, T, 0});

        new Reinforce(plain(true), LinearSteps.task()).update(oneEpisode(), parameters, FIRST);
        reinforce.update(goingOn, withMore, FIRST);

        assertThat(withMore).isEqualTo(parameters);
        assertThat(reinforce.state()).containsEntry("steps-left-out", 1.0);
    }

    @Test
    void stepsLeftOutAreCountedOverTheWholeRun() {
        Reinforce before = new Reinforce(plain(true), LinearSteps.task());
        before.update(noEnd(), LinearSteps.parameters(), FIRST);
        Reinforce restored = new Reinforce(plain(true), LinearSteps.task());

        restored.restore(before.state());
        restored.update(noEnd(), LinearSteps.parameters(), new UpdateContext(2, 2));

        assertThat(restored.state()).containsEntry("steps-left-out", 4.0);
    }

    @Test
    void normalisedValuesLearnTheReturnsInTheirOwnUnit() {
        ReinforceSettings settings =
                new ReinforceSettings(1, false, .5, true, false, 0, .5, 1e9, false, true, OptimizerKind.SGD, 1e-5, 0);
        float[] parameters = LinearSteps.parameters();

        // Returns 1 and 3 are -1 and 1 in their own unit, where the values are 3 and 12.
        new Reinforce(settings, LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {1, 4, 9}, new float[] {1, 3}, new byte[] {T, T}),
                        parameters,
                        FIRST);

        assertThat(parameters[4]).isCloseTo(3 - (4 + 11 * 4) / 4f, within(1e-5f));
        assertThat(parameters[5]).isCloseTo(-(4 + 11) / 4f, within(1e-5f));
    }

    @Test
    void anUpdateWithoutAnyEndMovesNothingAndStillTellsTheEntropy() {
        float[] parameters = LinearSteps.parameters();
        Reinforce reinforce = new Reinforce(plain(true), LinearSteps.task());

        UpdateReport report = reinforce.update(noEnd(), parameters, FIRST);

        assertThat(parameters).isEqualTo(LinearSteps.parameters());
        assertThat(reinforce.optimizer().steps()).isZero();
        assertThat(report.entropy()).isCloseTo(Math.log(2), within(1e-7));
        assertThat(report).isEqualTo(new UpdateReport(0, 0, report.entropy(), 0, 0, 0, 0, 0));
    }

    @Test
    void whereMostStepsAreLeftOutItSaysOnceWhatToDo() {
        Reinforce reinforce = new Reinforce(plain(true), LinearSteps.task());

        reinforce.update(noEnd(), LinearSteps.parameters(), FIRST);
        String first = reinforce.remark();
        reinforce.update(noEnd(), LinearSteps.parameters(), new UpdateContext(2, 2));

        assertThat(first).contains("Of 2 steps, 2 are not learned from", "Set lanes.unroll");
        assertThat(reinforce.remark()).isNull();
    }

    @Test
    void whereMostStepsCountItSaysNothing() {
        Reinforce reinforce = new Reinforce(plain(true), LinearSteps.task());

        reinforce.update(oneEpisode(), LinearSteps.parameters(), FIRST);

        assertThat(reinforce.remark()).isNull();
    }

    @Test
    void aTruncatedEpisodeEndsWithItsLastReward() {
        // A reward of 5 after an observation with a value of 3.
        assertThat(policyLoss(false, Ends.TRUNCATED)).isCloseTo((5 - 3) * Math.log(2), within(1e-6));
    }

    @Test
    void whereSettingsSaySoATruncatedEpisodeGoesOnWithTheValueOfItsFinalObservation() {
        assertThat(policyLoss(true, Ends.TRUNCATED))
                .isCloseTo((5 + .5 * LinearSteps.FINAL_VALUE - 3) * Math.log(2), within(1e-6));
    }

    @Test
    void aTerminatedEpisodeNeverDoes() {
        assertThat(policyLoss(true, T)).isCloseTo((5 - 3) * Math.log(2), within(1e-6));
    }

    @Test
    void normalisedReturnsHaveAMeanOfZero() {
        ReinforceSettings settings =
                new ReinforceSettings(1, false, .5, false, false, 0, .5, 1e9, true, false, OptimizerKind.SGD, 1e-5, 0);

        // Returns 2.5 and 3 become -1 and 1, at observations 1 and 4.
        float[] parameters = LinearSteps.parameters();
        new Reinforce(settings, LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {1, 4, 9}, new float[] {1, 3}, new byte[] {0, T}),
                        parameters,
                        FIRST);

        assertThat(parameters).containsExactly(new float[] {.75f, -.75f, 0, 0, 3, 0}, within(1e-6f));
    }

    @Test
    void explainedVarianceIsThatOfTheKnownReturnsAlone() {
        // Values 3 and 6, returns 5 and 10: variance 6.25, of which 1 is left.
        UpdateReport report = new Reinforce(plain(true), LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {1, 2, 50, 9}, new float[] {5, 10, 1000}, new byte[] {T, T, 0}),
                        LinearSteps.parameters(),
                        FIRST);

        assertThat(report.explainedVariance()).isCloseTo(.84, within(1e-6));
    }

    @Test
    void aRewardThatIsNoNumberIsRefusedWithItsPlaceAndMovesNothing() {
        float[] parameters = LinearSteps.parameters();
        UnrollBatch batch = LinearSteps.batch(new float[] {1, 2}, new float[] {Float.NaN}, new byte[] {T});

        assertThatThrownBy(() -> new Reinforce(plain(true), LinearSteps.task())
                        .update(batch, parameters, new UpdateContext(7, 0)))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("In update 7 the policy loss is NaN");
        assertThat(parameters).isEqualTo(LinearSteps.parameters());
    }

    @Test
    void beyondATruncatedEpisodeThereIsNoValueWithoutABaseline() {
        assertThatThrownBy(() -> new ReinforceSettings(
                        1e-3, false, .99, false, true, 0, .5, .5, false, false, OptimizerKind.ADAM, 1e-5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.bootstrap-truncated is true")
                .hasMessageContaining("algorithm.baseline");
    }

    @ParameterizedTest
    @CsvSource({
        "learning-rate, 0",
        "discount, 1.01",
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

    private static double policyLoss(boolean bootstrap, byte end) {
        ReinforceSettings settings = new ReinforceSettings(
                1, false, .5, true, bootstrap, 0, .5, 1e9, false, false, OptimizerKind.SGD, 1e-5, 0);
        return new Reinforce(settings, LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {1, 2}, new float[] {5}, new byte[] {end}),
                        LinearSteps.parameters(),
                        FIRST)
                .policyLoss();
    }

    private static UnrollBatch oneEpisode() {
        return LinearSteps.batch(new float[] {.25f, .5f, 9}, new float[] {1, 2}, new byte[] {0, T});
    }

    private static UnrollBatch noEnd() {
        return LinearSteps.batch(new float[] {.25f, .5f, 9}, new float[] {1, 2}, new byte[2]);
    }

    /** Plain gradient steps of length 1, of which nothing is cut off. */
    private static ReinforceSettings plain(boolean baseline) {
        return new ReinforceSettings(
                1, false, .5, baseline, false, 0, .5, 1e9, false, false, OptimizerKind.SGD, 1e-5, 0);
    }

    private static ReinforceSettings with(String key, double value) {
        return new ReinforceSettings(
                key.equals("learning-rate") ? value : 1e-3,
                false,
                key.equals("discount") ? value : .99,
                true,
                false,
                key.equals("entropy-weight") ? value : 0,
                key.equals("value-weight") ? value : .5,
                key.equals("gradient-norm") ? value : .5,
                false,
                false,
                OptimizerKind.ADAM,
                key.equals("optimizer-epsilon") ? value : 1e-5,
                key.equals("weight-decay") ? value : 0);
    }
}
