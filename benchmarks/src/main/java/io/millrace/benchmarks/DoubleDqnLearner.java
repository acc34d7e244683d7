package io.millrace.benchmarks;

import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.DqnSettings;
import io.millrace.learner.algorithms.ExplorationSettings;
import io.millrace.learner.algorithms.LearningTask;
import io.millrace.learner.algorithms.StageWaits;
import io.millrace.learner.algorithms.TargetSettings;
import io.millrace.learner.algorithms.TdLoss;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.algorithms.UpdateReport;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;

/** The learner's own Double DQN on one of our engines, with a full memory of drawn experience. */
final class DoubleDqnLearner implements AutoCloseable {

    static final int BATCH = 64;

    /** In each update. */
    static final int GRADIENT_STEPS = 8;

    private final Engine engine;
    private final Algorithm algorithm;
    private final UnrollBatch inserted;
    private final float[] parameters;
    private long steps;
    private long updates;

    DoubleDqnLearner(String engineName, NetworkShape shape, int capacity, double learningRate) {
        engine = Engines.named(engineName, shape);
        // As many steps as a batch, so that each is drawn as often as there are gradient steps.
        inserted = DrawnExperience.masked(BATCH, shape.observationSize(), shape.policyOutputs(), 1);
        parameters = Initialization.orthogonal(shape, 1);
        DqnSettings settings = new DqnSettings(
                learningRate,
                false,
                .99,
                new ReplaySettings(capacity, ReplaySettings.Kind.UNIFORM, .6, .4),
                BATCH,
                GRADIENT_STEPS,
                0,
                1,
                new TargetSettings(0, .005),
                TdLoss.HUBER,
                10,
                new ExplorationSettings(ExplorationSettings.Kind.CONSTANT, .1, 0, 0, 0),
                OptimizerKind.ADAM,
                1e-8,
                0);
        algorithm = Algorithms.create(
                "double-dqn",
                settings,
                new LearningTask(
                        shape,
                        Distributions.of("epsilon-greedy", new ActionSpace.Discrete(shape.policyOutputs())),
                        engine,
                        own -> Engines.named(engineName, own),
                        1,
                        1,
                        System::nanoTime,
                        StageWaits.UNHEARD));
        algorithm.begin(parameters);
        while (steps < capacity) {
            algorithm.remember(inserted, steps);
            steps += inserted.stepRows();
        }
    }

    /** Takes in as many steps as a batch has, and takes the gradient steps that they are worth. */
    UpdateReport update() {
        UpdateReport report = algorithm.update(inserted, parameters, new UpdateContext(++updates, steps));
        steps += inserted.stepRows();
        return report;
    }

    @Override
    public void close() {
        algorithm.close();
        engine.close();
    }
}
