package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.VTrace;
import java.util.Map;

/**
 * IMPALA's learner: an actor-critic that makes one pass over each batch and corrects by V-trace for
 * the batch having been acted by an older policy. {@code docs/algorithms/impala.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1802.01561">Espeholt et al. 2018, section 4.2</a>
 */
public final class Impala implements Algorithm {

    private final LearningTask task;
    private final ValueUnit unit;
    private final VTraceTargets targets;
    private final Epochs epochs;

    /** At its beginning. */
    public Impala(ImpalaSettings settings, LearningTask task) {
        this.task = task;
        unit = new ValueUnit(settings.normaliseValues());
        targets = new VTraceTargets(
                new VTrace(settings.discount(), settings.lambda(), settings.targetRatio(), settings.advantageRatio()),
                VTraceTargets.Ratios.TO_THE_RECORD,
                task,
                unit);
        ActorCriticLoss loss = new ActorCriticLoss(new LogLikelihood(settings.targetRatio()), weights(settings), task);
        int minibatch = settings.minibatch() == 0 ? Integer.MAX_VALUE : settings.minibatch();
        epochs = new Epochs(new Epochs.Plan(1, minibatch, 0), settings, loss, task);
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
        unit.restore("impala", state);
    }

    @Override
    public Optimizer optimizer() {
        return epochs.optimizer();
    }

    private static ActorCriticLoss.Weights weights(ImpalaSettings settings) {
        return new ActorCriticLoss.Weights(
                settings.entropyWeight(), settings.valueWeight(), 0, settings.normaliseAdvantages());
    }
}
