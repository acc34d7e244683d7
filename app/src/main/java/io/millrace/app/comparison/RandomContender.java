package io.millrace.app.comparison;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * Takes each allowed choice with the same probability, and learns nothing.
 *
 * @param choices  of the environment
 * @param settings of the environment
 */
record RandomContender(EnvironmentParameters environment, int choices, String settings) implements Contender {

    @Override
    public Contestant enter(long seed) {
        CounterRandom random = new CounterRandom(seed).at(Purpose.ACTING, 0, 0, 0);
        float[] action = new float[1];
        return new Contestant() {
            @Override
            public float[] act(float[] observation, byte @Nullable [] mask) {
                do {
                    action[0] = random.nextInt(choices);
                } while (mask != null && mask[(int) action[0]] == 0);
                return action;
            }

            @Override
            public void learn(double reward, EpisodeStatus status, float[] next, byte @Nullable [] nextMask) {
                // Chance does not get better.
            }

            @Override
            public float[] greedy(float[] observation, byte @Nullable [] mask) {
                return act(observation, mask);
            }
        };
    }
}
