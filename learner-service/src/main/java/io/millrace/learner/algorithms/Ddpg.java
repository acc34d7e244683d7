package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.policy.distribution.Deterministic;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * Deep deterministic policy gradient: one action for each observation, moved along the slope of a critic's value, with
 * noise around it to explore. A target policy and a target critic say what comes after a step is worth. {@code
 * docs/algorithms/ddpg.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1509.02971">Lillicrap et al. 2016, algorithm 1</a>
 */
public final class Ddpg extends ControlLearner<Deterministic> {

    private static final String ACTOR_TARGET = "actor/target";
    private static final String EPISODES = "episodes";

    private final Critic critic;
    private final TargetNetwork actorTarget;
    private final Exploration exploration;

    /** Of rows of observation and action, for whichever critic is asked. */
    private final float[] rows;

    private final double[] targets;
    private final float[] absoluteErrors;
    private final float[] valueGradients;
    private final float[] slopes;
    private final double[] rawGradient;

    /** At its beginning. */
    public Ddpg(DdpgSettings settings, LearningTask task) {
        super("ddpg", "deterministic", Deterministic.class, settings, task);
        critic = new Critic("critic", 1, inputs, settings, task);
        actorTarget = new TargetNetwork(new TargetSettings(0, settings.tau()), task);
        exploration = new Exploration(settings.exploration(), task);
        int batch = settings.batch();
        rows = new float[batch * inputs];
        targets = new double[batch];
        absoluteErrors = new float[batch];
        valueGradients = new float[batch];
        slopes = new float[rows.length];
        rawGradient = new double[actions.outputs()];
    }

    /** {@inheritDoc} That is a small last layer and the deviation of the noise; the target policy becomes a copy. */
    @Override
    public void begin(float[] parameters) {
        super.begin(parameters);
        exploration.set(parameters, 0);
        actorTarget.copy(parameters);
    }

    @Override
    void learn(ReplayBatch drawn, float[] parameters, int step, Pace pace) {
        aim(drawn, pace.place());
        learnValues(drawn, pace);
        learnPolicy(drawn, parameters, pace);
        critic.lead();
        actorTarget.follow(parameters, gradientSteps());
        actorTarget.settle();
    }

    /** Says what each row's action is to be worth: reward and discounted value of what the target policy does next. */
    private void aim(ReplayBatch drawn, Place place) {
        int count = drawn.rows();
        act(drawn.nextObservations(), actorTarget.values(drawn.nextObservations(), count), count, place);
        float[] values = critic.targetValues(rows, count);
        for (int row = 0; row < count; row++) {
            targets[row] = drawn.rewards()[row] + drawn.discounts()[row] * (double) values[row];
        }
    }

    /** Pulls the critic towards the targets. */
    private void learnValues(ReplayBatch drawn, Pace pace) {
        int count = drawn.rows();
        for (int row = 0; row < count; row++) {
            int at = putObservation(drawn.observations(), row, rows);
            actions.toUnit(drawn.sampled(), row * actions.sampledWidth(), rows, at);
        }
        critic.learn(rows, count, targets, drawn.weights(), pace.criticRate(), pace.place());
        for (int row = 0; row < count; row++) {
            absoluteErrors[row] = Math.abs(critic.errors()[row]);
        }
        learned(absoluteErrors);
        tally.addCritic(critic);
        tally.addTargets(targets, critic.errors(), count);
    }

    /** Moves the policy along the slope of the critic's value: equation 6. */
    private void learnPolicy(ReplayBatch drawn, float[] parameters, Pace pace) {
        int count = drawn.rows();
        float[] outputs = actor.outputs(drawn.observations(), count);
        act(drawn.observations(), outputs, count, pace.place());
        float[] values = critic.values(rows, count, pace.place());
        double mean = 0;
        for (int row = 0; row < count; row++) {
            mean += values[row] / (double) count;
        }
        tally.addActor(-mean);
        Arrays.fill(valueGradients, 0, count, -1f / count);
        critic.slopes(valueGradients, slopes);
        float[] gradients = actor.outputGradients(count);
        for (int row = 0; row < count; row++) {
            int at = row * actions.outputs();
            Arrays.fill(rawGradient, 0);
            actions.squashing().addGradient(outputs, at, slopes, actionAt(row), 0, rawGradient);
            for (int i = 0; i < rawGradient.length; i++) {
                gradients[at + i] = (float) rawGradient[i];
            }
        }
        actor.step(parameters, pace.actorRate(), pace.place());
    }

    /** Puts observations, and what a policy with these outputs does in them, into the critic's rows. */
    private void act(float[] observations, float[] outputs, int count, Place place) {
        place.requireFinite("policy output", outputs, count * actions.outputs());
        for (int row = 0; row < count; row++) {
            int at = putObservation(observations, row, rows);
            actions.squashing().squash(outputs, row * actions.outputs(), rows, at);
        }
    }

    /** {@inheritDoc} The deviation of the noise is set for the weights that come out of the update. */
    @Override
    void passed(UnrollBatch batch, float[] parameters, UpdateContext context) {
        exploration.passed(batch);
        exploration.set(parameters, context.stepsBefore() + batch.stepRows());
    }

    @Override
    double entropy(UnrollBatch batch, float[] parameters) {
        return exploration.entropy(batch, parameters);
    }

    @Override
    public Map<String, Double> state() {
        Map<String, Double> state = super.state();
        state.put(EPISODES, (double) exploration.episodes());
        return state;
    }

    @Override
    public void restore(Map<String, Double> state) {
        super.restore(state);
        exploration.restore(Objects.requireNonNull(state.get(EPISODES)).longValue());
    }

    @Override
    void putNetworksInto(Map<String, float[]> arrays) {
        critic.putInto(arrays);
        arrays.put(ACTOR_TARGET, actorTarget.parameters());
    }

    @Override
    void restoreNetworks(Map<String, float[]> arrays) {
        critic.restore(arrays, gradientSteps());
        actorTarget.copy(Objects.requireNonNull(arrays.get(ACTOR_TARGET)));
    }

    @Override
    public void close() {
        actorTarget.close();
        critic.close();
    }
}
