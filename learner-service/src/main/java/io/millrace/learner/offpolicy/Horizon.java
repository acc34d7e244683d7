package io.millrace.learner.offpolicy;

import java.util.List;

/**
 * For how long something is earned. Where a limit ended recorded episodes, values count the steps that are left until
 * the limit; else they count all that comes.
 *
 * @param limit    steps of an episode at most; 0 for none
 * @param longest  steps of the longest recorded episode
 * @param lowest   least reward of a step, 0 at most
 * @param highest  greatest reward of a step, 0 at least
 * @param discount weight of the next step's value
 */
record Horizon(int limit, int longest, double lowest, double highest, double discount) {

    private static final int PASSES_WITHOUT_LIMIT = 1000;
    private static final int TIMES_THE_LONGEST = 4;

    static Horizon of(List<RecordedEpisode> episodes, double discount) {
        int longest = 0;
        boolean limited = false;
        double lowest = 0;
        double highest = 0;
        for (RecordedEpisode episode : episodes) {
            longest = Math.max(longest, episode.length());
            limited |= episode.truncated();
            for (float reward : episode.rewards()) {
                lowest = Math.min(lowest, reward);
                highest = Math.max(highest, reward);
            }
        }
        return new Horizon(limited ? longest : 0, longest, lowest, highest, discount);
    }

    /** Fits at most. */
    int passes() {
        return limit > 0 ? limit : Math.max(PASSES_WITHOUT_LIMIT, TIMES_THE_LONGEST * longest);
    }

    /** Steps left after so many. */
    int left(int step) {
        return limit > 0 ? Math.max(0, limit - step) : passes();
    }

    /** A value as near as something that can be earned in so many steps comes to it. */
    double possible(double value, int steps) {
        double most = discount == 1 ? steps : (1 - Math.pow(discount, steps)) / (1 - discount);
        return Math.max(lowest * most, Math.min(highest * most, value));
    }
}
