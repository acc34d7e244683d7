package io.millrace.app.comparison;

import java.util.List;
import java.util.OptionalInt;

/**
 * Mean return of each episode over the trials of an entry, and what is read from it. Episodes count from 1.
 * {@code docs/systems/human-capital.md} defines each measure.
 */
final class LearningCurve {

    /** Episodes that a moving average looks back on, the present one included. */
    static final int WINDOW = 10;

    /** Episodes at the end whose mean says where learning has come to. */
    static final int LAST = 50;

    /** How far below the last episodes counts as converged, in the reward's unit. */
    static final double CONVERGED_WITHIN = 0.1;

    /** How far above random actions the last episodes are where anything was learned at all. */
    static final double LEARNED_ABOVE_RANDOM = 0.5;

    private final double[] means;

    /** @param trials at least one, all of as many episodes */
    LearningCurve(List<TrialResult> trials) {
        means = new double[trials.get(0).returns().length];
        for (TrialResult trial : trials) {
            for (int episode = 0; episode < means.length; episode++) {
                means[episode] += trial.returns()[episode];
            }
        }
        for (int episode = 0; episode < means.length; episode++) {
            means[episode] /= trials.size();
        }
    }

    /** Mean return of each episode; not to be written to. */
    double[] means() {
        return means;
    }

    /** Mean over all episodes. */
    double efficiency() {
        return mean(1, means.length);
    }

    /** Mean over the first episodes, {@link #WINDOW} of them. */
    double first() {
        return mean(1, Math.min(WINDOW, means.length));
    }

    /** Mean over the last episodes, {@link #LAST} of them, or all where there are fewer. */
    double last() {
        return mean(Math.max(1, means.length - LAST + 1), means.length);
    }

    /**
     * The first episode whose moving average is within {@link #CONVERGED_WITHIN} of the last episodes; none
     * where these are not {@link #LEARNED_ABOVE_RANDOM}.
     *
     * @param random mean return of random actions
     */
    OptionalInt convergenceEpisode(double random) {
        double last = last();
        if (last < random + LEARNED_ABOVE_RANDOM) {
            return OptionalInt.empty();
        }
        for (int episode = WINDOW; episode <= means.length; episode++) {
            if (mean(episode - WINDOW + 1, episode) >= last - CONVERGED_WITHIN) {
                return OptionalInt.of(episode);
            }
        }
        return OptionalInt.empty();
    }

    /** For each episode the mean of it and those before it, {@link #WINDOW} together, fewer at the beginning. */
    double[] movingAverage() {
        double[] average = new double[means.length];
        for (int episode = 1; episode <= means.length; episode++) {
            average[episode - 1] = mean(Math.max(1, episode - WINDOW + 1), episode);
        }
        return average;
    }

    /** What was missed of the optimum up to each episode, summed. */
    double[] regret(double optimum) {
        double[] regret = new double[means.length];
        double sum = 0;
        for (int episode = 0; episode < means.length; episode++) {
            sum += optimum - means[episode];
            regret[episode] = sum;
        }
        return regret;
    }

    private double mean(int from, int to) {
        double sum = 0;
        for (int episode = from; episode <= to; episode++) {
            sum += means[episode - 1];
        }
        return sum / (to - from + 1);
    }
}
