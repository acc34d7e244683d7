package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.NaturalDistribution;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trust region policy optimization: one step along the natural gradient, as long as the policy may move, and back
 * along it until the policy is near enough and better on the batch; otherwise none. The value network then learns on
 * its own. {@code docs/algorithms/trpo.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1502.05477">Schulman et al. 2015, section 6 and appendix C</a>
 */
public final class Trpo implements Algorithm {

    private final TrpoSettings settings;
    private final LearningTask task;
    private final ValueUnit unit;
    private final PpoTargets targets;
    private final PolicyNetwork network;
    private final Surrogate surrogate;
    private final FisherProduct fisher;
    private final ConjugateGradient conjugateGradient;
    private final LineSearch lineSearch;
    private final ValueNetwork values;
    private final float[] policy;
    private final float[] moved;
    private final double[] gradient;
    private final double[] direction;

    /**
     * At its beginning.
     *
     * @throws IllegalArgumentException if the networks or the distribution are none that it can learn
     */
    public Trpo(TrpoSettings settings, LearningTask task) {
        this.settings = settings;
        this.task = task;
        unit = new ValueUnit(settings.normaliseValues());
        targets = new PpoTargets(settings.discount(), settings.lambda(), task, unit);
        network = new PolicyNetwork(task, requireFitting(task.shape(), task.distribution()));
        surrogate = new Surrogate(network, settings.normaliseAdvantages());
        fisher = new FisherProduct(network, settings.damping(), settings.fisherEvery());
        conjugateGradient = new ConjugateGradient(settings.conjugateIterations(), settings.residualTolerance());
        lineSearch = new LineSearch(settings.lineSearchTries(), settings.lineSearchShrink(), settings.klLimit());
        values = new ValueNetwork(settings.valueEpochs(), settings.minibatch(), settings, task);
        policy = new float[network.size()];
        moved = new float[network.size()];
        gradient = new double[network.size()];
        direction = new double[network.size()];
    }

    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        task.engine().load(parameters);
        Place place = Place.beforeEpochs(context.number());
        double explained = targets.compute(batch, place);
        network.read(parameters, policy);
        surrogate.begin(batch, targets, policy, gradient, place);
        double norm = place.requireFinite("gradient norm", Math.sqrt(ConjugateGradient.dot(gradient, gradient)));
        fisher.begin(batch, targets, policy);
        LineSearch.Point reached = improve();
        network.write(reached == null ? policy : moved, parameters);
        ValueNetwork.Fit fit = values.fit(batch, targets, parameters, context);
        return new UpdateReport(
                reached == null ? -surrogate.value() : -reached.surrogate(),
                fit.loss(),
                surrogate.entropy(),
                reached == null ? 0 : reached.kl(),
                0,
                explained,
                norm,
                fit.steps() + (reached == null ? 0 : 1));
    }

    /** Puts a better policy into {@code moved}; null where it found none. */
    private LineSearch.@Nullable Point improve() {
        double curvature = conjugateGradient.solve(fisher, gradient, direction);
        if (!(curvature > 0)) {
            return null;
        }
        double length = stepLength(settings.klLimit(), curvature);
        return lineSearch.search(surrogate.value(), share -> {
            for (int i = 0; i < policy.length; i++) {
                moved[i] = (float) (policy[i] + share * length * direction[i]);
            }
            return surrogate.measure(moved);
        });
    }

    /**
     * How many times the direction x leads to that divergence, as far as it is quadratic.
     *
     * @param curvature x H x
     */
    static double stepLength(double klLimit, double curvature) {
        return Math.sqrt(2 * klLimit / curvature);
    }

    /**
     * Refuses what it cannot learn.
     *
     * @return the distribution, as one whose curvature is known
     * @throws IllegalArgumentException if the networks share layers or have branches, or the distribution's curvature is not known
     */
    static NaturalDistribution requireFitting(NetworkShape shape, ActionDistribution distribution) {
        if (shape.trunk() != Trunk.SEPARATE) {
            throw new IllegalArgumentException("policy.trunk is "
                    + shape.trunk().name().toLowerCase(Locale.ROOT)
                    + ", but algorithm trpo limits how far the policy moves and lets the value network learn on its own,"
                    + " which would move the layers that they share. Set policy.trunk to separate.");
        }
        if (!shape.branches().none()) {
            throw new IllegalArgumentException("policy.part-layers is "
                    + shape.branches().part()
                    + ", but algorithm trpo learns plain policy and value networks only, each on its own. Leave"
                    + " policy.part-layers out, or use an algorithm that learns such networks, such as ppo.");
        }
        if (distribution instanceof NaturalDistribution natural) {
            return natural;
        }
        throw new IllegalArgumentException(
                "policy.distribution is of a family whose divergence is not known exactly, but"
                        + " algorithm trpo limits just that. Leave policy.distribution out, or set it to categorical, beta,"
                        + " squashed-gaussian, gaussian, logistic-normal or bernoulli, whichever fits the actions.");
    }

    @Override
    public Map<String, Double> state() {
        return unit.state();
    }

    @Override
    public void restore(Map<String, Double> state) {
        unit.restore("trpo", state);
    }

    /** That of the value network alone. */
    @Override
    public Optimizer optimizer() {
        return values.optimizer();
    }

    @Override
    public void close() {
        try (network) {
            values.close();
        }
    }
}
