package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.Sgd;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.learner.replay.ReplayMemory;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValueDescentTest {

    private static final NetworkShape NETWORK = new NetworkShape(2, List.of(5), Activation.TANH, 3, 1, Trunk.NONE);
    private static final int ROWS = 8;
    private static final Place HERE = Place.in(1);

    private final LearningTask task =
            new LearningTask(NETWORK, new EpsilonGreedy(3), new KernelEngine(NETWORK), 1, 1000);
    private final float[] parameters = Initialization.orthogonal(NETWORK, 5);
    private final ReplayBatch drawn = drawn();
    private final double[] targets = new double[ROWS];

    ValueDescentTest() {
        for (int row = 0; row < ROWS; row++) {
            // Near and far, so that both sides of Huber's border are met.
            targets[row] = (row % 2 == 0 ? .3 : 4) * (row % 3 - 1);
            drawn.weights()[row] = 1f / (1 + row);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStepGoesAgainstTheGradientOfTheMeanWeightedLoss(TdLoss loss) {
        float[] moved = step(loss, 0, 1);

        for (int i = 0; i < NETWORK.freeOffset(); i++) {
            assertThat((double) parameters[i] - moved[i]).isCloseTo(slope(loss, i), within(2e-3));
        }
    }

    @Test
    void epsilonDoesNotMove() {
        parameters[NETWORK.freeOffset()] = .3f;

        assertThat(step(TdLoss.SQUARED, 0, 1)[NETWORK.freeOffset()]).isEqualTo(.3f);
    }

    @Test
    void aLongGradientIsShortenedToTheLimit() {
        float[] moved = step(TdLoss.SQUARED, .01, 1);

        double squares = 0;
        for (int i = 0; i < parameters.length; i++) {
            squares += ((double) parameters[i] - moved[i]) * ((double) parameters[i] - moved[i]);
        }
        assertThat(Math.sqrt(squares)).isCloseTo(.01, within(1e-6));
    }

    @Test
    void itReportsTheMeanWeightedLossOverAllSteps() {
        ValueDescent descent =
                new ValueDescent(TdLoss.HUBER, ConservativePenalty.NONE, 0, new Sgd(parameters.length), task);
        descent.begin(2 * ROWS);
        task.engine().load(parameters);

        descent.step(drawn, targets, parameters.clone(), 0, HERE);
        descent.step(drawn, targets, parameters.clone(), 0, HERE);
        UpdateReport report = descent.report(.7);

        assertThat(report.valueLoss()).isCloseTo(loss(TdLoss.HUBER, parameters), within(1e-6));
        assertThat(report.gradientSteps()).isEqualTo(2);
        assertThat(report.entropy()).isEqualTo(.7);
    }

    @Test
    void itReportsHowMuchOfTheTargetsVarianceTheValuesExplain() {
        ValueDescent descent =
                new ValueDescent(TdLoss.HUBER, ConservativePenalty.NONE, 0, new Sgd(parameters.length), task);
        descent.begin(ROWS);
        task.engine().load(parameters);
        float[] values = new float[ROWS * 3];
        task.engine().forward(drawn.observations(), ROWS, values, new float[0]);
        for (int row = 0; row < ROWS; row++) {
            // Off by the same everywhere: nothing of the variance is left.
            targets[row] = values[row * 3 + (int) drawn.sampled()[row]] + 5;
        }

        descent.step(drawn, targets, parameters.clone(), 0, HERE);

        assertThat(descent.report(0).explainedVariance()).isCloseTo(1, within(1e-6));
    }

    private float[] step(TdLoss loss, double gradientNorm, double rate) {
        ValueDescent descent =
                new ValueDescent(loss, ConservativePenalty.NONE, gradientNorm, new Sgd(parameters.length), task);
        float[] moved = parameters.clone();
        descent.begin(ROWS);
        task.engine().load(moved);
        descent.step(drawn, targets, moved, rate, HERE);
        return moved;
    }

    private double slope(TdLoss loss, int parameter) {
        float h = 1e-2f;
        float[] up = parameters.clone();
        float[] down = parameters.clone();
        up[parameter] += h;
        down[parameter] -= h;
        return (loss(loss, up) - loss(loss, down)) / ((double) up[parameter] - down[parameter]);
    }

    private double loss(TdLoss loss, float[] at) {
        float[] values = new float[ROWS * 3];
        task.engine().load(at);
        task.engine().forward(drawn.observations(), ROWS, values, new float[0]);
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            double error = targets[row] - values[row * 3 + (int) drawn.sampled()[row]];
            sum += drawn.weights()[row] * loss.loss(error);
        }
        return sum / ROWS;
    }

    private static ReplayBatch drawn() {
        UnrollShape shape = new UnrollShape(4, 2, 2, new ActionSpace.Discrete(3), 1);
        Policy policy = new NetworkPolicy(NETWORK, new EpsilonGreedy(3));
        float[] byChance = Initialization.orthogonal(NETWORK, 5);
        byChance[NETWORK.freeOffset()] = 1;
        policy.load(byChance);
        UnrollBatch batch = new DrawnExperience(shape, new Noise(), 7).draw(policy, 1, 1);
        ReplayMemory memory = new ReplayMemory(shape, ROWS);
        memory.insert(batch, 0);
        ReplayBatch drawn = new ReplayBatch(shape, ROWS);
        memory.gather(LongStream.range(0, ROWS).toArray(), ROWS, 1, .9, drawn);
        return drawn;
    }

    private static final class Noise implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            into[at] = (float) random.nextDouble(-1, 1);
            into[at + 1] = (float) random.nextDouble(-1, 1);
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return 0;
        }

        @Override
        public byte end(CounterRandom random) {
            return 0;
        }
    }
}
