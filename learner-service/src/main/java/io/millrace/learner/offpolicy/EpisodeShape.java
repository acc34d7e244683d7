package io.millrace.learner.offpolicy;

/**
 * How the rows of recorded episodes are made up.
 *
 * @param observationSize numbers in an observation; at least 1
 * @param actionWidth     numbers in an action; at least 1
 * @param choices         how many choices there are, whose probabilities are wanted; 0 where the target's actions are
 *     drawn instead, because they are numbers or there are too many
 * @param draws           how many are drawn at each observation; 0 where there are choices
 */
public record EpisodeShape(int observationSize, int actionWidth, int choices, int draws) {

    public EpisodeShape {
        if (observationSize < 1 || actionWidth < 1 || (choices < 1) == (draws < 1)) {
            throw new IllegalArgumentException("Episodes with observations of " + observationSize + " numbers, actions"
                    + " of " + actionWidth + ", " + choices + " choices and " + draws + " draws cannot be: sizes are"
                    + " at least 1, and there are either choices or draws.");
        }
    }

    /** Numbers that say what is wanted at one observation. */
    public int wantedWidth() {
        return choices > 0 ? choices : draws * actionWidth;
    }
}
