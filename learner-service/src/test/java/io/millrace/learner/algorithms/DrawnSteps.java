package io.millrace.learner.algorithms;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;

/**
 * Steps that a policy of some family drew: two numbers are shown, and the first of them times the action is paid, of switches the
 * first.
 * Nothing ends.
 */
final class DrawnSteps {

    private final String family;
    private final ActionSpace space;
    private final NetworkShape network;
    private final float[] parameters;

    private DrawnSteps(String family, ActionSpace space, NetworkShape network, float[] parameters) {
        this.family = family;
        this.space = space;
        this.network = network;
        this.parameters = parameters;
    }

    static DrawnSteps of(String family) {
        ActionSpace space =
                switch (family) {
                    case "categorical" -> new ActionSpace.Discrete(3);
                    case "bernoulli" -> new ActionSpace.MultiBinary(2);
                    default -> new ActionSpace.Box(List.of(-1.0), List.of(1.0));
                };
        ActionDistribution distribution = Distributions.of(family, space);
        NetworkShape network =
                new NetworkShape(2, List.of(4), Activation.TANH, distribution.outputs(), distribution.freeParameters());
        float[] parameters = Initialization.orthogonal(network, 5);
        CounterRandom random = new CounterRandom(6);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += (float) random.nextDouble(-.3, .3);
        }
        return new DrawnSteps(family, space, network, parameters);
    }

    NetworkShape network() {
        return network;
    }

    /** Parameters of the policy that took the steps; not to be written to. */
    float[] parameters() {
        return parameters;
    }

    /** A new distribution of the family. */
    ActionDistribution distribution() {
        return Distributions.of(family, space);
    }

    LearningTask task() {
        return new LearningTask(network, distribution(), new KernelEngine(network), 13, 1000);
    }

    /** Two unrolls of so many ticks of four environments. */
    UnrollBatch batch(int ticks) {
        return batch(ticks, (observations, at, actions, actionAt) -> observations[at] * actions[actionAt]);
    }

    UnrollBatch batch(int ticks, Payment payment) {
        NetworkPolicy policy = new NetworkPolicy(network, distribution());
        policy.load(parameters);
        UnrollShape shape = new UnrollShape(ticks, 4, 2, space, policy.sampledWidth());
        return new DrawnExperience(shape, new Signs(payment), 37).draw(policy, 2, 0);
    }

    interface Payment {
        float reward(float[] observations, int at, float[] actions, int actionAt);
    }

    private record Signs(Payment payment) implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            into[at] = (float) random.nextDouble(-1, 1);
            into[at + 1] = (float) random.nextDouble(-1, 1);
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return payment.reward(observations, at, actions, actionAt);
        }

        @Override
        public byte end(CounterRandom random) {
            return 0;
        }
    }
}
