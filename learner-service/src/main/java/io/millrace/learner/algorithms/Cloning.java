package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import java.util.Map;
import java.util.Objects;

/**
 * Behaviour cloning: the policy is fitted to the actions of a record, whoever took them, by their log-likelihood, and
 * the value network to what was earned after them. Nothing asks whether an action was a good one.
 * {@code docs/algorithms/cloning.md} lists the details.
 *
 * @see <a href="https://doi.org/10.1162/neco.1991.3.1.88">Pomerleau 1991</a>
 */
public final class Cloning implements Algorithm {

    private static final String SHARE_AS_RECORDED = "share-as-recorded";

    private final LearningTask task;
    private final CloningTargets targets;
    private final Epochs epochs;
    private double shareAsRecorded;

    /** At its beginning. */
    public Cloning(CloningSettings settings, LearningTask task) {
        this.task = task;
        targets = new CloningTargets(settings.discount(), task);
        ActorCriticLoss.Weights weights =
                new ActorCriticLoss.Weights(settings.entropyWeight(), settings.valueWeight(), 0, false);
        ActorCriticLoss loss = new ActorCriticLoss(LogLikelihood.UNCLIPPED, weights, task);
        epochs = new Epochs(new Epochs.Plan(settings.epochs(), settings.minibatch(), 0), settings, loss, task);
    }

    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        task.engine().load(parameters);
        double explained = targets.compute(batch, parameters, Place.beforeEpochs(context.number()));
        shareAsRecorded = targets.shareAsRecorded();
        return epochs.run(batch, targets, parameters, context).report(explained);
    }

    /** {@inheritDoc} It is what the greedy policy agreed with before the last update. */
    @Override
    public Map<String, Double> state() {
        return Map.of(SHARE_AS_RECORDED, shareAsRecorded);
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require("cloning", state().keySet(), state);
        shareAsRecorded = Objects.requireNonNull(state.get(SHARE_AS_RECORDED));
    }

    @Override
    public Optimizer optimizer() {
        return epochs.optimizer();
    }
}
