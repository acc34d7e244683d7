package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.distribution.Bernoulli;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FactorRowTest {

    private static final ClippedSurrogate TERM = new ClippedSurrogate(.2);
    private static final double STEP = 1e-3;

    /** On with probability 3/4 and 1/5. */
    private static final float[] LOGITS = {(float) Math.log(3), (float) -Math.log(4)};

    private final Bernoulli pair = new Bernoulli(new ActionSpace.MultiBinary(2));
    private final FactorRow row = new FactorRow(TERM, pair);

    /** Both switches were put on, with probability 1/2 and 2/9: their ratios are 1.5 and 0.9. */
    private final Minibatch bothOn = steps(2, new float[] {1, 1}, Math.log(.5), Math.log(2 / 9.0));

    private void score(double advantage) {
        pair.wrap(LOGITS, 0, null, 0);
        row.score(bothOn, 0, advantage);
    }

    @Test
    void theLossIsTheMeanOfThoseOfTheFactors() {
        score(1);

        // The first ratio counts as 1.2.
        assertThat(row.loss()).isCloseTo(-(1.2 + .9) / 2, within(1e-7));
    }

    @Test
    void anActionToAvoidLosesByWhateverBecameLikelier() {
        score(-1);

        assertThat(row.loss()).isCloseTo((1.5 + .9) / 2, within(1e-7));
    }

    @Test
    void theGradientOfAFactorBeyondTheClipIsNothingAndThatOfTheOtherStays() {
        float[] gradient = new float[2];
        score(1);

        row.addGradient(bothOn, 0, 1, 0, gradient, 0, new float[0]);

        // Half of -0.9 times 1 - 1/5.
        assertThat(gradient).containsExactly(new float[] {0, -.36f}, within(1e-6f));
    }

    @Test
    void theGradientIsThatOfOneRowOfManyWithTheEntropysAsItIsWeighted() {
        float[] gradient = new float[2];
        score(-2);

        row.addGradient(bothOn, 0, 10, .1, gradient, 0, new float[0]);

        // 2 * 1.5 / 2 / 10 * 1/4 - 0.1 * ln 3 * 3/16, then 2 * 0.9 / 2 / 10 * 4/5 + 0.1 * ln 4 * 4/25.
        assertThat(gradient).containsExactly(new float[] {.0375f - .0205990f, .072f + .0221807f}, within(1e-6f));
    }

    @Test
    void theClippedShareIsThatOfTheRatios() {
        pair.wrap(LOGITS, 0, null, 0);

        row.score(steps(2, new float[] {1, 1}, Math.log(.5), Math.log(.2)), 0, 1);

        assertThat(row.clipped()).isEqualTo(.5);
    }

    @Test
    void theDivergenceIsTheSumOverTheFactors() {
        score(1);

        assertThat(row.approximateKl()).isCloseTo(.5 - Math.log(1.5) - .1 - Math.log(.9), within(1e-6));
    }

    @Test
    void eachRowIsComparedWithItsOwnFactors() {
        Minibatch minibatch =
                steps(2, new float[] {0, 0, 1, 1}, Math.log(.9), Math.log(.9), Math.log(.5), Math.log(2 / 9.0));
        pair.wrap(LOGITS, 0, null, 0);

        row.score(minibatch, 1, 1);

        assertThat(row.loss()).isCloseTo(-(1.2 + .9) / 2, within(1e-7));
    }

    @Test
    void oneFactorIsTheWholeToTheBit() {
        Bernoulli single = new Bernoulli(new ActionSpace.MultiBinary(1));
        Minibatch minibatch = steps(1, new float[] {1, 0}, -.5, -.7);
        ActorCriticLoss.Weights weights = new ActorCriticLoss.Weights(.1, .7, .3, true);
        NetworkShape network = new NetworkShape(1, List.of(3), Activation.TANH, 1, 0);
        LearningTask task = new LearningTask(network, single, new KernelEngine(network), 1, 1);
        float[] parameters = Initialization.orthogonal(network, 3);
        float[] gradient = new float[parameters.length];
        float[] jointGradient = new float[parameters.length];
        Place place = new Place(1, 0, 0);
        ActorCriticLoss loss = new ActorCriticLoss(new FactorRow(TERM, single), weights, task);
        ActorCriticLoss joint = new ActorCriticLoss(TERM, weights, task);

        loss.compute(minibatch, null, parameters, gradient, place);
        joint.compute(minibatch, null, parameters, jointGradient, place);

        assertThat(gradient).isEqualTo(jointGradient);
        assertThat(loss.total()).isEqualTo(joint.total());
        assertThat(loss.approximateKl()).isEqualTo(joint.approximateKl());
        assertThat(loss.clipFraction()).isEqualTo(joint.clipFraction());
    }

    @Test
    void beforeAStepTheGradientIsThatOfTheWholeOverTheFactors() {
        Bernoulli three = new Bernoulli(new ActionSpace.MultiBinary(3));
        float[] sampled = {1, 0, 1};
        float[] whole = new float[3];
        float[] factors = new float[3];
        three.wrap(new float[] {.5f, -1, 2}, 0, null, 0);
        double[] old = new double[3];
        three.factorLogProbabilities(sampled, 0, old, 0);
        JointRow joint = new JointRow(TERM, three);
        FactorRow each = new FactorRow(TERM, three);
        Minibatch ofFactors = steps(3, sampled, old);
        Minibatch ofWhole = steps(3, sampled, Arrays.stream(old).sum());

        joint.score(ofWhole, 0, 1.5);
        joint.addGradient(ofWhole, 0, 1, 0, whole, 0, new float[0]);
        each.score(ofFactors, 0, 1.5);
        each.addGradient(ofFactors, 0, 1, 0, factors, 0, new float[0]);

        for (int i = 0; i < 3; i++) {
            assertThat(factors[i]).isCloseTo(whole[i] / 3, within(1e-6f));
        }
    }

    @Test
    void theGradientIsTheDerivativeOfTheWholeLossByEveryParameter() {
        ActionSpace space = new ActionSpace.MultiBinary(3);
        Bernoulli switches = new Bernoulli(new ActionSpace.MultiBinary(3));
        NetworkShape network = new NetworkShape(2, List.of(3), Activation.TANH, 3, 0);
        LearningTask task = new LearningTask(network, switches, new KernelEngine(network), 1, 1);
        float[] before = moved(Initialization.orthogonal(network, 3), 3, .3);
        float[] parameters = moved(before, 41, .8);
        Minibatch minibatch = minibatch(task, space, before);
        ActorCriticLoss loss =
                new ActorCriticLoss(new FactorRow(TERM, switches), new ActorCriticLoss.Weights(.1, .7, .3, true), task);
        float[] gradient = new float[parameters.length];
        float[] ignored = new float[parameters.length];
        Place place = new Place(1, 0, 0);

        loss.compute(minibatch, null, parameters, gradient, place);

        assertThat(loss.clipFraction())
                .as("some ratios are clipped, some are not")
                .isStrictlyBetween(0.0, 1.0);
        for (int i = 0; i < parameters.length; i++) {
            float value = parameters[i];
            parameters[i] = (float) (value + STEP);
            loss.compute(minibatch, null, parameters, ignored, place);
            double above = loss.total();
            parameters[i] = (float) (value - STEP);
            loss.compute(minibatch, null, parameters, ignored, place);
            double below = loss.total();
            parameters[i] = value;
            assertThat((double) gradient[i])
                    .as("by parameter %d of %d", i, parameters.length)
                    .isCloseTo((above - below) / (2 * STEP), within(5e-4));
        }
    }

    /** Sixteen steps that the policy before took, compared with the factors that it drew. */
    private static Minibatch minibatch(LearningTask task, ActionSpace space, float[] before) {
        NetworkPolicy policy = new NetworkPolicy(task.shape(), new Bernoulli(new ActionSpace.MultiBinary(3)));
        policy.load(before);
        UnrollBatch batch =
                new DrawnExperience(new UnrollShape(8, 2, 2, space, 3), new Weather(), 31).draw(policy, 1, 0);
        PpoTargets targets = new PpoTargets(.9, .8, task, new ValueUnit(false));
        task.engine().load(before);
        targets.compute(batch, before, (Bernoulli) task.distribution(), Place.beforeEpochs(1));
        Minibatch minibatch = new Minibatch();
        minibatch.gather(batch, targets, IntStream.range(0, 16).toArray(), 0, 16);
        return minibatch;
    }

    private static float[] moved(float[] from, long seed, double far) {
        float[] parameters = from.clone();
        CounterRandom random = new CounterRandom(seed);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) random.nextDouble(-far, far);
        }
        return parameters;
    }

    /** Steps with these actions, so many switches each, and these old log-probabilities. */
    private static Minibatch steps(int switches, float[] sampled, double... old) {
        int rows = sampled.length / switches;
        UnrollShape shape = new UnrollShape(rows, 1, 1, new ActionSpace.MultiBinary(switches), switches);
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(new DecodedUnroll(
                0,
                0,
                new float[rows + 1],
                null,
                sampled,
                new float[rows],
                new float[rows],
                new byte[rows],
                new int[0],
                new float[0],
                new long[rows])));
        Minibatch minibatch = new Minibatch();
        minibatch.gather(
                batch, new Compared(rows, old), IntStream.range(0, rows).toArray(), 0, rows);
        return minibatch;
    }

    /** Advantages -1, 0 and so on, and targets and values of 0. */
    private static final class Compared implements StepTargets {

        private final int rows;
        private final double[] old;

        Compared(int rows, double[] old) {
            this.rows = rows;
            this.old = old;
        }

        @Override
        public double[] oldLogProbabilities() {
            return old;
        }

        @Override
        public double[] advantages() {
            return IntStream.range(0, rows).mapToDouble(i -> i - 1).toArray();
        }

        @Override
        public double[] targets() {
            return new double[rows];
        }

        @Override
        public float[] networkValues() {
            return new float[rows + 1];
        }

        @Override
        public int ratios() {
            return old.length / rows;
        }
    }

    private static final class Weather implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            into[at] = (float) random.nextDouble(-1, 1);
            into[at + 1] = (float) random.nextDouble(-1, 1);
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return observations[at] - actions[actionAt];
        }

        @Override
        public byte end(CounterRandom random) {
            return 0;
        }
    }
}
