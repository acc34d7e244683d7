package io.millrace.learner.algorithms;

import org.jspecify.annotations.Nullable;

/**
 * Goes back along a step until the policy there is near enough and better.
 *
 * @param tries    points to look at, at most; at least 1
 * @param shrink   each share of the step over the one before; in (0, 1)
 * @param klLimit  how far the policy may move on the mean, in nats; above 0
 * @see <a href="https://arxiv.org/abs/1502.05477">Schulman et al. 2015, appendix C</a>
 */
record LineSearch(int tries, double shrink, double klLimit) {

    /**
     * What the policy at some point is.
     *
     * @param surrogate what is to rise
     * @param kl        mean divergence from the policy before, in nats
     */
    record Point(double surrogate, double kl) {}

    /** Makes and measures the policy at some share of the step. */
    interface Trial {
        Point at(double share);
    }

    /**
     * The first point, from the whole step backwards, whose divergence is within the limit and whose surrogate is
     * above the one before; the trial was last asked for that one. Null where there is none.
     */
    @Nullable
    Point search(double before, Trial trial) {
        double share = 1;
        for (int i = 0; i < tries; i++) {
            Point point = trial.at(share);
            // What is no number is neither.
            if (point.kl() <= klLimit && point.surrogate() > before) {
                return point;
            }
            share *= shrink;
        }
        return null;
    }
}
