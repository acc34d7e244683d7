package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Trunk;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the algorithms that learn the values of actions have in common besides how they learn them: a target
 * network, an epsilon that travels with the weights, and a checkpoint that holds both.
 */
abstract class ValueLearner implements Algorithm {

    private static final String EPISODES = "episodes";
    private static final String TARGET = "target";

    /** The run that is learned from. */
    final LearningTask task;

    /** Of each update. */
    final LearningRate learningRate;

    /** What turns gradients into steps; its count of them is the target network's clock. */
    final Optimizer optimizer;

    /** Says what comes after a step is worth. */
    final TargetNetwork target;

    /** Takes the gradient steps. */
    final ValueDescent descent;

    /** How often actions are drawn at random. */
    final Exploration exploration;

    private final String name;

    /**
     * @param name as settings name the algorithm
     * @throws IllegalArgumentException if the network does not stand for the values of actions
     */
    ValueLearner(String name, ValueSettings settings, LearningTask task) {
        if (!(task.distribution() instanceof EpsilonGreedy) || task.shape().trunk() != Trunk.NONE) {
            throw new IllegalArgumentException("Algorithm " + name + " learns values and acts epsilon-greedy, but the"
                    + " network has trunk " + task.shape().trunk() + " and acts by "
                    + task.distribution().getClass().getSimpleName()
                    + ". Set policy.distribution to epsilon-greedy and policy.trunk to none, or leave them out.");
        }
        this.name = name;
        this.task = task;
        learningRate = new LearningRate(settings.learningRate(), settings.anneal(), task.stepLimit());
        optimizer = settings.optimizer()
                .create(task.shape().parameterCount(), settings.optimizerEpsilon(), settings.weightDecay());
        descent = new ValueDescent(settings.loss(), settings.penalty(), settings.gradientNorm(), optimizer, task);
        exploration = new Exploration(settings.exploration(), task);
        target = new TargetNetwork(settings.target(), task);
    }

    /** {@inheritDoc} That is epsilon; and the target network becomes a copy. */
    @Override
    public void begin(float[] parameters) {
        exploration.set(parameters, 0);
        target.copy(parameters);
    }

    /** {@inheritDoc} Epsilon is set for the weights that come out of it. */
    @Override
    public final UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        task.requireFitting(batch, parameters);
        double entropy = exploration.entropy(batch, parameters);
        learn(batch, parameters, context);
        target.settle();
        exploration.passed(batch);
        exploration.set(parameters, context.stepsBefore() + batch.stepRows());
        return descent.report(entropy);
    }

    /** Takes the gradient steps of an update: any number of them. */
    abstract void learn(UnrollBatch batch, float[] parameters, UpdateContext context);

    @Override
    public Map<String, Double> state() {
        return Map.of(EPISODES, (double) exploration.episodes());
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require(name, state().keySet(), state);
        exploration.restore(Objects.requireNonNull(state.get(EPISODES)).longValue());
    }

    @Override
    public Map<String, float[]> arrays() {
        Map<String, float[]> arrays = new TreeMap<>();
        arrays.put(TARGET, target.parameters());
        return arrays;
    }

    @Override
    public void restoreArrays(Map<String, float[]> arrays) {
        Map<String, float[]> own = arrays();
        if (!arrays.keySet().equals(own.keySet())) {
            throw new IllegalArgumentException("The checkpoint holds the arrays " + new TreeSet<>(arrays.keySet())
                    + ", but algorithm " + name + " carries " + own.keySet()
                    + ". Name the algorithm that wrote it, or start without the checkpoint.");
        }
        float[] saved = Objects.requireNonNull(arrays.get(TARGET));
        if (saved.length != target.parameters().length) {
            throw new IllegalArgumentException("The checkpoint holds a target network of " + saved.length
                    + " parameters, but this run's has " + target.parameters().length
                    + ". Take the section policy back that it was written with.");
        }
        target.copy(saved);
    }

    @Override
    public Optimizer optimizer() {
        return optimizer;
    }

    @Override
    public void close() {
        target.close();
    }
}
