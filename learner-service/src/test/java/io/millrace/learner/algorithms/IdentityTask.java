package io.millrace.learner.algorithms;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Four signs, each to be answered with itself: what every algorithm learns in a second. */
final class IdentityTask implements DrawnExperience.Task {

    /** Right answers, sign by sign. */
    static final float[] RIGHT = {0, 1, 2, 3};

    private static final NetworkShape NETWORK = new NetworkShape(4, List.of(16), Activation.TANH, 4, 0);
    private static final NetworkShape VALUES = new NetworkShape(4, List.of(16), Activation.TANH, 4, 1, Trunk.NONE);

    /**
     * The greedy answers after so many updates of 128 steps.
     *
     * @param lag how many updates old the policy is that acts; 0 for lock-step
     */
    static float[] answers(Function<LearningTask, Algorithm> algorithm, long seed, int updates, int lag) {
        return answers(NETWORK, "categorical", algorithm, seed, updates, lag);
    }

    /** Likewise of an algorithm that learns the values of actions, in lock-step. */
    static float[] answersByValue(Function<LearningTask, Algorithm> algorithm, long seed, int updates) {
        return answers(VALUES, "epsilon-greedy", algorithm, seed, updates, 0);
    }

    /** Likewise of an algorithm that learns from others: each answer was given by chance. */
    static float[] answersFromChance(Function<LearningTask, Algorithm> algorithm, long seed, int updates) {
        // The one that acts first acts all the time: with no weights it likes no answer more than another.
        return answers(NETWORK, "categorical", algorithm, seed, updates, Integer.MAX_VALUE);
    }

    /** Likewise where it learns the values of actions. */
    static float[] answersFromChanceByValue(Function<LearningTask, Algorithm> algorithm, long seed, int updates) {
        return answers(VALUES, "epsilon-greedy", algorithm, seed, updates, Integer.MAX_VALUE);
    }

    private static float[] answers(
            NetworkShape network,
            String family,
            Function<LearningTask, Algorithm> algorithm,
            long seed,
            int updates,
            int lag) {
        ActionSpace space = new ActionSpace.Discrete(4);
        Algorithm learner = algorithm.apply(new LearningTask(
                network, Distributions.of(family, space), new KernelEngine(network), seed, 128L * updates));
        Policy policy = new NetworkPolicy(network, Distributions.of(family, space));
        float[] parameters = Initialization.orthogonal(network, seed);
        learner.begin(parameters);
        Deque<float[]> published = new ArrayDeque<>();
        if (lag == Integer.MAX_VALUE) {
            published.add(byChance(network));
        }
        DrawnExperience experience = new DrawnExperience(new UnrollShape(8, 8, 4, space, 1), new IdentityTask(), seed);

        for (int update = 1; update <= updates; update++) {
            published.add(parameters.clone());
            policy.load(published.size() > lag ? published.remove() : published.element());
            UnrollBatch batch = experience.draw(policy, 2, update);
            learner.update(batch, parameters, new UpdateContext(update, (update - 1L) * batch.stepRows()));
        }

        policy.load(parameters);
        policy.forward(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4);
        policy.greedy(0, 4, null);
        return Arrays.copyOf(policy.actions(), 4);
    }

    /** Parameters of a policy that gives each answer as often as any other. */
    private static float[] byChance(NetworkShape network) {
        float[] parameters = new float[network.parameterCount()];
        // Where values are learned, epsilon.
        Arrays.fill(parameters, network.freeOffset(), parameters.length, 1);
        return parameters;
    }

    @Override
    public void observe(CounterRandom random, float[] into, int at) {
        into[at + random.nextInt(4)] = 1;
    }

    @Override
    public float reward(float[] observations, int at, float[] actions, int actionAt) {
        return observations[at + (int) actions[actionAt]];
    }

    @Override
    public byte end(CounterRandom random) {
        return Ends.TERMINATED;
    }
}
