package io.millrace.learner;

import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.Bandit;
import io.millrace.learner.algorithms.LearningTask;
import io.millrace.learner.algorithms.StageWaits;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.EngineException;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.normalisation.Normalisation;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Rule.Fit;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.PolicySettings;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A learner as a run begins with it. Whoever learns live and whoever trains again from the log take it from here, so
 * that the same unrolls give both the same weights.
 *
 * @param engine what computes, in words
 */
record FreshLearner(String engine, Learner learner) {

    private static final Logger LOGGER = LoggerFactory.getLogger(FreshLearner.class);

    /**
     * An algorithm, and what it begins with.
     *
     * @param engine     what computes, in words
     * @param parameters the initial ones
     * @param closing    gives back what the algorithm was given
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once.
    private record Taught(String engine, Algorithm algorithm, float[] parameters, Runnable closing) {}

    /**
     * Makes it.
     *
     * @param settings of the run, defaults included
     * @param learning the section learner of them, with the steps after which the run ends
     * @param initial  weights of another run to begin with; null for drawn ones
     * @param waits    is told how long updates waited for their stages
     * @param nanoTime measures how long things take; no result depends on it
     * @throws UserMistake if the run's engine is not on the class path, or cannot run on this machine, or if the
     *     replay memory does not fit into this process, or the initial weights are of another network
     */
    static FreshLearner of(
            Run run,
            Settings settings,
            LearnerSettings learning,
            @Nullable PublishedWeights initial,
            StageWaits waits,
            LongSupplier nanoTime) {
        UnrollShape unrollShape = UnrollShape.of(run);
        RuleDescription rule = run.getRule();
        Taught taught =
                rule == null ? network(run, settings, learning, unrollShape, waits, nanoTime) : statistics(run, rule);
        Normalisation normalisation = rule == null ? normalisation(run, settings, unrollShape) : Normalisation.none();
        if (initial != null) {
            begin(run, initial, taught.parameters(), normalisation);
        }
        return new FreshLearner(
                taught.engine(),
                new Learner(taught.algorithm(), normalisation, unrollShape, taught.parameters(), taught.closing()));
    }

    private static Taught network(
            Run run,
            Settings settings,
            LearnerSettings learning,
            UnrollShape unrollShape,
            StageWaits waits,
            LongSupplier nanoTime) {
        Record chosen = algorithmSettings(settings);
        requireRoom(chosen, unrollShape, run.getLanes());
        NetworkShape shape = RunPolicy.shape(run);
        Engine engine = engine(learning.engine(), shape);
        sayIfVectorsAreMissing(engine);
        LearningTask task = new LearningTask(
                shape,
                RunPolicy.distribution(run),
                engine,
                own -> Engines.named(learning.engine(), own),
                run.getSeed(),
                learning.steps(),
                nanoTime,
                waits);
        return new Taught(
                engine.description(),
                Algorithms.create(settings.text("algorithm.name"), chosen, task),
                settings.bind("policy", PolicySettings.class).initialWeights(shape, run.getSeed()),
                engine::close);
    }

    private static Taught statistics(Run run, RuleDescription rule) {
        ArmTable table = RunPolicy.arms(rule);
        Fit fit = Rules.of(rule.getName(), rule.getSettings()).fit();
        return new Taught(
                "statistics, without a network",
                new Bandit(table, fit, rule.getDaysPerStep(), run.getSeed()),
                new float[table.parameterCount()],
                () -> {});
    }

    private static Normalisation normalisation(Run run, Settings settings, UnrollShape unrollShape) {
        return Normalisation.of(
                RunPolicy.networkLayout(run),
                unrollShape,
                run.getLanes(),
                run.getNormaliseRewards() ? settings.number("algorithm.discount") : 1);
    }

    /** Puts another run's weights in the place of drawn ones. Its statistics count as if its updates had been this run's. */
    private static void begin(Run run, PublishedWeights weights, float[] parameters, Normalisation normalisation) {
        int expected = parameters.length + normalisation.added();
        if (weights.parameters().length != expected) {
            throw new UserMistake("The weights that this run begins with hold " + weights.parameters().length
                    + " numbers, but its own have " + expected
                    + ". Set policy.init-from to a run of the same network.");
        }
        System.arraycopy(weights.parameters(), 0, parameters, 0, parameters.length);
        double stepsPerUpdate = (double) run.getLanes() * run.getEnvironmentsPerLane() * run.getUnrollLength();
        normalisation.begin(weights.parameters(), parameters.length, weights.version() * stepsPerUpdate);
        LOGGER.atInfo()
                .addKeyValue("version", weights.version())
                .addKeyValue("sha256", weights.sha256())
                .log("beginning with the weights of another run");
    }

    /** Who chose the engine can choose another; the engines themselves know nothing of users and exit codes. */
    private static Engine engine(String name, NetworkShape shape) {
        try {
            return Engines.named(name, shape);
        } catch (EngineException unusable) {
            throw new UserMistake(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /** Who chose the capacity can choose another, or give Java more memory. */
    private static void requireRoom(Record algorithmSettings, UnrollShape shape, int lanes) {
        try {
            Algorithms.requireRoom(algorithmSettings, shape, lanes);
        } catch (IllegalArgumentException refused) {
            throw new UserMistake(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static void sayIfVectorsAreMissing(Engine engine) {
        if (engine.description().startsWith("kernel") && !Kernel.fastest().vectorized()) {
            LOGGER.atWarn()
                    .log("Java was started without the Vector API: the kernel computes with plain loops, several times"
                            + " slower and to the same bits. Start it with --add-modules jdk.incubator.vector,"
                            + " as ./millrace does where Java has that module");
        }
    }

    /** The settings of the algorithm that they name. */
    static Record algorithmSettings(Settings settings) {
        String name = settings.text("algorithm.name");
        return settings.section("algorithm").without("name").bind("", Algorithms.settingsType(name));
    }
}
