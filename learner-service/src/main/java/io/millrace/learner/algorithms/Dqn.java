package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayBatch;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Deep Q-learning: steps are remembered, drawn again at random, and the values of their actions pulled towards
 * reward plus discounted greatest value of what followed, as a target network sees it. Prioritised draws and
 * n-step targets are settings. {@code docs/algorithms/dqn.md} lists the details.
 *
 * @see <a href="https://doi.org/10.1038/nature14236">Mnih et al. 2015, algorithm 1</a>
 * @see <a href="https://arxiv.org/abs/1511.05952">Schaul et al. 2016, algorithm 1</a>, on priorities
 */
public sealed class Dqn extends ValueLearner permits DoubleDqn {

    private static final String PRIORITIES = "priorities";

    private final Replay replay;
    private final SampleRatio ratio;
    private final int batch;
    private final double[] targets;
    private final ActionValues beyond;

    /** At its beginning. */
    public Dqn(DqnSettings settings, LearningTask task) {
        this("dqn", settings, task);
    }

    /** @param name as settings name the algorithm */
    Dqn(String name, DrawnValueSettings settings, LearningTask task) {
        super(name, settings, task);
        replay = new Replay(settings, task);
        ratio = new SampleRatio(settings.samplesPerInsert(), settings.batch(), settings.learningStarts());
        batch = settings.batch();
        targets = new double[settings.batch()];
        beyond = new ActionValues(task.shape().policyOutputs());
    }

    @Override
    public final void makeRoom(UnrollShape shape) {
        replay.makeRoom(shape);
    }

    @Override
    final void learn(UnrollBatch unrolls, float[] parameters, UpdateContext context) {
        replay.insert(unrolls, context);
        int steps = ratio.due(context.stepsBefore(), context.stepsBefore() + unrolls.stepRows());
        double rate = learningRate.at(context);
        Place place = Place.in(context.number());
        descent.begin(Math.multiplyExact(steps, batch));
        for (int step = 0; step < steps; step++) {
            ReplayBatch drawn = replay.draw(context.number(), step);
            target.begin(drawn.nextObservations(), drawn.rows());
            task.engine().load(parameters);
            aim(drawn, targets);
            descent.step(drawn, targets, parameters, rate, place);
            replay.learned(descent.absoluteErrors());
            target.follow(parameters, optimizer.steps());
        }
    }

    /**
     * Says what the value of each row's action is to be. The engine holds the parameters that learn, and the target
     * network has begun to value the next observations.
     *
     * @param targets receives a target for each row, in the rewards' unit
     */
    void aim(ReplayBatch drawn, double[] targets) {
        float[] values = target.values();
        for (int row = 0; row < drawn.rows(); row++) {
            double discount = drawn.discounts()[row];
            double next = discount == 0
                    ? 0
                    : beyond.at(values, drawn.nextMasks(), row).greatest();
            targets[row] = drawn.rewards()[row] + discount * next;
        }
    }

    @Override
    public long memory() {
        return replay.use().capacity();
    }

    @Override
    public void remember(UnrollBatch batch, long stepsBefore) {
        replay.remember(batch, stepsBefore);
    }

    @Override
    public void goBack(Map<String, float[]> arrays) {
        Map<String, float[]> anew = new TreeMap<>(arrays);
        anew.put(PRIORITIES, replay.evenPriorities());
        restoreArrays(anew);
    }

    @Override
    public void forget() {
        replay.forget();
    }

    @Override
    public ReplayUse replay() {
        return replay.use();
    }

    @Override
    public Map<String, float[]> arrays() {
        Map<String, float[]> arrays = super.arrays();
        arrays.put(PRIORITIES, replay.priorities());
        return arrays;
    }

    @Override
    public void restoreArrays(Map<String, float[]> arrays) {
        super.restoreArrays(arrays);
        replay.restore(Objects.requireNonNull(arrays.get(PRIORITIES)));
    }
}
