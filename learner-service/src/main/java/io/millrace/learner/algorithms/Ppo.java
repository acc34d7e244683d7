package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.FactoredDistribution;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proximal policy optimization: several epochs of gradient steps on one batch, with the reward for
 * moving away from the policy that acted clipped. The old log-probabilities are those of the record,
 * so that a batch may be a few versions old; where each factor of an action has a ratio of its own, they
 * are those of the policy before the update. {@code docs/algorithms/ppo.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1707.06347">Schulman et al. 2017, algorithm 1</a>
 */
public final class Ppo implements Algorithm {

    private final LearningTask task;
    private final ValueUnit unit;
    private final PpoTargets targets;
    private final @Nullable FactoredDistribution factored;
    private final Epochs epochs;

    /**
     * At its beginning.
     *
     * @throws IllegalArgumentException if the actions have no factors and a ratio of each is asked for
     */
    public Ppo(PpoSettings settings, LearningTask task) {
        this.task = task;
        unit = new ValueUnit(settings.normaliseValues());
        targets = new PpoTargets(settings, task, unit);
        factored = settings.ratio() == PpoSettings.Ratio.FACTOR ? requireFactors(task.distribution()) : null;
        ClippedSurrogate term = new ClippedSurrogate(settings.clip());
        ActorCriticLoss loss = factored == null
                ? new ActorCriticLoss(term, weights(settings, 1), task)
                : new ActorCriticLoss(new FactorRow(term, factored), weights(settings, factored.factors()), task);
        Epochs.Plan plan = new Epochs.Plan(settings.epochs(), settings.minibatch(), settings.targetKl());
        epochs = new Epochs(plan, settings, loss, task);
    }

    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        task.engine().load(parameters);
        Place place = Place.beforeEpochs(context.number());
        double explained =
                factored == null ? targets.compute(batch, place) : targets.compute(batch, parameters, factored, place);
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

    /** The entropy is a sum over factors: where the surrogate is their mean, its weight makes a mean of it as well. */
    private static ActorCriticLoss.Weights weights(PpoSettings settings, int factors) {
        return new ActorCriticLoss.Weights(
                settings.entropyWeight() / factors,
                settings.valueWeight(),
                settings.valueClip(),
                settings.normaliseAdvantages());
    }

    /**
     * Refuses what it cannot learn.
     *
     * @param maxPolicyLag how many versions old a step may be
     * @throws IllegalArgumentException if a ratio of each factor is asked for and the actions have none, or the
     *     policy that acted may be another than the one before the update
     */
    static void requireFitting(PpoSettings settings, ActionDistribution distribution, int maxPolicyLag) {
        if (settings.ratio() != PpoSettings.Ratio.FACTOR) {
            return;
        }
        FactoredDistribution factored = requireFactors(distribution);
        if (maxPolicyLag > 0) {
            throw new IllegalArgumentException("algorithm.ratio is factor and max-policy-lag is " + maxPolicyLag
                    + ", but a record holds one log-probability for all " + factored.factors()
                    + " factors of an action together. Those of the factors are computed anew with the weights before"
                    + " the update, which are those that acted only in lock-step. Set max-policy-lag to 0, or"
                    + " algorithm.ratio to joint.");
        }
    }

    private static FactoredDistribution requireFactors(ActionDistribution distribution) {
        if (distribution instanceof FactoredDistribution factored) {
            return factored;
        }
        throw new IllegalArgumentException("algorithm.ratio is factor, but the run's family of action distributions"
                + " has a probability for the whole action only. Set algorithm.ratio to joint, or policy.distribution"
                + " to bernoulli where the actions are switches.");
    }
}
