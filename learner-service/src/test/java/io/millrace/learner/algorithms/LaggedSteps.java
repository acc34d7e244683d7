package io.millrace.learner.algorithms;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.learner.returns.VTrace;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;

/** Steps that a policy took, and that pretend to be of another that liked their actions less or more. */
final class LaggedSteps {

    private static final NetworkShape NETWORK = new NetworkShape(2, List.of(4), Activation.TANH, 3, 0);

    private LaggedSteps() {}

    /** Parameters of the policy that took the steps. */
    static float[] parameters() {
        return Initialization.orthogonal(NETWORK, 5);
    }

    static LearningTask task() {
        return new LearningTask(NETWORK, new Categorical(3), new KernelEngine(NETWORK), 13, 1000);
    }

    static VTraceTargets targets(LearningTask task, VTraceTargets.Ratios ratios) {
        return new VTraceTargets(new VTrace(.9, .95, 1, 1), ratios, task, new ValueUnit(false));
    }

    /** @param logRatio log-probability of each action less the recorded one, in nats */
    static UnrollBatch batch(double logRatio) {
        Policy policy = new NetworkPolicy(NETWORK, new Categorical(3));
        policy.load(parameters());
        UnrollShape shape = new UnrollShape(6, 4, 2, new ActionSpace.Discrete(3), 1);
        UnrollBatch batch = new DrawnExperience(shape, new Weather(), 37).draw(policy, 2, 0);
        for (int row = 0; row < batch.stepRows(); row++) {
            batch.logProbabilities()[row] -= (float) logRatio;
        }
        return batch;
    }

    private static final class Weather implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            into[at] = (float) random.nextDouble(-1, 1);
            into[at + 1] = (float) random.nextDouble(-1, 1);
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return observations[at] - actions[actionAt];
        }

        @Override
        public byte end(CounterRandom random) {
            return random.nextInt(8) == 0 ? Ends.TRUNCATED : 0;
        }
    }
}
