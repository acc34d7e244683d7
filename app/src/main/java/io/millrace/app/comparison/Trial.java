package io.millrace.app.comparison;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One contestant from its first episode to its last, in one thread. Its result depends on the contender,
 * the seed and the numbers of episodes alone: the same trial elsewhere gives the same bits.
 */
final class Trial {

    private final Environment environment;
    private final Contestant contestant;
    private final CounterRandom chance;
    private final BooleanSupplier stopped;
    private final float[] observation;
    private final byte @Nullable [] mask;
    private long steps;

    private Trial(Environment environment, Contestant contestant, long seed, BooleanSupplier stopped) {
        this.environment = environment;
        this.contestant = contestant;
        this.chance = new CounterRandom(seed);
        this.stopped = stopped;
        this.observation = new float[environment.description().observationSize()];
        this.mask = environment.masksActions()
                        && environment.description().actionSpace() instanceof ActionSpace.Discrete discrete
                ? new byte[discrete.choices()]
                : null;
    }

    /**
     * Plays it.
     *
     * @param episodes       of learning
     * @param greedyEpisodes of the greedy policy after them; 0 for none
     * @param stopped        asked before each episode
     * @throws CancellationException once it is stopped
     */
    static TrialResult play(Contender contender, int episodes, int greedyEpisodes, long seed, BooleanSupplier stopped) {
        try (Contestant contestant = contender.enter(seed)) {
            Trial trial = new Trial(contender.environment().create(), contestant, seed, stopped);
            double[] returns = new double[episodes];
            for (int episode = 0; episode < episodes; episode++) {
                returns[episode] = trial.learn(episode);
            }
            return new TrialResult(returns, trial.greedy(greedyEpisodes), trial.steps);
        }
    }

    private double learn(int episode) {
        begin(Purpose.ENVIRONMENT, 0, 0, episode);
        double earned = 0;
        EpisodeStatus status = EpisodeStatus.RUNNING;
        while (status == EpisodeStatus.RUNNING) {
            status = environment.step(contestant.act(observation, mask), 0);
            earned += environment.reward();
            show(status);
            contestant.learn(environment.reward(), status, observation, mask);
            steps++;
        }
        return earned;
    }

    private double greedy(int episodes) {
        double earned = 0;
        for (int episode = 0; episode < episodes; episode++) {
            // The place that an evaluation of a run draws from, too.
            begin(Purpose.EVALUATION, episode, 0, 0);
            EpisodeStatus status = EpisodeStatus.RUNNING;
            while (status == EpisodeStatus.RUNNING) {
                status = environment.step(contestant.greedy(observation, mask), 0);
                earned += environment.reward();
                show(status);
            }
        }
        return earned / episodes;
    }

    private void begin(Purpose purpose, long first, long second, long third) {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("The trial was stopped before its last episode.");
        }
        environment.reset(chance.at(purpose, first, second, third));
        show(EpisodeStatus.RUNNING);
    }

    private void show(EpisodeStatus status) {
        environment.observe(observation, 0);
        // Where the task itself ended, nothing can be done, and nothing is asked.
        if (mask != null && status != EpisodeStatus.TERMINATED) {
            environment.mask(mask, 0);
        }
    }
}
