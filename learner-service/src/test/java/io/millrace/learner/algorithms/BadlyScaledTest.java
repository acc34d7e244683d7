package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.normalisation.Normalisation;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The identity in units that no network likes: signs on top of thousands, rewards by the million. */
class BadlyScaledTest {

    private static final int SIGNS = 4;
    private static final NetworkShape NETWORK = new NetworkShape(SIGNS, List.of(16), Activation.TANH, SIGNS, 0);
    private static final int UPDATES = 25;

    @Test
    void withNormalisedObservationsAndRewardsItIsLearned() {
        assertThat(answers(true)).isEqualTo(IdentityTask.RIGHT);
    }

    @Test
    void asItComesItIsNot() {
        assertThat(answers(false)).isNotEqualTo(IdentityTask.RIGHT);
    }

    private static float[] answers(boolean normalised) {
        long seed = 1;
        ActionSpace space = new ActionSpace.Discrete(SIGNS);
        UnrollShape shape = new UnrollShape(8, 8, SIGNS, space, 1);
        NormalisedLayout layout = new NormalisedLayout(NETWORK, normalised, normalised);
        Normalisation normalisation = Normalisation.of(layout, shape, 2, 0.9);
        PpoSettings settings = new PpoSettings(1e-2, false, .9, .8, .2, 4, 32, .01, .5, 0, .5, true, false, 0);
        Algorithm ppo = new Ppo(
                settings,
                new LearningTask(
                        NETWORK,
                        Distributions.of("categorical", space),
                        new KernelEngine(NETWORK),
                        seed,
                        128L * UPDATES));
        Policy policy = new NetworkPolicy(layout, Distributions.of("categorical", space));
        float[] parameters = Initialization.orthogonal(NETWORK, seed);
        DrawnExperience experience = new DrawnExperience(shape, new Unscaled(), seed);
        for (int update = 1; update <= UPDATES; update++) {
            policy.load(normalisation.weights(parameters));
            UnrollBatch batch = experience.draw(policy, 2, update);
            normalisation.apply(batch);
            ppo.update(batch, parameters, new UpdateContext(update, (update - 1L) * batch.stepRows()));
        }
        policy.load(normalisation.weights(parameters));
        float[] signs = new float[SIGNS * SIGNS];
        for (int sign = 0; sign < SIGNS; sign++) {
            show(sign, signs, sign * SIGNS);
        }
        policy.forward(signs, SIGNS);
        policy.greedy(0, SIGNS, null);
        return Arrays.copyOf(policy.actions(), SIGNS);
    }

    private static void show(int sign, float[] into, int at) {
        Arrays.fill(into, at, at + SIGNS, 3000);
        into[at + sign] += 1;
    }

    private static final class Unscaled implements DrawnExperience.Task {

        private final IdentityTask identity = new IdentityTask();

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            show(random.nextInt(SIGNS), into, at);
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return observations[at + (int) actions[actionAt]] > 3000 ? 1e6f : 0;
        }

        @Override
        public byte end(CounterRandom random) {
            return identity.end(random);
        }
    }
}
