package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.VTrace;
import java.util.Map;

/**
 * Asynchronous PPO: PPO's epochs and clipped surrogate, for batches that an older policy acted. The
 * policy before the update takes the place of the old one: V-trace says what the steps are worth to
 * it, and the surrogate's ratios are against it, not against the record. {@code docs/algorithms/appo.md}
 * lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1707.06347">Schulman et al. 2017, algorithm 1</a>
 * @see <a href="https://arxiv.org/abs/1802.01561">Espeholt et al. 2018, section 4</a>
 * @see <a href="https://arxiv.org/abs/2110.00641">Hilton et al. 2021, equation 1</a>, on a surrogate
 *     against another policy than the one that acted
 */
public final class Appo implements Algorithm {

    private final LearningTask task;
    private final ValueUnit unit;
    private final VTraceTargets targets;
    private final Epochs epochs;

    /** At its beginning. */
    public Appo(AppoSettings settings, LearningTask task) {
        this.task = task;
        unit = new ValueUnit(settings.normaliseValues());
        targets = new VTraceTargets(
                new VTrace(settings.discount(), settings.lambda(), settings.targetRatio(), settings.advantageRatio()),
                VTraceTargets.Ratios.TO_THE_POLICY_BEFORE,
                task,
                unit);
        ActorCriticLoss loss = new ActorCriticLoss(new ClippedSurrogate(settings.clip()), weights(settings), task);
        Epochs.Plan plan = new Epochs.Plan(settings.epochs(), settings.minibatch(), settings.targetKl());
        epochs = new Epochs(plan, settings, loss, task);
    }

    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        task.engine().load(parameters);
        double explained = targets.compute(batch, parameters, Place.beforeEpochs(context.number()));
        return epochs.run(batch, targets, parameters, context).report(explained);
    }

    @Override
    public Map<String, Double> state() {
        return unit.state();
    }

    @Override
    public void restore(Map<String, Double> state) {
        unit.restore("appo", state);
    }

    @Override
    public Optimizer optimizer() {
        return epochs.optimizer();
    }

    private static ActorCriticLoss.Weights weights(AppoSettings settings) {
        return new ActorCriticLoss.Weights(
                settings.entropyWeight(), settings.valueWeight(), settings.valueClip(), settings.normaliseAdvantages());
    }
}
