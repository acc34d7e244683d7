package io.millrace.env.environments;

import java.util.List;

/**
 * A task that measures more of an episode than its return, such as how far it was from the optimum. Figures are of the
 * episode alone: not of those before it, and not of the other copies. What they are called and how they are defined is
 * on the task's page in {@code docs/systems}.
 */
public interface Measured {

    /** Most figures that a task may have: each is a series on a chart, and travels with every episode. */
    int MOST_FIGURES = 16;

    /**
     * What the figures are called, at most {@link #MOST_FIGURES} distinct names of lower-case letters, digits and
     * hyphens. The same for every copy with the same parameters.
     */
    List<String> figures();

    /**
     * Writes the figures of the episode that has just ended, in the order of their names. Called between the step that
     * ended it and the next reset; allocates nothing but what is worked out once.
     *
     * @param episodeReturn of the episode, discounted with the environment's own discount
     * @param into          as long as there are names; finite numbers
     */
    void measure(double episodeReturn, double[] into);
}
