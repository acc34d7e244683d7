package io.millrace.app.evaluation;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.KnownOptimum;
import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import io.millrace.weights.PublishedWeights;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Plays episodes with the greedy policy. Episode i draws its chance from (seed, i): two policies judged
 * with the same seed meet the same episodes.
 */
public final class Evaluator {

    private final EnvironmentParameters parameters;
    private final Policy policy;
    private final long seed;

    /** @param policy loaded by {@link #evaluate} */
    public Evaluator(EnvironmentParameters parameters, Policy policy, long seed) {
        this.parameters = parameters;
        this.policy = policy;
        this.seed = seed;
    }

    /** Plays so many episodes, all at once, with these weights. */
    public Evaluation evaluate(PublishedWeights weights, int episodes) {
        policy.load(weights.parameters());
        Play play = new Play(episodes);
        while (play.anyRunning()) {
            play.step();
        }
        return Evaluation.of(weights.version(), play.returns, play.meanLength(), optimum());
    }

    private @Nullable Double optimum() {
        return parameters.create() instanceof KnownOptimum known ? known.optimalReturn() : null;
    }

    /** Episodes that are played side by side; a finished one keeps its last row and is stepped no more. */
    private final class Play {

        private final Environment[] environments;
        private final boolean[] running;
        private final double[] returns;
        private final double[] discount;
        private final float[] observations;
        private final byte @Nullable [] masks;
        private final int observationSize;
        private long steps;

        Play(int episodes) {
            Environment.Description description = parameters.create().description();
            observationSize = description.observationSize();
            environments = new Environment[episodes];
            running = new boolean[episodes];
            returns = new double[episodes];
            discount = new double[episodes];
            observations = new float[episodes * observationSize];
            masks = parameters.create().masksActions()
                            && description.actionSpace() instanceof ActionSpace.Discrete choices
                    ? new byte[episodes * choices.choices()]
                    : null;
            Arrays.fill(running, true);
            Arrays.fill(discount, 1);
            for (int i = 0; i < episodes; i++) {
                environments[i] = parameters.create();
                environments[i].reset(new CounterRandom(seed).at(Purpose.EVALUATION, i, 0, 0));
                observe(i);
            }
        }

        boolean anyRunning() {
            for (boolean one : running) {
                if (one) {
                    return true;
                }
            }
            return false;
        }

        double meanLength() {
            return (double) steps / environments.length;
        }

        void step() {
            policy.forward(observations, environments.length);
            policy.greedy(0, environments.length, masks);
            int width = policy.actionWidth();
            for (int i = 0; i < environments.length; i++) {
                if (running[i]) {
                    running[i] = environments[i].step(policy.actions(), i * width) == EpisodeStatus.RUNNING;
                    returns[i] += discount[i] * environments[i].reward();
                    discount[i] *= environments[i].description().discount();
                    steps++;
                    observe(i);
                }
            }
        }

        private void observe(int i) {
            environments[i].observe(observations, i * observationSize);
            if (masks != null && running[i]) {
                environments[i].mask(masks, i * (masks.length / environments.length));
            }
        }
    }
}
