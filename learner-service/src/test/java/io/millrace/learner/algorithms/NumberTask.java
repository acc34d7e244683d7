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
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.function.Function;

/**
 * A number to be answered with itself: what every algorithm over continuous actions learns in a second. Over shares the
 * number is the first of two.
 */
final class NumberTask implements DrawnExperience.Task {

    static final ActionSpace BOX = new ActionSpace.Box(List.of(0.0), List.of(1.0));
    static final ActionSpace SHARES = new ActionSpace.Simplex(2);

    /** Right answers to {@link #answers}. */
    static final float[] RIGHT = {.2f, .4f, .6f, .8f};

    /** The greedy answers to the numbers of {@link #RIGHT} after so many updates of 128 steps, in lock-step. */
    static float[] answers(
            String family, ActionSpace space, Function<LearningTask, Algorithm> algorithm, long seed, int updates) {
        ActionDistribution distribution = Distributions.of(family, space);
        NetworkShape network = new NetworkShape(
                1, List.of(16), Activation.TANH, distribution.outputs(), distribution.freeParameters(), Trunk.NONE);
        Algorithm learner = algorithm.apply(
                new LearningTask(network, distribution, new KernelEngine(network), seed, 128L * updates));
        Policy policy = new NetworkPolicy(network, Distributions.of(family, space));
        float[] parameters = Initialization.orthogonal(network, seed);
        learner.begin(parameters);
        DrawnExperience experience = new DrawnExperience(
                new UnrollShape(8, 8, 1, space, distribution.sampledWidth()), new NumberTask(), seed);
        for (int update = 1; update <= updates; update++) {
            policy.load(parameters);
            UnrollBatch batch = experience.draw(policy, 2, update);
            learner.update(batch, parameters, new UpdateContext(update, (update - 1L) * batch.stepRows()));
        }
        learner.close();
        policy.load(parameters);
        policy.forward(RIGHT, RIGHT.length);
        policy.greedy(0, RIGHT.length, null);
        float[] answers = new float[RIGHT.length];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = policy.actions()[i * policy.actionWidth()];
        }
        return answers;
    }

    @Override
    public void observe(CounterRandom random, float[] into, int at) {
        into[at] = (float) random.nextDouble();
    }

    @Override
    public float reward(float[] observations, int at, float[] actions, int actionAt) {
        float off = actions[actionAt] - observations[at];
        return -10 * off * off;
    }

    @Override
    public byte end(CounterRandom random) {
        return Ends.TERMINATED;
    }
}
