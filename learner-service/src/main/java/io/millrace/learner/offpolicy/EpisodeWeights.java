package io.millrace.learner.offpolicy;

import java.util.List;

/**
 * The importance weights of recorded episodes, by step: the product of the ratios so far. An episode that is over
 * keeps the weight of its end. In logarithms, since over hundreds of steps the products leave the range of doubles.
 *
 * @see <a href="https://scholarworks.umass.edu/cs_faculty_pubs/80">Precup, Sutton and Singh 2000</a>
 */
final class EpisodeWeights {

    private final double[][] logs;
    private final int longest;

    EpisodeWeights(List<RecordedEpisode> episodes) {
        logs = new double[episodes.size()][];
        int most = 0;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = products(episodes.get(i));
            most = Math.max(most, logs[i].length);
        }
        longest = most;
    }

    private static double[] products(RecordedEpisode episode) {
        double[] logs = new double[episode.length()];
        double sum = 0;
        for (int step = 0; step < logs.length; step++) {
            sum += episode.logRatio(step);
            logs[step] = sum;
        }
        return logs;
    }

    /** Steps of the longest episode. */
    int longest() {
        return longest;
    }

    /** Weight of an episode up to a step; infinite if it is beyond the doubles. */
    double at(int episode, int step) {
        return Math.exp(log(episode, step));
    }

    /** Weight of a whole episode. */
    double whole(int episode) {
        return at(episode, longest);
    }

    /**
     * Writes each episode's share of the sum of the weights up to a step.
     *
     * @return whether there are any: false if all weights are 0
     */
    boolean shares(int step, double[] shares) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            most = Math.max(most, log(i, step));
        }
        if (most == Double.NEGATIVE_INFINITY) {
            return false;
        }
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            shares[i] = Math.exp(log(i, step) - most);
            sum += shares[i];
        }
        for (int i = 0; i < logs.length; i++) {
            shares[i] /= sum;
        }
        return true;
    }

    /** Episodes that are not over before a step. */
    int atWork(int step) {
        int count = 0;
        for (double[] episode : logs) {
            count += step < episode.length ? 1 : 0;
        }
        return count;
    }

    private double log(int episode, int step) {
        return logs[episode][Math.min(step, logs[episode].length - 1)];
    }

    /** How many episodes of equal weight would say as much as these shares of a sum. */
    static double effective(double[] shares) {
        double squares = 0;
        for (double share : shares) {
            squares += share * share;
        }
        return 1 / squares;
    }
}
