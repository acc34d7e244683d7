package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.engine.PartsEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.Beta;
import io.millrace.policy.distribution.SquashedGaussianByState;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SacTest extends AlgorithmContract {

    private static final String FAMILY = "squashed-gaussian-by-state";
    private static final double PRICE = .5;
    private static final float ACTION = .3f;

    private static final SacSettings NUMBERS = new SacSettings(
            1e-3,
            1e-2,
            true,
            .9,
            new ReplaySettings(10000, ReplaySettings.Kind.UNIFORM, .6, .4),
            32,
            8,
            500,
            1,
            List.of(32),
            .05,
            1,
            1,
            new SacSettings.Temperature(.1, true, -3, 1e-2),
            0,
            OptimizerKind.ADAM,
            1e-8,
            0);

    @Override
    protected String name() {
        return "sac";
    }

    @Override
    protected Record settings() {
        return settings(ReplaySettings.Kind.UNIFORM, 1, 1);
    }

    @Override
    protected ActionSpace space() {
        return new ActionSpace.Box(List.of(-1.0, 0.0), List.of(1.0, 5.0));
    }

    /** Learns from 16 of the last 100 steps at a time. */
    static SacSettings settings(ReplaySettings.Kind kind, int nStep, int delay) {
        return new SacSettings(
                1e-2,
                1e-2,
                true,
                .9,
                new ReplaySettings(100, kind, .6, .4),
                16,
                4.3,
                10,
                nStep,
                List.of(),
                .05,
                delay,
                delay,
                new SacSettings.Temperature(.1, true, -3, 1e-2),
                0,
                OptimizerKind.ADAM,
                1e-8,
                0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aNumberIsAnsweredWithItself(long seed) {
        float[] answers = NumberTask.answers(FAMILY, NumberTask.BOX, task -> new Sac(NUMBERS, task), seed, 60);

        assertThat(answers).containsExactly(NumberTask.RIGHT, within(.15f));
    }

    @Test
    void aNumberIsAnsweredByAShare() {
        float[] answers = NumberTask.answers(FAMILY, NumberTask.SHARES, task -> new Sac(NUMBERS, task), 1, 60);

        assertThat(answers).containsExactly(NumberTask.RIGHT, within(.15f));
    }

    @Test
    void aStepIsWorthItsRewardAndTheLesserTargetValueBeyondItAndTheEntropyThere() {
        float[] parameters = OneStep.parameters(FAMILY);
        Sac sac = begun(1, 1, false);

        UpdateReport report =
                sac.update(OneStep.batch(0, ACTION, (byte) 0), parameters.clone(), new UpdateContext(1, 0));

        double logProbability = drawn(parameters, OneStep.NEXT, 0).logProbability();
        double target = 1 + .9 * (2 - PRICE * logProbability);
        assertThat(report.valueLoss()).isCloseTo((Math.pow(target - 3, 2) + Math.pow(target - 4, 2)) / 4, within(1e-4));
    }

    @Test
    void aStepThatTerminatedIsWorthItsRewardAlone() {
        UpdateReport report = begun(1, 1, false)
                .update(OneStep.batch(0, ACTION, Ends.TERMINATED), OneStep.parameters(FAMILY), new UpdateContext(1, 0));

        assertThat(report.valueLoss()).isCloseTo((4.0 + 9) / 4, within(1e-5));
    }

    @Test
    void thePolicyMovesAgainstTheSlopeOfItsLossWithTheNoiseHeldFixed() {
        int rows = 8;
        Sac sac = new Sac(still(rows, 1, false), OneStep.task(FAMILY));
        float[] before = OneStep.parameters(FAMILY);
        float[] after = before.clone();
        float[] first = OneStep.array(sac, "critic-1");
        float[] second = OneStep.array(sac, "critic-2");

        sac.update(OneStep.batch(0, ACTION, (byte) 0), after, new UpdateContext(1, 0));

        float[] slopes = OneStep.slopes(FAMILY, before, parameters -> {
            double loss = 0;
            for (int row = 0; row < rows; row++) {
                Drawn drawn = drawn(parameters, OneStep.OBSERVATION, rows + row);
                double value = Math.min(
                        OneStep.value(first, OneStep.OBSERVATION, drawn.unit()),
                        OneStep.value(second, OneStep.OBSERVATION, drawn.unit()));
                loss += (PRICE * drawn.logProbability() - value) / rows;
            }
            return loss;
        });
        for (int i = 0; i < before.length; i++) {
            assertThat(before[i] - after[i]).isCloseTo(slopes[i], within(5e-3f));
        }
        assertThat(OneStep.greatest(slopes)).isGreaterThan(.1f);
    }

    @ParameterizedTest
    @CsvSource({"5", "-5"})
    void theTemperatureRisesWhereThereIsLessEntropyThanAimedAtAndFallsElsewhere(double targetEntropy) {
        Sac sac = new Sac(still(1, 1, true, targetEntropy), OneStep.task(FAMILY));
        float[] parameters = OneStep.parameters(FAMILY);
        double logProbability = drawn(parameters, OneStep.OBSERVATION, 1).logProbability();

        sac.update(OneStep.batch(0, ACTION, (byte) 0), parameters.clone(), new UpdateContext(1, 0));

        double gradient = -(logProbability + targetEntropy);
        // Adam keeps a tenth of its first gradient as its running mean, and its first step has the learning rate's
        // size.
        assertThat(OneStep.array(sac, "temperature/optimizer")[0]).isCloseTo((float) (.1 * gradient), within(1e-4f));
        assertThat(sac.state().get("temperature"))
                .isCloseTo(PRICE * Math.exp(-1e-2 * Math.signum(gradient)), within(1e-6));
    }

    @Test
    void aTemperatureThatIsNotLearnedStays() {
        Sac sac = new Sac(still(1, 1, false), OneStep.task(FAMILY));

        sac.update(OneStep.batch(0, ACTION, (byte) 0), OneStep.parameters(FAMILY), new UpdateContext(1, 0));

        assertThat(sac.state()).containsEntry("temperature", PRICE);
    }

    @Test
    void targetNetworksGoTheirShareOfTheWay() {
        Sac sac = begun(1, 1, false);

        sac.update(OneStep.batch(0, ACTION, (byte) 0), OneStep.parameters(FAMILY), new UpdateContext(1, 0));

        float[] critic = OneStep.array(sac, "critic-2");
        float[] target = OneStep.array(sac, "critic-2/target");
        float[] before = OneStep.worth(5);
        for (int i = 0; i < target.length; i++) {
            assertThat(target[i]).isCloseTo(before[i] + .25f * (critic[i] - before[i]), within(1e-6f));
        }
    }

    @Test
    void policyTemperatureAndTargetsWaitForTheirTurn() {
        Sac sac = new Sac(still(1, 2, true), OneStep.task(FAMILY));
        float[] parameters = OneStep.parameters(FAMILY);
        float[] target = OneStep.array(sac, "critic-1/target");
        OneStep.set(sac, Map.of("critic-1", OneStep.worth(3)));

        sac.update(OneStep.batch(0, ACTION, (byte) 0), parameters, new UpdateContext(1, 0));

        assertThat(parameters).isEqualTo(OneStep.parameters(FAMILY));
        assertThat(sac.state()).containsEntry("temperature", PRICE);
        assertThat(OneStep.array(sac, "critic-1/target")).isEqualTo(target);

        sac.update(OneStep.batch(1, ACTION, (byte) 0), parameters, new UpdateContext(2, 1));

        assertThat(parameters).isNotEqualTo(OneStep.parameters(FAMILY));
        assertThat(sac.state().get("temperature")).isNotEqualTo(PRICE);
        assertThat(OneStep.array(sac, "critic-1/target")).isNotEqualTo(target);
    }

    @Test
    void theLastLayerBeginsSmallAndItsBiasStays() {
        float[] parameters = OneStep.parameters(FAMILY);
        Arrays.fill(parameters, 12, 14, .7f);
        float[] before = parameters.clone();

        new Sac(still(1, 1, false), OneStep.task(FAMILY)).begin(parameters);

        for (int i = 0; i < parameters.length; i++) {
            boolean lastWeights = i >= 6 && i < 12;
            assertThat(parameters[i]).isEqualTo(lastWeights ? .01f * before[i] : before[i]);
        }
    }

    @Test
    void theEntropyIsThatOfTheActionsTaken() {
        Sac sac = new Sac(still(1, 1, false), OneStep.task(FAMILY));
        UnrollBatch batch = OneStep.batch(0, ACTION, (byte) 0);
        batch.logProbabilities()[0] = -1.25f;

        assertThat(sac.update(batch, OneStep.parameters(FAMILY), new UpdateContext(1, 0))
                        .entropy())
                .isEqualTo(1.25);
    }

    @Test
    void aRewardThatIsNoNumberStopsItBeforeAnyNetworkMoves() {
        Sac sac = begun(1, 1, false);
        float[] parameters = OneStep.parameters(FAMILY);
        UnrollBatch batch = OneStep.batch(0, ACTION, (byte) 0);
        batch.rewards()[0] = Float.NaN;

        assertThatThrownBy(() -> sac.update(batch, parameters, new UpdateContext(4, 0)))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("In update 4 the value loss is NaN");
        assertThat(parameters).isEqualTo(OneStep.parameters(FAMILY));
        assertThat(OneStep.array(sac, "critic-1")).isEqualTo(OneStep.worth(3));
    }

    @Test
    void aNetworkThatActsInAnotherWayIsRefused() {
        NetworkShape network = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);
        LearningTask task =
                new LearningTask(network, new Beta((ActionSpace.Box) OneStep.SPACE), new KernelEngine(network), 1, 1);

        assertThatThrownBy(() -> new Sac(still(1, 1, false), task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sac")
                .hasMessageContaining("trunk SEPARATE")
                .hasMessageContaining("Beta")
                .hasMessageContaining(FAMILY);
    }

    @Test
    void aNetworkOfPartsIsRefused() {
        ActionSpace space = new ActionSpace.Box(List.of(-1.0, -1.0), List.of(1.0, 1.0));
        NetworkShape network = new NetworkShape(2, List.of(3), Activation.TANH, 4, 0, Trunk.NONE, 2);
        LearningTask task = new LearningTask(
                network, new SquashedGaussianByState(space), PartsEngine.over(network, KernelEngine::new), 1, 1);

        assertThatThrownBy(() -> new Sac(still(1, 1, false), task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 parts")
                .hasMessageContaining("policy.parts to 1");
    }

    @Test
    void aCriticOfAnotherSizeIsRefused() {
        Sac sac = new Sac(still(1, 1, false), OneStep.task(FAMILY));

        assertThatThrownBy(() -> OneStep.set(sac, Map.of("critic-2", new float[4])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 numbers of critic-2");
    }

    @Test
    void aGradientStepAllocatesNothing() {
        Sac ten = new Sac(steps(10), OneStep.task(FAMILY));
        Sac hundred = new Sac(steps(100), OneStep.task(FAMILY));
        float[] parameters = OneStep.parameters(FAMILY);
        // Less than the smallest object for each of the 90 steps more: what is left is the update's own and the JVM's.
        long enough = 90 * 16;

        long least = Long.MAX_VALUE;
        for (int update = 1; update <= 200 && least >= enough; update++) {
            least = Math.min(least, allocated(hundred, update, parameters) - allocated(ten, update, parameters));
        }

        assertThat(least).isLessThan(enough);
    }

    static long allocated(Algorithm algorithm, long number, float[] parameters) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        UnrollBatch batch = OneStep.batch(number, ACTION, (byte) 0);
        UpdateContext context = new UpdateContext(number, number - 1);
        long before = threads.getCurrentThreadAllocatedBytes();
        algorithm.update(batch, parameters, context);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** An action as the algorithm draws it in the first step of update 1. */
    private record Drawn(float unit, double logProbability) {}

    private static Drawn drawn(float[] parameters, float observation, int row) {
        SquashedGaussianByState family = new SquashedGaussianByState(OneStep.SPACE);
        float[] sampled = new float[1];
        float[] unit = new float[1];
        family.wrap(OneStep.outputs(FAMILY, parameters, observation), 0, null, 0);
        family.sample(new CounterRandom(OneStep.SEED).at(Purpose.LEARNING, 1, 0, row), sampled, 0);
        family.toUnit(sampled, 0, unit, 0);
        return new Drawn(unit[0], family.logProbability(sampled, 0));
    }

    /** Critics that say 3 and 4, whose target networks say 2 and 5. */
    private static Sac begun(int rows, int delay, boolean learned) {
        Sac sac = new Sac(still(rows, delay, learned), OneStep.task(FAMILY));
        OneStep.set(
                sac,
                Map.of(
                        "critic-1", OneStep.worth(3),
                        "critic-2", OneStep.worth(4),
                        "critic-1/target", OneStep.worth(2),
                        "critic-2/target", OneStep.worth(5)));
        return sac;
    }

    private static SacSettings still(int rows, int delay, boolean learned) {
        return still(rows, delay, learned, -1);
    }

    /** A gradient step for each environment step, by which the policy moves by its gradient and critics hardly move. */
    private static SacSettings still(int rows, int delay, boolean learned, double targetEntropy) {
        return new SacSettings(
                1,
                1e-30,
                false,
                .9,
                new ReplaySettings(1, ReplaySettings.Kind.UNIFORM, .6, .4),
                rows,
                rows,
                0,
                1,
                List.of(),
                .25,
                delay,
                delay,
                new SacSettings.Temperature(PRICE, learned, targetEntropy, 1e-2),
                0,
                OptimizerKind.SGD,
                1e-8,
                0);
    }

    /** Takes so many gradient steps on every environment step. */
    private static SacSettings steps(int gradientSteps) {
        return new SacSettings(
                1e-4,
                1e-4,
                false,
                .9,
                new ReplaySettings(100, ReplaySettings.Kind.UNIFORM, .6, .4),
                3,
                3 * gradientSteps,
                0,
                3,
                List.of(),
                .05,
                1,
                1,
                new SacSettings.Temperature(.2, true, -1, 1e-3),
                1,
                OptimizerKind.ADAM,
                1e-8,
                0);
    }
}
