package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayBatch;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the algorithms that improve a policy by critics of their own have in common besides how they learn: steps that
 * are remembered and drawn again, the count of gradient steps, and a checkpoint that holds every network.
 */
abstract class CriticLearner implements Algorithm {

    private static final String GRADIENT_STEPS = "gradient-steps";
    private static final String PRIORITIES = "priorities";

    /** The run that is learned from. */
    final LearningTask task;

    /** What the gradient steps of an update did. */
    final ControlTally tally = new ControlTally();

    /** Numbers in a critic's input. */
    final int inputs;

    private final String name;
    private final ControlSettings settings;
    private final Replay replay;
    private final SampleRatio ratio;
    private final LearningRate actorRate;
    private final LearningRate criticRate;
    private long gradientSteps;

    /**
     * Which update a gradient step is of, and how large it is to be.
     *
     * @param factor what a learning rate of the algorithm's own is multiplied by
     * @param place  for those who have to find what went wrong
     */
    record Pace(double actorRate, double criticRate, double factor, Place place) {}

    /**
     * @param name        as settings name the algorithm
     * @param actionWidth numbers that a critic is shown of an action
     */
    CriticLearner(String name, int actionWidth, ControlSettings settings, LearningTask task) {
        this.name = name;
        this.settings = settings;
        this.task = task;
        inputs = task.shape().observationSize() + actionWidth;
        replay = new Replay(settings, task);
        ratio = new SampleRatio(settings.samplesPerInsert(), settings.batch(), settings.learningStarts());
        actorRate = new LearningRate(settings.actorLearningRate(), settings.anneal(), task.stepLimit());
        criticRate = new LearningRate(settings.criticLearningRate(), settings.anneal(), task.stepLimit());
    }

    @Override
    public void makeRoom(UnrollShape shape) {
        replay.makeRoom(shape);
    }

    @Override
    public final UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        double entropy = entropy(batch, parameters);
        replay.insert(batch, context);
        int due = ratio.due(context.stepsBefore(), context.stepsBefore() + batch.stepRows());
        tally.begin(Math.multiplyExact(due, settings.batch()));
        Pace pace = new Pace(
                actorRate.at(context),
                criticRate.at(context),
                context.learningRateFactor(),
                Place.in(context.number()));
        load(parameters);
        for (int step = 0; step < due; step++) {
            gradientSteps++;
            learn(replay.draw(context.number(), step), parameters, step, pace);
        }
        passed(batch, parameters, context);
        return tally.report(entropy);
    }

    /** Computes by these parameters from here on. */
    abstract void load(float[] parameters);

    /** The mean entropy of the policy, as reported. */
    abstract double entropy(UnrollBatch batch, float[] parameters);

    /**
     * Takes one gradient step.
     *
     * @param step of the update, from 0
     */
    abstract void learn(ReplayBatch drawn, float[] parameters, int step, Pace pace);

    /** Is told that an update's gradient steps are done. */
    void passed(UnrollBatch batch, float[] parameters, UpdateContext context) {}

    /** Of the whole run, the present one included. */
    final long gradientSteps() {
        return gradientSteps;
    }

    /** Tells the memory how badly the steps drawn last were predicted. */
    final void learned(float[] absoluteErrors) {
        replay.learned(absoluteErrors);
    }

    /** Puts an observation into a row of a critic's inputs; the action's place, which follows it, is returned. */
    final int putObservation(float[] observations, int row, float[] rows) {
        int size = task.shape().observationSize();
        System.arraycopy(observations, row * size, rows, row * inputs, size);
        return row * inputs + size;
    }

    /** Where in a row of a critic's inputs the action begins. */
    final int actionAt(int row) {
        return row * inputs + task.shape().observationSize();
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
    public Map<String, Double> state() {
        Map<String, Double> state = new TreeMap<>();
        state.put(GRADIENT_STEPS, (double) gradientSteps);
        return state;
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require(name, state().keySet(), state);
        gradientSteps = Objects.requireNonNull(state.get(GRADIENT_STEPS)).longValue();
    }

    @Override
    public Map<String, float[]> arrays() {
        Map<String, float[]> arrays = new TreeMap<>();
        arrays.put(PRIORITIES, replay.priorities());
        putNetworksInto(arrays);
        return arrays;
    }

    @Override
    public void restoreArrays(Map<String, float[]> arrays) {
        Map<String, float[]> own = arrays();
        CheckpointNames.requireArrays(name, own, arrays, PRIORITIES);
        replay.restore(Objects.requireNonNull(arrays.get(PRIORITIES)));
        restoreNetworks(arrays);
    }

    /** Puts the arrays of the algorithm's own networks among the others. */
    abstract void putNetworksInto(Map<String, float[]> arrays);

    /** Goes on from what {@link #putNetworksInto} once put there; names and lengths are right. */
    abstract void restoreNetworks(Map<String, float[]> arrays);
}
