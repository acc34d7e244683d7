package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import java.util.Map;

/**
 * Proximal policy optimization: several epochs of gradient steps on one batch, with the reward for
 * moving away from the policy that acted clipped. The old log-probabilities are those of the record,
 * so that a batch may be a few versions old. {@code docs/algorithms/ppo.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1707.06347">Schulman et al. 2017, algorithm 1</a>
 */
public final class Ppo implements Algorithm {

    private final LearningTask task;
    private final ValueUnit unit;
    private final PpoTargets targets;
    private final Epochs epochs;

    /** At its beginning. */
    public Ppo(PpoSettings settings, LearningTask task) {
        this.task = task;
        unit = new ValueUnit(settings.normaliseValues());
        targets = new PpoTargets(settings, task, unit);
        ActorCriticLoss loss = new ActorCriticLoss(new ClippedSurrogate(settings.clip()), weights(settings), task);
        Epochs.Plan plan = new Epochs.Plan(settings.epochs(), settings.minibatch(), settings.targetKl());
        epochs = new Epochs(plan, settings, loss, task);
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
        unit.restore("ppo", state);
    }

    @Override
    public Optimizer optimizer() {
        return epochs.optimizer();
    }

    private static ActorCriticLoss.Weights weights(PpoSettings settings) {
        return new ActorCriticLoss.Weights(
                settings.entropyWeight(), settings.valueWeight(), settings.valueClip(), settings.normaliseAdvantages());
    }
}
