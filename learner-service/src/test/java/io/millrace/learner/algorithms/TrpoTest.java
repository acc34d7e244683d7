package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.distribution.NaturalDistribution;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Branches;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Perceptron;
import io.millrace.policy.network.Trunk;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrpoTest extends AlgorithmContract {

    private static final int TICKS = 40;
    private static final int ROWS = 2 * 4 * TICKS;

    @Override
    protected String name() {
        return "trpo";
    }

    @Override
    protected Record settings() {
        return settings(.01, 1, true);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theIdentityIsLearned(long seed) {
        float[] answers = IdentityTask.answers(task -> new Trpo(settings(.03, 1, true), task), seed, 30, 0);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eightSwitchesAreLearned(long seed) {
        assertThat(SwitchTask.right(task -> new Trpo(settings(.03, 1, true), task), seed, 40))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"categorical, 40", "beta, 40", "squashed-gaussian, 40", "gaussian, 40", "gaussian, 300", "bernoulli, 40"
    })
    void theDivergenceReportedIsThatOfTheNewPolicyFromTheOldOne(String family, int ticks) {
        DrawnSteps drawn = DrawnSteps.of(family);
        UnrollBatch batch = drawn.batch(ticks);
        float[] parameters = drawn.parameters().clone();

        UpdateReport report =
                new Trpo(settings(.01, 1, true), drawn.task()).update(batch, parameters, new UpdateContext(1, 0));

        assertThat(report.approximateKl()).isCloseTo(divergence(drawn, batch, parameters), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"categorical", "beta", "squashed-gaussian", "gaussian", "bernoulli"})
    void thePolicyMovesAboutAsFarAsItMayAndNoFurther(String family) {
        DrawnSteps drawn = DrawnSteps.of(family);

        UpdateReport report = new Trpo(settings(.01, 1, true), drawn.task())
                .update(drawn.batch(TICKS), drawn.parameters().clone(), new UpdateContext(1, 0));

        // Eight tenths of the length are 64 hundredths of the divergence; damping takes some more.
        assertThat(report.approximateKl()).isBetween(.003, .01);
    }

    @Test
    void theSurrogateRises() {
        DrawnSteps drawn = DrawnSteps.of("gaussian");

        UpdateReport report = new Trpo(settings(.01, 1, true), drawn.task())
                .update(drawn.batch(TICKS), drawn.parameters().clone(), new UpdateContext(1, 0));

        // Normalised advantages have the mean 0 before the step.
        assertThat(report.policyLoss()).isNegative();
    }

    @Test
    void aFreeParameterMovesWithTheRest() {
        DrawnSteps drawn = DrawnSteps.of("gaussian");
        float[] parameters = drawn.parameters().clone();
        // Whatever is far from 0 pays.
        UnrollBatch batch = drawn.batch(TICKS, (observations, at, actions, actionAt) -> Math.abs(actions[actionAt]));

        new Trpo(settings(.01, 1, true), drawn.task()).update(batch, parameters, new UpdateContext(1, 0));

        int free = drawn.network().freeOffset();
        assertThat(parameters[free]).isGreaterThan(drawn.parameters()[free]);
    }

    @Test
    void whereEveryActionIsAsGoodThePolicyStaysAndTheValuesLearn() {
        DrawnSteps drawn = DrawnSteps.of("categorical");
        float[] parameters = drawn.parameters().clone();
        TrpoSettings settings = new TrpoSettings(
                0, 0, true, .01, .1, 10, 1e-3, 1, 10, .8, false, 2, 64, 1e-2, false, 10, OptimizerKind.ADAM, 1e-5, 0);
        // Without a discount and with values of 0, each advantage is the reward.
        Arrays.fill(parameters, drawn.network().valueOffset(), drawn.network().freeOffset(), 0);
        float[] before = parameters.clone();

        UpdateReport report = new Trpo(settings, drawn.task())
                .update(
                        drawn.batch(TICKS, (observations, at, actions, actionAt) -> 5),
                        parameters,
                        new UpdateContext(1, 0));

        int values = drawn.network().valueOffset();
        assertThat(Arrays.copyOf(parameters, values)).isEqualTo(Arrays.copyOf(before, values));
        assertThat(parameters).isNotEqualTo(before);
        assertThat(report.approximateKl()).isZero();
        assertThat(report.gradientSteps()).isEqualTo(2 * ROWS / 64);
    }

    @Test
    void whatTheLineSearchRefusesLeavesThePolicyAsItWas() {
        DrawnSteps drawn = DrawnSteps.of("gaussian");
        float[] parameters = drawn.parameters().clone();
        // So far that the divergence is no longer quadratic: the whole step, the only one tried, leads too far.
        TrpoSettings settings = new TrpoSettings(
                .9, .9, true, 50, 0, 10, 1e-3, 1, 1, .8, false, 2, 64, 1e-2, false, .5, OptimizerKind.ADAM, 1e-5, 0);

        UpdateReport report =
                new Trpo(settings, drawn.task()).update(drawn.batch(TICKS), parameters, new UpdateContext(1, 0));

        int values = drawn.network().valueOffset();
        int free = drawn.network().freeOffset();
        assertThat(Arrays.copyOf(parameters, values)).isEqualTo(Arrays.copyOf(drawn.parameters(), values));
        assertThat(parameters[free]).isEqualTo(drawn.parameters()[free]);
        assertThat(report.approximateKl()).isZero();
        assertThat(report.gradientNorm()).isPositive();
    }

    @Test
    void aStepBeyondAllNumbersIsRefusedLikeAnyOther() {
        DrawnSteps drawn = DrawnSteps.of("gaussian");
        float[] parameters = drawn.parameters().clone();

        UpdateReport report = new Trpo(settings(1e90, 1, true), drawn.task())
                .update(drawn.batch(TICKS), parameters, new UpdateContext(1, 0));

        int values = drawn.network().valueOffset();
        assertThat(Arrays.copyOf(parameters, values)).isEqualTo(Arrays.copyOf(drawn.parameters(), values));
        assertThat(report.approximateKl()).isZero();
    }

    @Test
    void aSingleStepIsLearnedFromAsItIs() {
        float[] parameters = LinearSteps.parameters();

        // It earned 5 where 3 were expected: normalised among itself its advantage would be 0.
        UpdateReport report = new Trpo(settings(.01, 1, true), LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {1, 2}, new float[] {5}, new byte[] {Ends.TERMINATED}),
                        parameters,
                        new UpdateContext(1, 0));

        assertThat(parameters[2]).isPositive();
        assertThat(report.approximateKl()).isPositive();
    }

    @Test
    void theValuesMoveAgainstTheGradientOfHalfTheirMeanSquaredErrorInEachPass() {
        float[] parameters = LinearSteps.parameters();
        TrpoSettings settings = new TrpoSettings(
                .9, .9, true, .01, .1, 10, 1e-3, 1, 10, .8, false, 2, 64, .1, false, 1e9, OptimizerKind.SGD, 1e-5, 0);

        // Values 3 and 12, returns 1 and 3; after the first pass 0.55 and 3.85.
        UpdateReport report = new Trpo(settings, LinearSteps.task())
                .update(
                        LinearSteps.batch(
                                new float[] {1, 4, 9}, new float[] {1, 3}, new byte[] {Ends.TERMINATED, Ends.TERMINATED
                                }),
                        parameters,
                        new UpdateContext(1, 0));

        float weight = 3 - .1f * (2 + 9 * 4) / 2 - .1f * (-.45f + .85f * 4) / 2;
        float bias = -.1f * (2 + 9) / 2 - .1f * (-.45f + .85f) / 2;
        assertThat(Arrays.copyOfRange(parameters, 4, 6)).containsExactly(new float[] {weight, bias}, within(1e-5f));
        assertThat(report.valueLoss()).isCloseTo((4 + 81 + .2025 + .7225) / 2 / 4, within(1e-5));
    }

    @Test
    void theStepsReportedAreThoseOfTheValuesAndOneOfThePolicy() {
        DrawnSteps drawn = DrawnSteps.of("categorical");

        UpdateReport report = new Trpo(settings(.01, 1, true), drawn.task())
                .update(drawn.batch(TICKS), drawn.parameters().clone(), new UpdateContext(1, 0));

        assertThat(report.gradientSteps()).isEqualTo(4 * ROWS / 32 + 1);
        assertThat(report.clipFraction()).isZero();
    }

    @Test
    void everyFourthRowGivesAnotherStepOfTheSameGradient() {
        DrawnSteps drawn = DrawnSteps.of("categorical");
        float[] all = drawn.parameters().clone();
        float[] some = drawn.parameters().clone();

        UpdateReport ofAll =
                new Trpo(settings(.01, 1, true), drawn.task()).update(drawn.batch(TICKS), all, new UpdateContext(1, 0));
        UpdateReport ofSome = new Trpo(settings(.01, 4, true), drawn.task())
                .update(drawn.batch(TICKS), some, new UpdateContext(1, 0));

        assertThat(ofSome.gradientNorm()).isEqualTo(ofAll.gradientNorm());
        assertThat(some).isNotEqualTo(all);
        assertThat(ofSome.approximateKl()).isBetween(.002, .01);
    }

    @Test
    void normalisedAdvantagesMakeTheUnitOfRewardsIrrelevant() {
        DrawnSteps drawn = DrawnSteps.of("categorical");
        TrpoSettings settings = settings(.01, 1, true);

        UpdateReport once = new Trpo(settings, drawn.task()).update(scaled(drawn, 1), unvalued(drawn), first());
        UpdateReport tenfold = new Trpo(settings, drawn.task()).update(scaled(drawn, 10), unvalued(drawn), first());

        assertThat(tenfold.gradientNorm()).isCloseTo(once.gradientNorm(), within(1e-5));
    }

    @Test
    void plainAdvantagesKeepTheUnitOfRewards() {
        DrawnSteps drawn = DrawnSteps.of("categorical");
        TrpoSettings settings = settings(.01, 1, false);

        UpdateReport once = new Trpo(settings, drawn.task()).update(scaled(drawn, 1), unvalued(drawn), first());
        UpdateReport tenfold = new Trpo(settings, drawn.task()).update(scaled(drawn, 10), unvalued(drawn), first());

        assertThat(tenfold.gradientNorm()).isCloseTo(10 * once.gradientNorm(), within(1e-4));
    }

    @Test
    void networksWithBranchesAreRefused() {
        NetworkShape branches = new NetworkShape(
                6,
                List.of(4),
                Activation.TANH,
                3,
                0,
                Trunk.SEPARATE,
                3,
                new Branches(List.of(5), List.of(), List.of()));

        assertThatThrownBy(() -> Algorithms.requireFitting(settings(.01, 1, true), branches, new Categorical(3), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.part-layers is [5]")
                .hasMessageContaining("such as ppo");
    }

    @Test
    void layersSharedWithTheValueNetworkAreRefused() {
        NetworkShape shared = new NetworkShape(2, List.of(4), Activation.TANH, 3, 0, Trunk.SHARED);
        LearningTask task = new LearningTask(shared, new Categorical(3), new KernelEngine(shared), 1, 1);

        assertThatThrownBy(() -> new Trpo(settings(.01, 1, true), task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.trunk is shared")
                .hasMessageContaining("Set policy.trunk to separate");
    }

    @Test
    void aDistributionWhoseDivergenceIsNotKnownIsRefused() {
        NetworkShape network = new NetworkShape(2, List.of(4), Activation.TANH, 3, 1);
        LearningTask task = new LearningTask(network, new EpsilonGreedy(3), new KernelEngine(network), 1, 1);

        assertThatThrownBy(() -> new Trpo(settings(.01, 1, true), task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.distribution is of a family whose divergence is not known")
                .hasMessageContaining("categorical");
    }

    @Test
    void aRewardThatIsNoNumberIsRefusedWithItsPlaceAndMovesNothing() {
        DrawnSteps drawn = DrawnSteps.of("categorical");
        float[] parameters = drawn.parameters().clone();
        UnrollBatch batch = drawn.batch(TICKS, (observations, at, actions, actionAt) -> Float.NaN);

        assertThatThrownBy(() -> new Trpo(settings(.01, 1, true), drawn.task())
                        .update(batch, parameters, new UpdateContext(7, 0)))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("In update 7, before its first epoch, the surrogate is NaN");
        assertThat(parameters).isEqualTo(drawn.parameters());
    }

    private static UpdateContext first() {
        return new UpdateContext(1, 0);
    }

    private static UnrollBatch scaled(DrawnSteps drawn, float unit) {
        return drawn.batch(TICKS, (observations, at, actions, actionAt) -> unit * observations[at] * actions[actionAt]);
    }

    /** With values of 0, advantages are of rewards alone. */
    private static float[] unvalued(DrawnSteps drawn) {
        float[] parameters = drawn.parameters().clone();
        Arrays.fill(parameters, drawn.network().valueOffset(), drawn.network().freeOffset(), 0);
        return parameters;
    }

    /** Mean over the observations that were acted on, by the networks that actors have. */
    private static double divergence(DrawnSteps drawn, UnrollBatch batch, float[] parameters) {
        NaturalDistribution before = (NaturalDistribution) drawn.distribution();
        NaturalDistribution after = before.another();
        float[] outputsBefore = outputs(drawn, batch, drawn.parameters());
        float[] outputsAfter = outputs(drawn, batch, parameters);
        before.useFreeParameters(drawn.parameters(), drawn.network().freeOffset());
        after.useFreeParameters(parameters, drawn.network().freeOffset());
        double sum = 0;
        for (int row = 0; row < batch.stepRows(); row++) {
            int at = batch.observationRow(row) * before.outputs();
            before.wrap(outputsBefore, at, null, 0);
            after.wrap(outputsAfter, at, null, 0);
            sum += before.divergenceTo(after);
        }
        return sum / batch.stepRows();
    }

    private static float[] outputs(DrawnSteps drawn, UnrollBatch batch, float[] parameters) {
        NetworkShape network = drawn.network();
        Perceptron perceptron = new Perceptron(network.policyLayers(), network.activation());
        perceptron.load(parameters, 0);
        float[] outputs = new float[batch.observationRows() * network.policyOutputs()];
        perceptron.forward(batch.observations(), batch.observationRows(), outputs);
        return outputs;
    }

    private static TrpoSettings settings(double klLimit, int fisherEvery, boolean normaliseAdvantages) {
        return new TrpoSettings(
                .9,
                .9,
                normaliseAdvantages,
                klLimit,
                .01,
                10,
                1e-3,
                fisherEvery,
                10,
                .8,
                true,
                4,
                32,
                1e-2,
                false,
                .5,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }
}
