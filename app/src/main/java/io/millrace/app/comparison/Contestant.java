package io.millrace.app.comparison;

import io.millrace.env.environments.Environment.EpisodeStatus;
import org.jspecify.annotations.Nullable;

/** What acts and learns in one trial. One thread at a time; the arrays given to it are its own for the call alone. */
interface Contestant extends AutoCloseable {

    /**
     * Draws an action to learn from.
     *
     * @param observation what the environment shows
     * @param mask        1 for each choice that is allowed; null where all are
     * @return the action from index 0 on, as the environment takes it; good until the next call
     */
    float[] act(float[] observation, byte @Nullable [] mask);

    /**
     * Takes what followed the last {@link #act}.
     *
     * @param next     what the environment shows after the step; where the episode ended, its true last observation
     * @param nextMask what it allows there, of no meaning where the task itself ended; null where all is
     */
    void learn(double reward, EpisodeStatus status, float[] next, byte @Nullable [] nextMask);

    /** Chooses without exploring, and learns nothing from it. Otherwise as {@link #act}. */
    float[] greedy(float[] observation, byte @Nullable [] mask);

    @Override
    default void close() {}
}
