package io.millrace.benchmarks;

import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.LearningTask;
import io.millrace.learner.algorithms.PpoSettings;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.algorithms.UpdateReport;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;

/** The learner's own PPO on one of our engines, one epoch of one minibatch. */
final class EnginePpo implements AutoCloseable {

    static final double CLIP = 0.2;
    static final double VALUE_WEIGHT = 0.5;
    static final double GRADIENT_NORM = 0.5;
    static final double DISCOUNT = 0.99;
    static final double LAMBDA = 0.95;

    private final Engine engine;
    private final Algorithm algorithm;
    private final UnrollBatch batch;
    private final float[] parameters;
    private long updates;

    /** @param parameters changed by each update */
    EnginePpo(String engineName, NetworkShape shape, float[] parameters, UnrollBatch batch, double learningRate) {
        this.parameters = parameters;
        this.batch = batch;
        engine = Engines.named(engineName, shape);
        PpoSettings settings = new PpoSettings(
                learningRate,
                false,
                DISCOUNT,
                LAMBDA,
                CLIP,
                1,
                batch.stepRows(),
                0,
                VALUE_WEIGHT,
                0,
                GRADIENT_NORM,
                true,
                false,
                0);
        algorithm = Algorithms.create(
                "ppo",
                settings,
                new LearningTask(
                        shape,
                        Distributions.of("categorical", new ActionSpace.Discrete(shape.policyOutputs())),
                        engine,
                        1,
                        1));
    }

    /** Values, advantages, forward, loss, backward, clip, Adam. */
    UpdateReport update() {
        return algorithm.update(batch, parameters, new UpdateContext(++updates, 0));
    }

    @Override
    public void close() {
        engine.close();
    }
}
