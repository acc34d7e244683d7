package io.millrace.learner.bandit;

import java.util.random.RandomGenerator;

/** One family of curves, and the curve of it that was fitted last. */
interface Member {

    /** Points with which a curve of the family is determined. */
    int leastPoints();

    /**
     * Looks for the curve with the least weighted squares.
     *
     * @param points at least {@link #leastPoints}
     * @param random for members that draw; the others leave it alone
     * @return whether it was found; if not, {@link #at} says nothing
     */
    boolean fit(Points points, RandomGenerator random);

    /** The fitted curve's height, in the points' units. */
    double at(double x);
}
