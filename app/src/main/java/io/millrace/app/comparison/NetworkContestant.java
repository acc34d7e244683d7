package io.millrace.app.comparison;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.learner.LearnerSettings;
import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.LearningTask;
import io.millrace.learner.algorithms.StageWaits;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.normalisation.Normalisation;
import io.millrace.messages.Run;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.runtime.settings.Settings;
import io.millrace.weights.PolicySettings;
import io.millrace.weights.RunPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy of an actor and the algorithm of a learner in one: acts with the newest parameters, and
 * updates them whenever an unroll is complete, as a run in lock-step does. An unroll is learned from when
 * the observation after its last step is seen; one that no further action follows is not.
 */
final class NetworkContestant implements Contestant {

    private static final int LANE = 0;

    private final Policy policy;
    private final Engine engine;
    private final Algorithm algorithm;
    private final CounterRandom chance;
    private final Normalisation normalisation;
    private final float[] parameters;
    private final TrialUnroll unroll;
    private final UnrollBatch batch;
    private long version;
    private long stepsLearned;
    private long tick;

    /**
     * @param run      with one lane of one environment
     * @param settings of that run
     * @param masked   whether its environment disallows actions
     */
    NetworkContestant(Run run, Settings settings, boolean masked, long seed) {
        NetworkShape shape = RunPolicy.shape(run);
        // One for acting and one for learning: each looks at the last row that it was given.
        ActionDistribution distribution = RunPolicy.distribution(run);
        LearnerSettings learner = settings.bind("learner", LearnerSettings.class);
        policy = RunPolicy.policy(run);
        chance = new CounterRandom(seed);
        parameters = settings.bind("policy", PolicySettings.class).initialWeights(shape, seed);
        unroll = new TrialUnroll(run, distribution.sampledWidth(), masked);
        batch = new UnrollBatch(unroll.shape());
        normalisation = Normalisation.of(
                RunPolicy.networkLayout(run),
                unroll.shape(),
                1,
                run.getNormaliseRewards() ? settings.number("algorithm.discount") : 1);
        engine = Engines.named(learner.engine(), shape);
        algorithm = algorithm(
                settings,
                new LearningTask(
                        shape,
                        distribution,
                        engine,
                        own -> Engines.named(learner.engine(), own),
                        seed,
                        learner.steps(),
                        () -> 0,
                        StageWaits.UNHEARD));
        algorithm.begin(parameters);
        policy.load(weights());
    }

    private static Algorithm algorithm(Settings settings, LearningTask task) {
        String name = settings.text("algorithm.name");
        Record own = settings.section("algorithm").without("name").bind("", Algorithms.settingsType(name));
        return Algorithms.create(name, own, task);
    }

    @Override
    public float[] act(float[] observation, byte @Nullable [] mask) {
        unroll.show(observation, mask);
        if (unroll.complete()) {
            update();
            unroll.begin();
        }
        policy.forward(observation, 1);
        policy.draw(chance, LANE, tick, 0, 1, mask);
        unroll.act(policy.sampled(), policy.logProbabilities()[0], version);
        tick++;
        return policy.actions();
    }

    @Override
    public void learn(double reward, EpisodeStatus status, float[] next, byte @Nullable [] nextMask) {
        unroll.step(reward, status, next, nextMask);
    }

    @Override
    public float[] greedy(float[] observation, byte @Nullable [] mask) {
        policy.forward(observation, 1);
        policy.greedy(0, 1, mask);
        return policy.actions();
    }

    /** Updates made so far. */
    long version() {
        return version;
    }

    /** The newest weights, in a new array. */
    float[] weights() {
        return normalisation.weights(parameters);
    }

    private void update() {
        batch.fill(List.of(unroll.decoded()));
        normalisation.apply(batch);
        var unused = algorithm.update(batch, parameters, new UpdateContext(version + 1, stepsLearned));
        version++;
        stepsLearned += batch.stepRows();
        policy.load(weights());
    }

    @Override
    public void close() {
        algorithm.close();
        engine.close();
    }
}
