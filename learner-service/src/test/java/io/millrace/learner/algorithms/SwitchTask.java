package io.millrace.learner.algorithms;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.function.Function;

/**
 * Eight signs and eight switches, each of which is to be on where its sign is above 0; the reward is the number of right
 * switches. What every algorithm over switches learns in a second.
 */
final class SwitchTask implements DrawnExperience.Task {

    static final ActionSpace SPACE = new ActionSpace.MultiBinary(8);

    private static final int SIGNS = 8;

    /** Share of the switches that the greedy policy puts right after so many updates of 256 steps, in lock-step. */
    static double right(Function<LearningTask, Algorithm> algorithm, long seed, int updates) {
        ActionDistribution distribution = Distributions.of("bernoulli", SPACE);
        NetworkShape network = new NetworkShape(SIGNS, List.of(16), Activation.TANH, SIGNS, 0);
        Algorithm learner = algorithm.apply(
                new LearningTask(network, distribution, new KernelEngine(network), seed, 256L * updates));
        Policy policy = new NetworkPolicy(network, Distributions.of("bernoulli", SPACE));
        float[] parameters = Initialization.orthogonal(network, seed);
        learner.begin(parameters);
        DrawnExperience experience =
                new DrawnExperience(new UnrollShape(16, 8, SIGNS, SPACE, SIGNS), new SwitchTask(), seed);
        for (int update = 1; update <= updates; update++) {
            policy.load(parameters);
            UnrollBatch batch = experience.draw(policy, 2, update);
            learner.update(batch, parameters, new UpdateContext(update, (update - 1L) * batch.stepRows()));
        }
        learner.close();
        policy.load(parameters);
        return right(policy);
    }

    /** Over all 256 rows of signs. */
    private static double right(Policy policy) {
        int rows = 1 << SIGNS;
        float[] observations = new float[rows * SIGNS];
        for (int i = 0; i < observations.length; i++) {
            observations[i] = (((i / SIGNS) >> (i % SIGNS)) & 1) == 1 ? 1 : -1;
        }
        policy.forward(observations, rows);
        policy.greedy(0, rows, null);
        int right = 0;
        for (int i = 0; i < observations.length; i++) {
            right += isRight(observations[i], policy.actions()[i]) ? 1 : 0;
        }
        return (double) right / observations.length;
    }

    private static boolean isRight(float sign, float position) {
        return sign > 0 == (position == 1);
    }

    @Override
    public void observe(CounterRandom random, float[] into, int at) {
        for (int i = 0; i < SIGNS; i++) {
            into[at + i] = random.nextBoolean() ? 1 : -1;
        }
    }

    @Override
    public float reward(float[] observations, int at, float[] actions, int actionAt) {
        float right = 0;
        for (int i = 0; i < SIGNS; i++) {
            right += isRight(observations[at + i], actions[actionAt + i]) ? 1 : 0;
        }
        return right;
    }

    @Override
    public byte end(CounterRandom random) {
        return Ends.TERMINATED;
    }
}
