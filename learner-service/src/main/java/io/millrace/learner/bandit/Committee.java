package io.millrace.learner.bandit;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Query by committee over the price: the families of {@link Approximator} are fitted to the same means by weighted
 * least squares; where they agree the shape of the reward is known, where they differ it pays to look. A member whose
 * search does not converge, that has fewer arms than parameters, or that gives a number that is not finite at any arm
 * is left out of the round, and counted.
 *
 * <p>The same arguments and the same draws give the same results to the bit. One thread at a time; what a member
 * allocates while it searches is small and bounded.
 *
 * @see <a href="https://doi.org/10.1145/130385.130417">Seung, Opper and Sompolinsky 1992</a>
 */
public final class Committee {

    private final int arms;
    private final Points points;
    private final List<Seat> seats;
    private final Set<Approximator> leftOut = EnumSet.noneOf(Approximator.class);

    /**
     * A committee for so many arms.
     *
     * @param arms at least 1
     * @throws IllegalArgumentException if there are none
     */
    public Committee(int arms) {
        if (arms < 1) {
            throw new IllegalArgumentException(
                    "A committee cannot speak of " + arms + " arms. Give the number of prices, at least 1.");
        }
        this.arms = arms;
        points = new Points(arms);
        seats = List.of(
                new Seat(Approximator.SKEW_NORMAL, new SkewNormal(), arms),
                new Seat(Approximator.QUADRATIC, new Quadratic(), arms),
                new Seat(Approximator.POWER_EXPONENTIAL, new PowerExponential(), arms),
                new Seat(Approximator.LINE, new Line(), arms),
                new Seat(Approximator.GAUSSIAN, new Gaussian(), arms),
                new Seat(Approximator.LORENTZIAN, new Lorentzian(), arms),
                new Seat(Approximator.RANDOM_FOREST, new RandomForest(arms), arms));
    }

    /**
     * Fits all members and lets them speak of every arm, also of those not tried. With not one arm tried, or not one
     * member left, estimates and spreads are 0.
     *
     * @param prices    the arms' prices, positive and ascending; one for each arm
     * @param means     mean reward of each arm, in any unit; not looked at where the count is 0
     * @param counts    results behind each mean: its weight; an arm with 0 is left out
     * @param random    for the forest's draws, as many for the same number of arms tried
     * @param estimates gets the mean of the members at each arm, in the unit of the means
     * @param spreads   gets the root of the members' mean squared distance from the estimate, in the same unit
     * @return members that took part: at most as many as there are approximators
     * @throws IllegalArgumentException if a length is not the number of arms, prices are not positive and ascending, a
     *     count is negative, or a number is not finite
     */
    public int fit(
            double[] prices,
            double[] means,
            double[] counts,
            RandomGenerator random,
            double[] estimates,
            double[] spreads) {
        check(prices, means, counts, estimates, spreads);
        points.set(prices, means, counts);
        leftOut.clear();
        for (Seat seat : seats) {
            seat.taken = speaks(seat, prices, random);
            if (!seat.taken) {
                seat.timesLeftOut++;
                leftOut.add(seat.family);
            }
        }
        int taking = seats.size() - leftOut.size();
        for (int arm = 0; arm < prices.length; arm++) {
            combine(arm, taking, estimates, spreads);
        }
        return taking;
    }

    /** The members that the last fit was without; a view that the next fit changes. */
    public Set<Approximator> leftOut() {
        return Collections.unmodifiableSet(leftOut);
    }

    /** Fits so far that were without this member. */
    public long timesLeftOut(Approximator family) {
        for (Seat seat : seats) {
            if (seat.family == family) {
                return seat.timesLeftOut;
            }
        }
        throw new IllegalArgumentException("No member of the committee fits " + family + ".");
    }

    private boolean speaks(Seat seat, double[] prices, RandomGenerator random) {
        if (points.count() < seat.member.leastPoints() || !seat.member.fit(points, random)) {
            return false;
        }
        for (int arm = 0; arm < arms; arm++) {
            double value = points.height() * seat.member.at(points.scaled(prices[arm]));
            if (!Double.isFinite(value)) {
                return false;
            }
            seat.values[arm] = value;
        }
        return true;
    }

    private void combine(int arm, int taking, double[] estimates, double[] spreads) {
        double sum = 0;
        for (Seat seat : seats) {
            sum += seat.taken ? seat.values[arm] : 0;
        }
        double estimate = taking == 0 ? 0 : sum / taking;
        double squares = 0;
        for (Seat seat : seats) {
            double distance = seat.taken ? seat.values[arm] - estimate : 0;
            squares += distance * distance;
        }
        estimates[arm] = estimate;
        spreads[arm] = taking == 0 ? 0 : Math.sqrt(squares / taking);
    }

    private void check(double[] prices, double[] means, double[] counts, double[] estimates, double[] spreads) {
        if (prices.length != arms
                || means.length != arms
                || counts.length != arms
                || estimates.length != arms
                || spreads.length != arms) {
            throw new IllegalArgumentException("This committee speaks of " + arms + " arms, but got " + prices.length
                    + " prices, " + means.length + " means, " + counts.length + " counts and room for "
                    + estimates.length + " estimates and " + spreads.length + " spreads. Give one of each per arm.");
        }
        double last = 0;
        for (int arm = 0; arm < arms; arm++) {
            if (!(prices[arm] > last && prices[arm] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("The price of arm " + arm + " is " + prices[arm] + " after " + last
                        + ". Prices must be positive, finite and ascending.");
            }
            last = prices[arm];
            if (!(counts[arm] >= 0 && counts[arm] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("The count of arm " + arm + " is " + counts[arm]
                        + ", which no number of results is. Give 0 for an arm that was not tried.");
            }
            if (counts[arm] > 0 && !Double.isFinite(means[arm])) {
                throw new IllegalArgumentException("The mean of arm " + arm + " is " + means[arm]
                        + ", to which no curve can be fitted. Look for the result that is no number.");
            }
        }
    }

    /** A member and what it said of each arm. */
    private static final class Seat {

        private final Approximator family;
        private final Member member;
        private final double[] values;
        private boolean taken;
        private long timesLeftOut;

        Seat(Approximator family, Member member, int arms) {
            this.family = family;
            this.member = member;
            this.values = new double[arms];
        }
    }
}
