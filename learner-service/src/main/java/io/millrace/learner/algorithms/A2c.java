package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import java.util.Map;

/**
 * Advantage actor-critic, in step with its environments: the n-step returns of an unroll, less the values before
 * them, say how much more likely each action is to become; one gradient step moves policy and values at once. It
 * takes the steps for those of the policy that learns. {@code docs/algorithms/a2c.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1602.01783">Mnih et al. 2016, algorithm S3</a>
 */
public final class A2c implements Algorithm {

    private final LearningTask task;
    private final ValueUnit unit;
    private final PpoTargets targets;
    private final Epochs epochs;

    /** At its beginning. */
    public A2c(A2cSettings settings, LearningTask task) {
        this.task = task;
        unit = new ValueUnit(settings.normaliseValues());
        targets = new PpoTargets(settings.discount(), settings.lambda(), task, unit);
        ActorCriticLoss loss = new ActorCriticLoss(LogLikelihood.UNCLIPPED, weights(settings), task);
        int minibatch = settings.minibatch() == 0 ? Integer.MAX_VALUE : settings.minibatch();
        epochs = new Epochs(new Epochs.Plan(1, minibatch, 0), settings, loss, task);
    }

    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        task.engine().load(parameters);
        double explained = targets.compute(batch, Place.beforeEpochs(context.number()));
        return epochs.run(batch, targets, parameters, context).report(explained);
    }

    @Override
    public Map<String, Double> state() {
        return unit.state();
    }

    @Override
    public void restore(Map<String, Double> state) {
        unit.restore("a2c", state);
    }

    @Override
    public Optimizer optimizer() {
        return epochs.optimizer();
    }

    private static ActorCriticLoss.Weights weights(A2cSettings settings) {
        return new ActorCriticLoss.Weights(
                settings.entropyWeight(), settings.valueWeight(), 0, settings.normaliseAdvantages());
    }
}
