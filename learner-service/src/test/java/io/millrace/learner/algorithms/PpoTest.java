package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PpoTest extends AlgorithmContract {

    private static final ActionSpace TWO = new ActionSpace.Discrete(2);
    private static final UnrollShape ONE_STEP = new UnrollShape(1, 1, 1, TWO, 1);
    private static final NetworkShape LINEAR = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);
    private static final double DISCOUNT = .9;

    @Override
    protected String name() {
        return "ppo";
    }

    @Override
    protected Record settings() {
        return new PpoSettings(1e-2, true, DISCOUNT, .8, .2, 4, 32, .01, .5, .2, .5, true, true, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theIdentityIsLearned(long seed) {
        float[] answers = IdentityTask.answers(task -> new Ppo(settings(1e-2, false, 0), task), seed, 20, 0);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @Test
    void aTerminatedStepIsWorthItsRewardAlone() {
        assertThat(target(Ends.TERMINATED)).isCloseTo(5, within(1e-6));
    }

    @Test
    void aTruncatedStepIsAlsoWorthTheValueOfItsFinalObservation() {
        // The value of an observation is three times the observation: 3 * 7 beyond the limit.
        assertThat(target(Ends.TRUNCATED)).isCloseTo(5 + DISCOUNT * 21, within(1e-5));
    }

    @Test
    void aStepThatGoesOnIsWorthTheValueOfTheNextObservation() {
        assertThat(target((byte) 0)).isCloseTo(5 + DISCOUNT * 6, within(1e-5));
    }

    @Test
    void everyStepOfALargeBatchHasItsOwnValues() {
        List<DecodedUnroll> unrolls = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            unrolls.add(step(i, i + 1, 5, i % 4 == 0 ? (byte) 0 : Ends.TRUNCATED, -i));
        }
        PpoTargets targets = new PpoTargets(settings(1e-3, false, 0), task(), new ValueUnit(false));

        targets.compute(batch(unrolls), Place.beforeEpochs(1));

        for (int i = 0; i < 1500; i++) {
            double beyond = 3 * (i % 4 == 0 ? i + 1 : -i);
            assertThat(targets.targets()[i]).isCloseTo(5 + DISCOUNT * beyond, within(1e-9));
        }
    }

    @Test
    void explainedVarianceIsWhatTheValuesLeaveUnexplainedOfTheTargets() {
        PpoTargets targets = new PpoTargets(settings(1e-3, false, 0), task(), new ValueUnit(false));

        // Values 3 and 6, targets 5 and 10: variance 6.25, of which 1 is left.
        double explained = targets.compute(
                batch(List.of(step(1, 0, 5, Ends.TERMINATED, 0), step(2, 0, 10, Ends.TERMINATED, 0))),
                Place.beforeEpochs(1));

        assertThat(explained).isCloseTo(.84, within(1e-12));
    }

    @Test
    void advantagesAreNormalisedPerMinibatch() {
        // Advantages 6 and 2 become 1 and -1.
        UnrollBatch batch = batch(List.of(step(1, 0, 9, Ends.TERMINATED, 0), step(1, 0, 5, Ends.TERMINATED, 0)));
        batch.logProbabilities()[1] = (float) Math.log(.5 / 1.1);
        PpoSettings once = new PpoSettings(1e-3, false, DISCOUNT, .8, .2, 1, 2, 0, .5, 0, .5, true, false, 0);

        UpdateReport report = new Ppo(once, task()).update(batch, linear(), new UpdateContext(1, 0));

        assertThat(report.policyLoss()).isCloseTo(-(1 - 1.1) / 2, within(1e-6));
    }

    @Test
    void theOrderOfMinibatchesIsDrawnForEachUpdate() {
        List<DecodedUnroll> unrolls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            unrolls.add(step(i, i + 1, 5, Ends.TERMINATED, 0));
        }
        float[] first = linear();
        float[] second = linear();

        new Ppo(settings(1e-3, false, 0), task()).update(batch(unrolls), first, new UpdateContext(1, 0));
        new Ppo(settings(1e-3, false, 0), task()).update(batch(unrolls), second, new UpdateContext(2, 0));

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void normalisedTargetsMeanTheSameValuesInTheNetworksUnit() {
        ValueUnit unit = new ValueUnit(true);
        unit.takeIn(new double[] {-10, 30}, 2);
        PpoTargets targets = new PpoTargets(normalising(), task(), unit);

        targets.compute(oneStep(5, (byte) 0), Place.beforeEpochs(1));

        // With mean 10 and deviation 20 the network's 6 for the next observation is 130.
        double target = 5 + DISCOUNT * 130;
        assertThat(unit.mean() + unit.deviation() * targets.targets()[0]).isCloseTo(target, within(1e-4));
    }

    @Test
    void withoutAnnealingTheLearningRateStays() {
        assertThat(movedBy(settings(1e-3, false, 0), 900)).isEqualTo(movedBy(settings(1e-3, false, 0), 0));
    }

    @Test
    void annealingBringsTheLearningRateToNothingAtTheStepLimit() {
        assertThat(movedBy(settings(1e-3, true, 0), 1000)).isZero();
        assertThat(movedBy(settings(1e-3, true, 0), 500)).isGreaterThan(0);
    }

    @Test
    void noFurtherEpochFollowsOneThatMovedThePolicyTooFar() {
        float[] parameters = linear();
        Ppo ppo = new Ppo(settings(.5, false, 1e-9), task());

        UpdateReport report = ppo.update(oneStep(5, Ends.TERMINATED), parameters, new UpdateContext(1, 0));

        // The first epoch still sees the policy that acted; the second has left it.
        assertThat(report.gradientSteps()).isEqualTo(2);
    }

    @Test
    void aRewardThatIsNoNumberIsRefusedWithItsPlaceAndMovesNothing() {
        float[] parameters = linear();
        Ppo ppo = new Ppo(settings(1e-3, false, 0), task());

        assertThatThrownBy(() -> ppo.update(oneStep(Float.NaN, Ends.TERMINATED), parameters, new UpdateContext(7, 0)))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("In update 7, epoch 0, minibatch 0, the policy loss is NaN");
        assertThat(parameters).isEqualTo(linear());
    }

    @Test
    void aGradientBeyondAllNumbersIsRefusedBeforeItMovesAnything() {
        float[] parameters = linear();
        // The squared error of 3e38 still fits a double; ten times the error does not fit a float.
        PpoSettings heavy = new PpoSettings(1e-3, false, DISCOUNT, .8, .2, 4, 32, .01, 10, 0, .5, true, false, 0);
        Ppo ppo = new Ppo(heavy, task());

        assertThatThrownBy(() -> ppo.update(oneStep(3e38f, Ends.TERMINATED), parameters, new UpdateContext(7, 0)))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("In update 7, epoch 0, minibatch 0, the gradient norm is");
        assertThat(parameters).isEqualTo(linear());
    }

    @Test
    void parametersThatAreNoNumbersAreFoundBeforeTheFirstEpoch() {
        float[] parameters = linear();
        parameters[LINEAR.valueOffset()] = Float.NaN;
        Ppo ppo = new Ppo(settings(1e-3, false, 0), task());

        assertThatThrownBy(() -> ppo.update(oneStep(5, Ends.TERMINATED), parameters, new UpdateContext(7, 0)))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("In update 7, before its first epoch, the value estimate is NaN");
    }

    @Test
    void aMaskBelongsToTheObservationThatTheStepStartedFrom() {
        // Where each step starts only action 0 is allowed, and only action 1 where it leads.
        DecodedUnroll unroll = new DecodedUnroll(
                0,
                0,
                new float[] {1, 2},
                new byte[] {1, 0, 0, 1},
                new float[] {0},
                new float[] {0},
                new float[] {5},
                new byte[] {0},
                new int[0],
                new float[0],
                new long[1]);
        UnrollBatch batch = new UnrollBatch(ONE_STEP);
        batch.fill(List.of(unroll, unroll));

        UpdateReport report =
                new Ppo(settings(1e-3, false, 0), task()).update(batch, linear(), new UpdateContext(1, 0));

        assertThat(report.entropy()).isZero();
        assertThat(report.approximateKl()).isZero();
    }

    @Test
    void aBatchOfAnotherRunIsRefused() {
        Ppo ppo = new Ppo(settings(1e-3, false, 0), task());

        assertThatThrownBy(() -> ppo.update(oneStep(5, (byte) 0), new float[3], new UpdateContext(1, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 parameters do not fit");
    }

    private static double target(byte end) {
        PpoTargets targets = new PpoTargets(settings(1e-3, false, 0), task(), new ValueUnit(false));
        targets.compute(oneStep(5, end), Place.beforeEpochs(1));
        return targets.targets()[0];
    }

    private static double movedBy(PpoSettings settings, long stepsBefore) {
        float[] parameters = linear();
        Ppo ppo = new Ppo(settings, task());
        ppo.update(oneStep(5, Ends.TERMINATED), parameters, new UpdateContext(1, stepsBefore));
        double distance = 0;
        for (int i = 0; i < parameters.length; i++) {
            distance += Math.abs(parameters[i] - linear()[i]);
        }
        return distance;
    }

    /** One step from observation 1 to 2, whose true final observation is 7 where the episode ended. */
    private static UnrollBatch oneStep(float reward, byte end) {
        return batch(List.of(step(1, 2, reward, end, 7)));
    }

    private static UnrollBatch batch(List<DecodedUnroll> unrolls) {
        UnrollBatch batch = new UnrollBatch(ONE_STEP);
        batch.fill(unrolls);
        return batch;
    }

    /** An unroll of one step that took action 0, which was as likely as the other. */
    private static DecodedUnroll step(float observation, float next, float reward, byte end, float finalObservation) {
        boolean ended = Ends.ended(end);
        return new DecodedUnroll(
                0,
                0,
                new float[] {observation, next},
                null,
                new float[] {0},
                new float[] {(float) Math.log(.5)},
                new float[] {reward},
                new byte[] {end},
                ended ? new int[] {0} : new int[0],
                ended ? new float[] {finalObservation} : new float[0],
                new long[1]);
    }

    /** Both actions are as likely, and the value is three times the observation. */
    private static float[] linear() {
        float[] parameters = new float[LINEAR.parameterCount()];
        parameters[LINEAR.valueOffset()] = 3;
        return parameters;
    }

    private static KernelEngine engine() {
        KernelEngine engine = new KernelEngine(LINEAR);
        engine.load(linear());
        return engine;
    }

    private static LearningTask task() {
        return new LearningTask(LINEAR, new Categorical(2), engine(), 1, 1000);
    }

    private static PpoSettings settings(double learningRate, boolean anneal, double targetKl) {
        return new PpoSettings(learningRate, anneal, DISCOUNT, .8, .2, 4, 32, .01, .5, .2, .5, true, false, targetKl);
    }

    private static PpoSettings normalising() {
        return new PpoSettings(1e-3, false, DISCOUNT, .8, .2, 4, 32, .01, .5, 0, .5, true, true, 0);
    }
}
