package io.millrace.learner.offpolicy;

/**
 * A whole episode of T steps, and what the target would have done at each of its T + 1 observations.
 *
 * @param observations     (T + 1) x observation size; the last is what the last step led to
 * @param actions          T x action width, in the form in which the environment receives them
 * @param rewards          T, in the environment's own unit
 * @param behaviour        log-probability of each action when it was taken, T, in nats; NaN where nobody knows it
 * @param target           log-probability of the same actions under the target, T; NaN where it has no density
 * @param wanted           for each observation, the target's probability of every choice; of targets whose actions are
 *     drawn ({@link EpisodeShape#draws}), some of its actions instead, one after another
 * @param truncated        whether a limit from outside ended it, and not the task
 */
@SuppressWarnings("ArrayRecordComponent") // Rows by the thousand; never compared.
public record RecordedEpisode(
        float[] observations,
        float[] actions,
        float[] rewards,
        float[] behaviour,
        float[] target,
        float[] wanted,
        boolean truncated) {

    public RecordedEpisode {
        int steps = rewards.length;
        if (steps < 1 || behaviour.length != steps || target.length != steps) {
            throw new IllegalArgumentException("An episode of " + steps + " rewards, " + behaviour.length
                    + " recorded and " + target.length + " wanted log-probabilities cannot be: it has at least 1 step,"
                    + " and one of each for every step.");
        }
    }

    /** Number of steps. */
    public int length() {
        return rewards.length;
    }

    /** The return: rewards, each discounted by how many steps came before. */
    public double discountedReturn(double discount) {
        double sum = 0;
        for (int step = length() - 1; step >= 0; step--) {
            sum = rewards[step] + discount * sum;
        }
        return sum;
    }

    /** Logarithm of how much likelier the target is to take the step's action than whoever took it. */
    double logRatio(int step) {
        return (double) target[step] - behaviour[step];
    }
}
