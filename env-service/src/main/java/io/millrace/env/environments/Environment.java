package io.millrace.env.environments;

import io.millrace.policy.space.ActionSpace;
import java.util.random.RandomGenerator;

/**
 * One copy of a task. It begins with {@link #reset}; {@link #step} is called until a step ends the
 * episode, then reset again. One thread at a time; nothing is allocated per step.
 */
public interface Environment {

    /** What the task is called, shows and accepts. The same for every copy with the same parameters. */
    Description description();

    /**
     * Begins an episode.
     *
     * @param random all chance of the coming episode; the environment keeps it until the next reset
     */
    void reset(RandomGenerator random);

    /**
     * Begins an episode in a lane. The copies of a lane know nothing of each other; those that have something
     * in common all the same, such as the stores of a market, draw it here.
     *
     * @param random as for {@link #reset(RandomGenerator)}
     * @param shared draws the same for every copy of the lane whose episode has the same number; to be used
     *     during this call only
     */
    default void reset(RandomGenerator random, RandomGenerator shared) {
        reset(random);
    }

    /**
     * Takes one action.
     *
     * @param actions the action begins at {@code at} and is as wide as the action space; a discrete
     *     action is its index
     * @return whether and how this step ended the episode
     * @throws IllegalArgumentException if the action is not in the action space
     */
    EpisodeStatus step(float[] actions, int at);

    /** Reward of the last step, in the task's own unit. */
    double reward();

    /** Writes the present observation, as many numbers as described, from {@code into[at]} on. */
    void observe(float[] into, int at);

    /** Whether some actions may be disallowed, so that {@link #mask} has to be asked. */
    default boolean masksActions() {
        return false;
    }

    /** Writes 1 for each action that is allowed now and 0 for the others, from {@code into[at]} on. */
    default void mask(byte[] into, int at) {
        throw new IllegalStateException(description().name() + " does not mask actions.");
    }

    /**
     * What an environment is to the others.
     *
     * @param name            as in the settings
     * @param version         changes whenever the same actions could lead elsewhere
     * @param observationSize numbers in an observation; at least 1
     * @param actionSpace     what {@link #step} accepts
     * @param discount        weight of the next step's reward in the return that the task is about; in (0, 1]
     */
    record Description(String name, String version, int observationSize, ActionSpace actionSpace, double discount) {}

    /** How an episode stands after a step. */
    enum EpisodeStatus {
        RUNNING,
        /** The task itself ended: nothing can be earned after it. */
        TERMINATED,
        /** A limit from outside cut the episode: more could have been earned. */
        TRUNCATED
    }
}
