package io.millrace.env.environments;

import io.millrace.env.environments.Environment.EpisodeStatus;
import java.util.random.RandomGenerator;

/** Whole episodes under simple policies. */
final class Policies {

    private Policies() {}

    /** Writes the action for the environment's present state. */
    interface Policy {
        void act(float[] into);
    }

    /** Return of an episode, discounted with the environment's own discount. */
    static double discountedReturn(Environment environment, RandomGenerator random, Policy policy) {
        float[] action = new float[environment.description().actionSpace().width()];
        environment.reset(random);
        double total = 0;
        double weight = 1;
        EpisodeStatus status = EpisodeStatus.RUNNING;
        while (status == EpisodeStatus.RUNNING) {
            policy.act(action);
            status = environment.step(action, 0);
            total += weight * environment.reward();
            weight *= environment.description().discount();
        }
        return total;
    }

    static <E extends Environment & KnownOptimum> double optimalPolicyReturn(E environment, RandomGenerator random) {
        return discountedReturn(environment, random, into -> environment.optimalAction(into, 0));
    }
}
