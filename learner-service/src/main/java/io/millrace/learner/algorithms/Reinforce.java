package io.millrace.learner.algorithms;

import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * REINFORCE: each action is made more likely by what was earned from it on until its episode ended, less a baseline
 * if there is one; one gradient step an update. The baseline is a value network that learns these returns. It never
 * stands for a reward that was not seen, unless the settings let it do so beyond a truncated episode.
 *
 * <p>A step counts where its episode ended in the same unroll, so that its return is known. The others are left out
 * of the loss and counted; an update without any that counts takes no gradient step. A truncated episode ends with its
 * last reward. Its returns are those of the task with that time limit, which an observation without the time
 * does not tell apart: they are biased as returns of the task without it. {@code docs/algorithms/reinforce.md} lists
 * the details.
 *
 * @see <a href="https://doi.org/10.1007/BF00992696">Williams 1992, sections 4 and 5</a>
 */
public final class Reinforce implements Algorithm {

    private static final String LEFT_OUT = "steps-left-out";

    /** Below this share of known returns, what is learned is mostly how episodes end. */
    private static final double LEAST_SHARE = 0.5;

    private final ReinforceSettings settings;
    private final LearningTask task;
    private final ValueUnit unit;
    private final ReinforceTargets targets;
    private final ActorCriticLoss loss;
    private final LearningRate learningRate;
    private final Optimizer optimizer;
    private final Minibatch minibatch = new Minibatch();
    private final float[] gradient;
    private long stepsLeftOut;
    private boolean remarked;
    private @Nullable String remark;

    /** At its beginning. */
    public Reinforce(ReinforceSettings settings, LearningTask task) {
        this.settings = settings;
        this.task = task;
        unit = new ValueUnit(settings.normaliseValues());
        targets = new ReinforceTargets(settings, task, unit);
        loss = new ActorCriticLoss(LogLikelihood.UNCLIPPED, weights(settings), task);
        learningRate = new LearningRate(settings.learningRate(), settings.anneal(), task.stepLimit());
        optimizer = settings.optimizer()
                .create(task.shape().parameterCount(), settings.optimizerEpsilon(), settings.weightDecay());
        gradient = new float[task.shape().parameterCount()];
    }

    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        task.engine().load(parameters);
        Place place = Place.in(context.number());
        int known = targets.compute(batch, place);
        countLeftOut(known, batch.stepRows());
        if (known == 0) {
            return standStill(batch, parameters, place);
        }
        minibatch.gather(batch, targets, targets.order(), 0, known);
        loss.compute(minibatch, null, parameters, gradient, place);
        double norm = place.requireFinite("gradient norm", GradientNorm.clip(gradient, settings.gradientNorm()));
        optimizer.step(parameters, gradient, learningRate.at(context));
        return report(norm);
    }

    /** {@inheritDoc} Among them is how many steps were left out so far. */
    @Override
    public Map<String, Double> state() {
        Map<String, Double> state = new HashMap<>(unit.state());
        state.put(LEFT_OUT, (double) stepsLeftOut);
        return state;
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require("reinforce", state().keySet(), state);
        Map<String, Double> ofUnit = new HashMap<>(state);
        stepsLeftOut = Objects.requireNonNull(ofUnit.remove(LEFT_OUT)).longValue();
        unit.restore("reinforce", ofUnit);
    }

    @Override
    public @Nullable String remark() {
        return remark;
    }

    @Override
    public Optimizer optimizer() {
        return optimizer;
    }

    private void countLeftOut(int known, int rows) {
        stepsLeftOut += rows - known;
        remark = null;
        if (!remarked && known < LEAST_SHARE * rows) {
            remarked = true;
            remark = "Of " + rows + " steps, " + (rows - known) + " are not learned from: their episodes go on beyond"
                    + " their unroll, so that nobody knows their return. Those that are, are mostly of short episodes."
                    + " Set lanes.unroll to several times the length of an episode, or use an algorithm that"
                    + " estimates the rest, such as a2c.";
        }
    }

    /** Moves nothing; tells the entropy over all steps, which need no return for it. */
    private UpdateReport standStill(UnrollBatch batch, float[] parameters, Place place) {
        minibatch.gather(batch, targets, targets.order(), 0, batch.stepRows());
        loss.compute(minibatch, null, parameters, gradient, place);
        return new UpdateReport(0, 0, loss.entropy(), 0, 0, 0, 0, 0);
    }

    private UpdateReport report(double norm) {
        return new UpdateReport(
                loss.policyLoss(),
                settings.baseline() ? loss.valueLoss() : 0,
                loss.entropy(),
                loss.approximateKl(),
                loss.clipFraction(),
                targets.explainedVariance(),
                norm,
                1);
    }

    private static ActorCriticLoss.Weights weights(ReinforceSettings settings) {
        return new ActorCriticLoss.Weights(
                settings.entropyWeight(),
                settings.baseline() ? settings.valueWeight() : 0,
                0,
                settings.normaliseAdvantages());
    }
}
