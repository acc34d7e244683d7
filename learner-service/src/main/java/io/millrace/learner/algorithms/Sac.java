package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.policy.distribution.SquashedGaussianByState;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.Map;

/**
 * Soft actor-critic: a policy that earns much while it leaves much to chance. Two critics value actions, the lesser of
 * the two counts; the policy moves along their slope and towards entropy, at a price, the temperature, that is learned
 * as well. {@code docs/algorithms/sac.md} lists the details.
 *
 * @see <a href="https://arxiv.org/abs/1812.05905">Haarnoja et al. 2018, algorithm 1</a>
 */
public final class Sac extends ControlLearner<SquashedGaussianByState> {

    private final SacSettings settings;
    private final Critic first;
    private final Critic second;
    private final Temperature temperature;
    private final CounterRandom random;

    /** Of rows of observation and action, for whichever critic is asked. */
    private final float[] rows;

    private final float[] sampled;
    private final double[] logProbabilities;
    private final double[] targets;
    private final float[] absoluteErrors;
    private final float[] ofFirst;
    private final float[] ofSecond;
    private final float[] slopes;
    private final float[] slopesOfSecond;

    /** At its beginning. */
    public Sac(SacSettings settings, LearningTask task) {
        super("sac", "squashed-gaussian-by-state", SquashedGaussianByState.class, settings, task);
        this.settings = settings;
        first = new Critic("critic-1", 1, inputs, settings, task);
        second = new Critic("critic-2", 2, inputs, settings, task);
        temperature =
                new Temperature(settings.temperature(), actions.squashing().rawWidth());
        random = new CounterRandom(task.seed());
        int batch = settings.batch();
        rows = new float[batch * inputs];
        sampled = new float[batch * actions.sampledWidth()];
        logProbabilities = new double[batch];
        targets = new double[batch];
        absoluteErrors = new float[batch];
        ofFirst = new float[batch];
        ofSecond = new float[batch];
        slopes = new float[rows.length];
        slopesOfSecond = new float[rows.length];
    }

    @Override
    void learn(ReplayBatch drawn, float[] parameters, int step, Pace pace) {
        aim(drawn, step, pace.place());
        learnValues(drawn, pace);
        if (gradientSteps() % settings.policyDelay() == 0) {
            double logProbability = learnPolicy(drawn, parameters, step, pace);
            temperature.learn(logProbability, pace.factor(), pace.place());
        }
        if (gradientSteps() % settings.targetDelay() == 0) {
            first.lead();
            second.lead();
        }
    }

    /** Says what each row's action is to be worth: equations 3 and 5. */
    private void aim(ReplayBatch drawn, int step, Place place) {
        int count = drawn.rows();
        draw(drawn.nextObservations(), count, place, step, 0);
        float[] one = first.targetValues(rows, count);
        float[] other = second.targetValues(rows, count);
        for (int row = 0; row < count; row++) {
            double next = Math.min(one[row], other[row]) - temperature.value() * logProbabilities[row];
            targets[row] = drawn.rewards()[row] + drawn.discounts()[row] * next;
        }
    }

    /** Pulls both critics towards the targets: equation 6. */
    private void learnValues(ReplayBatch drawn, Pace pace) {
        int count = drawn.rows();
        for (int row = 0; row < count; row++) {
            int at = putObservation(drawn.observations(), row, rows);
            actions.toUnit(drawn.sampled(), row * actions.sampledWidth(), rows, at);
        }
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

    /** Moves the policy against {@code temperature * log-probability - value}: equations 9 and 10. */
    private double learnPolicy(ReplayBatch drawn, float[] parameters, int step, Pace pace) {
        int count = drawn.rows();
        float[] outputs = draw(drawn.observations(), count, pace.place(), step, count);
        float[] one = first.values(rows, count, pace.place());
        float[] other = second.values(rows, count, pace.place());
        double values = 0;
        double logProbability = 0;
        for (int row = 0; row < count; row++) {
            boolean least = one[row] <= other[row];
            ofFirst[row] = least ? -1f / count : 0;
            ofSecond[row] = least ? 0 : -1f / count;
            values += Math.min(one[row], other[row]) / count;
            logProbability += logProbabilities[row] / count;
        }
        first.slopes(ofFirst, slopes);
        second.slopes(ofSecond, slopesOfSecond);
        tally.addActor(pace.place().requireFinite("policy loss", temperature.value() * logProbability - values));
        float[] gradients = actor.outputGradients(count);
        for (int row = 0; row < count; row++) {
            int at = actionAt(row);
            for (int i = at; i < (row + 1) * inputs; i++) {
                slopes[i] += slopesOfSecond[i];
            }
            actions.wrap(outputs, row * actions.outputs(), null, 0);
            actions.addReparameterizedGradient(
                    sampled,
                    row * actions.sampledWidth(),
                    temperature.value() / count,
                    slopes,
                    at,
                    gradients,
                    row * actions.outputs());
        }
        actor.step(parameters, pace.actorRate(), pace.place());
        return logProbability;
    }

    /**
     * Draws an action in each of some observations, and puts both into the critics' rows. Returns the policy's outputs.
     *
     * @param step  of the update
     * @param draws before these in the gradient step
     */
    private float[] draw(float[] observations, int count, Place place, int step, int draws) {
        float[] outputs = actor.outputs(observations, count);
        place.requireFinite("policy output", outputs, count * actions.outputs());
        for (int row = 0; row < count; row++) {
            int at = row * actions.sampledWidth();
            random.at(Purpose.LEARNING, place.update(), step, draws + row);
            actions.wrap(outputs, row * actions.outputs(), null, 0);
            actions.sample(random, sampled, at);
            logProbabilities[row] = actions.logProbability(sampled, at);
            actions.toUnit(sampled, at, rows, putObservation(observations, row, rows));
        }
        return outputs;
    }

    /** The estimate that the actions themselves give: what squashing leaves of entropy has no closed form. */
    @Override
    double entropy(UnrollBatch batch, float[] parameters) {
        double sum = 0;
        for (int row = 0; row < batch.stepRows(); row++) {
            sum -= batch.logProbabilities()[row];
        }
        return sum / batch.stepRows();
    }

    @Override
    public Map<String, Double> state() {
        Map<String, Double> state = super.state();
        temperature.putInto(state);
        return state;
    }

    @Override
    public void restore(Map<String, Double> state) {
        super.restore(state);
        temperature.restore(state);
    }

    @Override
    void putNetworksInto(Map<String, float[]> arrays) {
        first.putInto(arrays);
        second.putInto(arrays);
        temperature.putArraysInto(arrays);
    }

    @Override
    void restoreNetworks(Map<String, float[]> arrays) {
        first.restore(arrays, gradientSteps());
        second.restore(arrays, gradientSteps());
        temperature.restoreArrays(arrays, gradientSteps() / settings.policyDelay());
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
