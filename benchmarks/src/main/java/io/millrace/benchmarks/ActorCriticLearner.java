package io.millrace.benchmarks;

import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.DdpgSettings;
import io.millrace.learner.algorithms.ExplorationSettings;
import io.millrace.learner.algorithms.LearningTask;
import io.millrace.learner.algorithms.SacSettings;
import io.millrace.learner.algorithms.StageWaits;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.algorithms.UpdateReport;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.space.ActionSpace;
import java.util.Collections;
import java.util.List;

/** The learner's own SAC or DDPG on one of our engines, with a full memory of drawn experience. */
final class ActorCriticLearner implements AutoCloseable {

    static final int BATCH = 256;

    /** In each update: one for each step taken in, each of which is drawn as often as a batch has steps. */
    static final int GRADIENT_STEPS = 16;

    private static final int CAPACITY = 65_536;
    private static final List<Integer> HIDDEN = List.of(256, 256);

    private final Engine engine;
    private final Algorithm algorithm;
    private final UnrollBatch inserted;
    private final float[] parameters;
    private long steps;
    private long updates;

    ActorCriticLearner(String name, String engineName, int observationSize, int actionWidth) {
        ActionSpace space =
                new ActionSpace.Box(Collections.nCopies(actionWidth, -1.0), Collections.nCopies(actionWidth, 1.0));
        ActionDistribution distribution =
                Distributions.of(name.equals("sac") ? "squashed-gaussian-by-state" : "deterministic", space);
        NetworkShape shape = new NetworkShape(
                observationSize,
                HIDDEN,
                Activation.RELU,
                distribution.outputs(),
                distribution.freeParameters(),
                Trunk.NONE);
        engine = Engines.named(engineName, shape);
        inserted = DrawnExperience.continuous(GRADIENT_STEPS, observationSize, space, distribution.sampledWidth(), 1);
        parameters = Initialization.orthogonal(shape, 1);
        algorithm = Algorithms.create(
                name,
                name.equals("sac") ? sac() : ddpg(),
                new LearningTask(
                        shape,
                        distribution,
                        engine,
                        own -> Engines.named(engineName, own),
                        1,
                        1,
                        System::nanoTime,
                        StageWaits.UNHEARD));
        algorithm.begin(parameters);
        while (steps < CAPACITY) {
            algorithm.remember(inserted, steps);
            steps += inserted.stepRows();
        }
    }

    /** Takes in some steps, and takes the gradient steps that they are worth. */
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

    private static SacSettings sac() {
        return new SacSettings(
                Contenders.STANDSTILL,
                Contenders.STANDSTILL,
                false,
                .99,
                memory(),
                BATCH,
                BATCH,
                0,
                1,
                HIDDEN,
                .005,
                1,
                1,
                new SacSettings.Temperature(.2, true, -1, Contenders.STANDSTILL),
                0,
                OptimizerKind.ADAM,
                1e-8,
                0);
    }

    private static DdpgSettings ddpg() {
        return new DdpgSettings(
                Contenders.STANDSTILL,
                Contenders.STANDSTILL,
                false,
                .99,
                memory(),
                BATCH,
                BATCH,
                0,
                1,
                HIDDEN,
                .005,
                new ExplorationSettings(ExplorationSettings.Kind.CONSTANT, .1, 0, 0, 0),
                0,
                OptimizerKind.ADAM,
                1e-8,
                0);
    }

    private static ReplaySettings memory() {
        return new ReplaySettings(CAPACITY, ReplaySettings.Kind.UNIFORM, .6, .4);
    }
}
