package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.Map;

/**
 * Implicit Q-learning, from a record: no action is ever asked about that nobody took. The value network learns an
 * expectile of what two critics say of the recorded actions, the critics learn reward plus discounted value of what
 * followed, and the policy clones the recorded actions, the better ones more. {@code docs/algorithms/iql.md} lists the
 * details.
 *
 * @see <a href="https://arxiv.org/abs/2110.06169">Kostrikov, Nair and Levine 2021, algorithm 1</a>
 */
public final class Iql extends CriticLearner {

    private final AdvantageWeighted networks;
    private final RecordedAction action;
    private final Critic first;
    private final Critic second;

    /** Of rows of observation and action, for whichever critic is asked. */
    private final float[] rows;

    private final double[] targets;
    private final double[] worth;
    private final float[] absoluteErrors;

    /** At its beginning. */
    public Iql(IqlSettings settings, LearningTask task) {
        this(settings, new RecordedAction(task.distribution()), task);
    }

    private Iql(IqlSettings settings, RecordedAction action, LearningTask task) {
        super("iql", action.width(), settings, task);
        requireFitting(task.shape());
        this.action = action;
        networks = new AdvantageWeighted(settings, task);
        first = new Critic("critic-1", 1, inputs, settings, task);
        second = new Critic("critic-2", 2, inputs, settings, task);
        int batch = settings.batch();
        rows = new float[batch * inputs];
        targets = new double[batch];
        worth = new double[batch];
        absoluteErrors = new float[batch];
    }

    /**
     * Refuses a network that its critics would not fit.
     *
     * @throws IllegalArgumentException if it is of several parts, or has no value network
     */
    static void requireFitting(NetworkShape shape) {
        if (shape.parts() != 1 || shape.trunk() == Trunk.NONE) {
            throw new IllegalArgumentException("Algorithm iql has critics of the whole of an observation and learns the"
                    + " value network too, but the network has "
                    + shape.parts() + " parts and trunk " + shape.trunk()
                    + ". Set policy.parts to 1 and policy.trunk to separate, or leave them out.");
        }
    }

    @Override
    void load(float[] parameters) {
        networks.load(parameters);
    }

    @Override
    void learn(ReplayBatch drawn, float[] parameters, int step, Pace pace) {
        aim(drawn);
        look(drawn);
        networks.step(drawn, worth, parameters, pace.actorRate(), pace.place());
        tally.addActor(networks.policyLoss());
        learnValues(drawn, pace);
        first.lead();
        second.lead();
    }

    /** Says what each row's action is to be worth to the critics: equation 6. */
    private void aim(ReplayBatch drawn) {
        float[] next = networks.values(drawn.nextObservations(), drawn.rows());
        for (int row = 0; row < drawn.rows(); row++) {
            targets[row] = drawn.rewards()[row] + drawn.discounts()[row] * (double) next[row];
        }
    }

    /** Says what each row's action is worth by now: the lesser word of the two target networks. */
    private void look(ReplayBatch drawn) {
        int count = drawn.rows();
        for (int row = 0; row < count; row++) {
            int at = putObservation(drawn.observations(), row, rows);
            action.put(drawn.sampled(), row * task.distribution().sampledWidth(), rows, at);
        }
        float[] one = first.targetValues(rows, count);
        float[] other = second.targetValues(rows, count);
        for (int row = 0; row < count; row++) {
            worth[row] = Math.min(one[row], other[row]);
        }
    }

    /** Pulls both critics towards the targets. */
    private void learnValues(ReplayBatch drawn, Pace pace) {
        int count = drawn.rows();
        first.learn(rows, count, targets, drawn.weights(), pace.criticRate(), pace.place());
        second.learn(rows, count, targets, drawn.weights(), pace.criticRate(), pace.place());
        for (int row = 0; row < count; row++) {
            absoluteErrors[row] = (Math.abs(first.errors()[row]) + Math.abs(second.errors()[row])) / 2;
        }
        learned(absoluteErrors);
        tally.addCritic(first);
        tally.addCritic(second);
        tally.addTargets(targets, first.errors(), count);
    }

    @Override
    double entropy(UnrollBatch batch, float[] parameters) {
        return networks.entropy(batch, parameters);
    }

    @Override
    void putNetworksInto(Map<String, float[]> arrays) {
        first.putInto(arrays);
        second.putInto(arrays);
    }

    @Override
    void restoreNetworks(Map<String, float[]> arrays) {
        first.restore(arrays, gradientSteps());
        second.restore(arrays, gradientSteps());
    }

    @Override
    public Optimizer optimizer() {
        return networks.optimizer();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
