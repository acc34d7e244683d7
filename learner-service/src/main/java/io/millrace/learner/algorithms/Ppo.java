package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Adam;
import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.RunningMoments;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.Map;
import java.util.Objects;

/**
 * Proximal policy optimization: several epochs of gradient steps on one batch, with the reward for
 * moving away from the policy that acted clipped. The old log-probabilities are those of the record,
 * so that a batch may be a few versions old. {@code docs/algorithms/ppo.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1707.06347">Schulman et al. 2017, algorithm 1</a>
 */
public final class Ppo implements Algorithm {

    private static final double ADAM_EPSILON = 1e-5;

    /** Targets of a hundred updates ago count a third of today's: the mean return rises while learning. */
    private static final double TARGET_DECAY = 0.99;

    private static final String TARGET_WEIGHT = "target-weight";
    private static final String TARGET_MEAN = "target-weighted-mean";
    private static final String TARGET_SQUARE = "target-weighted-square";

    private final PpoSettings settings;
    private final LearningTask task;
    private final CounterRandom random;
    private final Adam adam;
    private final RunningMoments targetMoments = new RunningMoments(TARGET_DECAY);
    private final PpoTargets targets;
    private final PpoLoss loss;
    private final Minibatches minibatches;
    private final float[] gradient;

    /** At its beginning. */
    public Ppo(PpoSettings settings, LearningTask task) {
        this.settings = settings;
        this.task = task;
        random = new CounterRandom(task.seed());
        adam = new Adam(task.shape().parameterCount(), ADAM_EPSILON);
        targets = new PpoTargets(settings, task.shape(), task.engine(), targetMoments);
        loss = new PpoLoss(settings, task);
        minibatches = new Minibatches(settings.minibatch());
        gradient = new float[task.shape().parameterCount()];
    }

    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        requireFitting(batch, parameters);
        task.engine().load(parameters);
        double explained = targets.compute(batch, Place.beforeEpochs(context.number()));
        double learningRate = learningRate(context);
        Tally tally = new Tally();
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            minibatches.shuffle(batch.stepRows(), random.at(Purpose.MINIBATCHES, context.number(), epoch, 0));
            tally.beginEpoch();
            for (int minibatch = 0; minibatch < minibatches.count(); minibatch++) {
                Place place = new Place(context.number(), epoch, minibatch);
                tally.add(loss, minibatchSize(minibatch), step(batch, parameters, learningRate, place));
            }
            if (settings.targetKl() > 0 && tally.epochKl() > settings.targetKl()) {
                break;
            }
        }
        return tally.report(explained);
    }

    @Override
    public Map<String, Double> state() {
        return Map.of(
                TARGET_WEIGHT, targetMoments.weight(),
                TARGET_MEAN, targetMoments.weightedMean(),
                TARGET_SQUARE, targetMoments.weightedSquare());
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require("ppo", state().keySet(), state);
        targetMoments.restore(number(state, TARGET_WEIGHT), number(state, TARGET_MEAN), number(state, TARGET_SQUARE));
    }

    @Override
    public Optimizer optimizer() {
        return adam;
    }

    /** One gradient step; gives the gradient's norm before it was clipped. */
    private double step(UnrollBatch batch, float[] parameters, double learningRate, Place place) {
        int begin = minibatches.begin(place.minibatch());
        int end = minibatches.begin(place.minibatch() + 1);
        loss.compute(batch, targets, minibatches.order(), begin, end, parameters, gradient, place);
        double norm = place.requireFinite("gradient norm", GradientNorm.clip(gradient, settings.gradientNorm()));
        adam.step(parameters, gradient, learningRate);
        return norm;
    }

    private int minibatchSize(int minibatch) {
        return minibatches.begin(minibatch + 1) - minibatches.begin(minibatch);
    }

    private static double number(Map<String, Double> state, String name) {
        return Objects.requireNonNull(state.get(name));
    }

    private double learningRate(UpdateContext context) {
        if (!settings.anneal()) {
            return settings.learningRate();
        }
        double done = (double) context.stepsBefore() / (double) task.stepLimit();
        return settings.learningRate() * Math.max(0, 1 - done);
    }

    private void requireFitting(UnrollBatch batch, float[] parameters) {
        if (batch.stepRows() == 0) {
            throw new IllegalArgumentException("The batch is empty: there is nothing to learn from. Wait for unrolls.");
        }
        if (batch.shape().observationSize() != task.shape().observationSize()
                || batch.shape().sampledWidth() != task.distribution().sampledWidth()
                || parameters.length != task.shape().parameterCount()) {
            throw new IllegalArgumentException("A batch with observations of "
                    + batch.shape().observationSize() + " and sampled actions of "
                    + batch.shape().sampledWidth() + " numbers and " + parameters.length
                    + " parameters do not fit a network that takes observations of "
                    + task.shape().observationSize() + ", draws actions of "
                    + task.distribution().sampledWidth() + " numbers and has "
                    + task.shape().parameterCount() + " parameters. Take all of them from the same run.");
        }
    }

    /** Adds up minibatches, each by its rows. */
    private static final class Tally {

        private double rows;
        private double policyLoss;
        private double valueLoss;
        private double entropy;
        private double clipped;
        private double norms;
        private int steps;
        private double epochRows;
        private double epochKl;

        void beginEpoch() {
            epochRows = 0;
            epochKl = 0;
        }

        void add(PpoLoss loss, int count, double norm) {
            rows += count;
            policyLoss += count * loss.policyLoss();
            valueLoss += count * loss.valueLoss();
            entropy += count * loss.entropy();
            clipped += count * loss.clipFraction();
            norms += norm;
            steps++;
            epochRows += count;
            epochKl += count * loss.approximateKl();
        }

        double epochKl() {
            return epochKl / epochRows;
        }

        UpdateReport report(double explainedVariance) {
            return new UpdateReport(
                    policyLoss / rows,
                    valueLoss / rows,
                    entropy / rows,
                    epochKl(),
                    clipped / rows,
                    explainedVariance,
                    norms / steps,
                    steps);
        }
    }
}
