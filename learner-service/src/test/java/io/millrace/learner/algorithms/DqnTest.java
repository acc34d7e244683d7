package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.learner.algorithms.ExplorationSettings.Kind;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DqnTest extends AlgorithmContract {

    private static final float[] ONLINE = {1, 3, 2};
    private static final float[] TARGET = {.9f, .2f, .5f};

    @Override
    protected String name() {
        return "dqn";
    }

    @Override
    protected Record settings() {
        return settings(ReplaySettings.Kind.UNIFORM, 1);
    }

    /** Learns from 16 of the last 100 steps at a time. */
    static DqnSettings settings(ReplaySettings.Kind kind, int nStep) {
        return new DqnSettings(
                1e-2,
                true,
                .9,
                new ReplaySettings(100, kind, .6, .4),
                16,
                4.3,
                10,
                nStep,
                new TargetSettings(7, 0),
                TdLoss.HUBER,
                1,
                new ExplorationSettings(Kind.PER_EPISODE, 1, .1, 0, .99),
                OptimizerKind.ADAM,
                1e-5,
                0);
    }

    @ParameterizedTest
    @CsvSource({
        "1, UNIFORM, 1",
        "2, UNIFORM, 1",
        "3, UNIFORM, 1",
        "4, PRIORITISED, 1",
        "5, UNIFORM, 3",
        "6, PRIORITISED, 3"
    })
    void theIdentityIsLearned(long seed, ReplaySettings.Kind kind, int nStep) {
        float[] answers = IdentityTask.answersByValue(task -> new Dqn(settings(kind, nStep), task), seed, 20);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @ParameterizedTest
    @EnumSource
    void fromStepsTakenByChanceItLearnsWhatTheBestWalkerWouldEarn(ReplaySettings.Kind kind) {
        double[] learned = Corridor.learned(task -> new Dqn(corridor(kind), task), 200);

        assertThat(learned).containsExactly(Corridor.best(), within(1e-3));
    }

    static DqnSettings corridor(ReplaySettings.Kind kind) {
        return new DqnSettings(
                1e-2,
                true,
                Corridor.DISCOUNT,
                new ReplaySettings(1000, kind, .6, .4),
                16,
                2,
                100,
                1,
                new TargetSettings(0, .05),
                TdLoss.SQUARED,
                0,
                Biases.TWO_IN_TEN,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }

    @Test
    void aStepIsWorthItsRewardAndTheGreatestValueThatTheTargetNetworkSeesBeyond() {
        assertThat(learned((byte) 0, null, null)).isCloseTo(1.81f, within(1e-6f));
    }

    @Test
    void whatIsForbiddenBeyondAStepDoesNotCount() {
        byte[] masks = {1, 1, 1, 0, 1, 1};

        assertThat(learned((byte) 0, masks, null)).isCloseTo(1.45f, within(1e-6f));
    }

    @Test
    void aStepThatTerminatedIsWorthItsRewardAlone() {
        assertThat(learned(Ends.TERMINATED, null, null)).isEqualTo(1);
    }

    @Test
    void aStepThatWasCutIsAlsoWorthWhatItsFinalObservationAllows() {
        // The next episode's first observation would allow the greatest value.
        byte[] masks = {1, 1, 1, 1, 1, 1};

        assertThat(learned(Ends.TRUNCATED, masks, new byte[] {0, 1, 1})).isCloseTo(1.45f, within(1e-6f));
    }

    @Test
    void threeStepsAreWorthTheirRewardsAndTheValueBeyondThem() {
        Dqn dqn = begun(Biases.dqn(3, 100), 10, 10, 10);
        float[] parameters = Biases.valued(0, 0, 0);

        dqn.update(
                Biases.unroll(3, 0, new float[] {0, 1, 2}, new float[] {1, 2, 3}, new byte[3]),
                parameters,
                new UpdateContext(1, 0));

        // The later two end with what is known: 2 + 0.9 * 3 + 0.81 * 10, and 3 + 0.9 * 10.
        assertThat(Biases.values(parameters)).containsExactly(new float[] {12.52f, 12.8f, 12}, within(1e-5f));
    }

    @Test
    void anUpdateTakesAsManyGradientStepsAsItsStepsPayFor() {
        Dqn dqn = begun(Biases.dqn(1, .75), TARGET);
        float[] parameters = Biases.valued(ONLINE);
        int[] taken = new int[4];
        for (int update = 1; update <= 4; update++) {
            taken[update - 1] = update(dqn, update, parameters).gradientSteps();
        }

        // Three steps at a time: 2.25, 4.5, 6.75 and 9 samples.
        assertThat(taken).containsExactly(2, 2, 2, 3);
        assertThat(dqn.replay()).isEqualTo(new ReplayUse(12, 9, 12, 1000));
    }

    @Test
    void beforeLearningStartsStepsAreOnlyRememberedAndTheEntropyOfChanceReported() {
        Dqn dqn = begun(Biases.dqn(1, 1, 3, Biases.TWO_IN_TEN), TARGET);
        float[] parameters = Biases.valued(ONLINE);
        parameters[6] = 1;

        UpdateReport report = update(dqn, 1, parameters);

        assertThat(Biases.values(parameters)).isEqualTo(ONLINE);
        assertThat(report).isEqualTo(new UpdateReport(0, 0, report.entropy(), 0, 0, 0, 0, 0));
        assertThat(report.entropy()).isCloseTo(Math.log(3), within(1e-12));
        assertThat(update(dqn, 2, parameters).gradientSteps()).isEqualTo(3);
    }

    @Test
    void theEntropyIsThatOfWhatTheMasksAllow() {
        Dqn dqn = begun(Biases.dqn(1, 1), TARGET);
        float[] parameters = Biases.valued(ONLINE);
        parameters[6] = 1;
        byte[] masks = {1, 1, 0, 1, 0, 0, 1, 1, 1};

        UpdateReport report = dqn.update(
                Biases.unroll(3, 0, new float[2], new float[2], masks, null, new byte[2]),
                parameters,
                new UpdateContext(1, 0));

        assertThat(report.entropy()).isCloseTo(Math.log(2) / 2, within(1e-12));
    }

    @Test
    void weightsCarryTheEpsilonOfTheStepsTheyHaveLearnedFrom() {
        Dqn dqn = new Dqn(Biases.dqn(1, 1, 0, new ExplorationSettings(Kind.PER_STEP, 1, 0, 12, 0)), Biases.task(3));
        float[] parameters = Biases.valued(ONLINE);

        dqn.begin(parameters);
        assertThat(parameters[6]).isEqualTo(1);
        update(dqn, 1, parameters);
        assertThat(parameters[6]).isEqualTo(.75f);
        update(dqn, 2, parameters);
        assertThat(parameters[6]).isEqualTo(.5f);
    }

    @Test
    void weightsCarryTheEpsilonOfTheEpisodesThatEnded() {
        ExplorationSettings halved = new ExplorationSettings(Kind.PER_EPISODE, 1, .2, 0, .5);
        Dqn dqn = new Dqn(Biases.dqn(1, 1, 0, halved), Biases.task(3));
        float[] parameters = Biases.valued(ONLINE);
        dqn.begin(parameters);

        dqn.update(
                Biases.unroll(3, 0, new float[3], new float[3], Ends.TERMINATED, (byte) 0, Ends.TRUNCATED),
                parameters,
                new UpdateContext(1, 0));

        assertThat(parameters[6]).isEqualTo(.25f);
        assertThat(dqn.state()).containsExactly(Map.entry("episodes", 2.0));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void aRewardThatIsNoNumberStopsItBeforeTheParametersMove(float reward) {
        Dqn dqn = begun(Biases.dqn(1, 1), TARGET);
        float[] parameters = Biases.valued(ONLINE);
        UnrollBatch batch = Biases.unroll(3, 0, new float[1], new float[] {reward}, new byte[1]);

        assertThatThrownBy(() -> dqn.update(batch, parameters, new UpdateContext(4, 0)))
                .isInstanceOf(DivergedException.class)
                .hasMessageStartingWith("In update 4 the value loss is ");
        assertThat(Biases.values(parameters)).isEqualTo(ONLINE);
    }

    @Test
    void aNetworkThatDoesNotActByItsValuesIsRefused() {
        NetworkShape network = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);
        LearningTask task = new LearningTask(network, new Categorical(2), new KernelEngine(network), 1, 1);

        assertThatThrownBy(() -> new Dqn(Biases.dqn(1, 1), task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dqn")
                .hasMessageContaining("trunk SEPARATE")
                .hasMessageContaining("Categorical")
                .hasMessageContaining("epsilon-greedy");
    }

    @Test
    void aTargetNetworkOfAnotherSizeIsRefused() {
        Dqn dqn = new Dqn(Biases.dqn(1, 1), Biases.task(3));

        assertThatThrownBy(() -> dqn.restoreArrays(Map.of("target", Biases.target(1, 2), "priorities", new float[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target network of 4 parameters")
                .hasMessageContaining("this run's has 6");
    }

    @ParameterizedTest
    @EnumSource
    void aGradientStepAllocatesNothing(ReplaySettings.Kind kind) {
        Dqn ten = learnerOnLoops(kind, 10);
        Dqn hundred = learnerOnLoops(kind, 100);
        float[] parameters = Biases.valued(ONLINE);
        // Less than the smallest object for each of the 90 steps more: what is left is the update's own and the JVM's.
        long enough = 90 * 16;

        long least = Long.MAX_VALUE;
        for (int update = 1; update <= 100 && least >= enough; update++) {
            least = Math.min(least, allocated(hundred, update, parameters) - allocated(ten, update, parameters));
        }

        assertThat(least).isLessThan(enough);
    }

    private static long allocated(Dqn dqn, long number, float[] parameters) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        UnrollBatch batch = Biases.unroll(3, number, new float[] {0, 1, 2}, new float[] {1, 2, 3}, new byte[3]);
        UpdateContext context = new UpdateContext(number, (number - 1) * 3);
        long before = threads.getCurrentThreadAllocatedBytes();
        dqn.update(batch, parameters, context);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** Takes so many gradient steps on every three environment steps. */
    private static Dqn learnerOnLoops(ReplaySettings.Kind kind, int gradientSteps) {
        NetworkShape network = Biases.network(3);
        LearningTask task = new LearningTask(
                network,
                new EpsilonGreedy(3),
                new KernelEngine(network, Kernel.loops()),
                shape -> new KernelEngine(shape, Kernel.loops()),
                1,
                1000,
                () -> 0,
                StageWaits.UNHEARD);
        DqnSettings settings = new DqnSettings(
                1e-3,
                false,
                .9,
                new ReplaySettings(100, kind, .6, .4),
                3,
                gradientSteps,
                0,
                3,
                new TargetSettings(2, 0),
                TdLoss.HUBER,
                1,
                Biases.TWO_IN_TEN,
                OptimizerKind.ADAM,
                1e-5,
                0);
        Dqn dqn = new Dqn(settings, task);
        dqn.begin(Biases.valued(ONLINE));
        return dqn;
    }

    /** The value of an action after one gradient step on it: its target. */
    private static float learned(byte end, byte @Nullable [] masks, byte @Nullable [] finalMasks) {
        Dqn dqn = begun(Biases.dqn(1, 1), TARGET);
        float[] parameters = Biases.valued(ONLINE);
        UnrollBatch batch = Biases.unroll(3, 0, new float[] {0}, new float[] {1}, masks, finalMasks, end);
        dqn.update(batch, parameters, new UpdateContext(1, 0));
        return Biases.values(parameters)[0];
    }

    private static UpdateReport update(Dqn dqn, long number, float[] parameters) {
        UnrollBatch batch = Biases.unroll(3, number, new float[3], new float[3], new byte[3]);
        return dqn.update(batch, parameters, new UpdateContext(number, (number - 1) * 3));
    }

    private static Dqn begun(DqnSettings settings, float... target) {
        Dqn dqn = new Dqn(settings, Biases.task(target.length));
        dqn.begin(Biases.valued(target));
        return dqn;
    }
}
