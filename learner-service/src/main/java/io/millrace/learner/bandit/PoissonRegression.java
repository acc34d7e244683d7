package io.millrace.learner.bandit;

import io.millrace.learner.bandit.PriceElasticity.Estimated;
import io.millrace.learner.bandit.PriceElasticity.Reason;
import io.millrace.learner.bandit.PriceElasticity.Unknown;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.util.FastMath;

/**
 * Newton's method for the likelihood of {@link PriceElasticity}, which here is iterated reweighted least squares. It
 * looks for α + β z in place of a p + b, where z is the price moved and scaled to [-1, 1], so that its steps are of the
 * same size whatever is sold. The likelihood is concave: a step that would lower it is halved until it does not.
 */
final class PoissonRegression {

    private static final int MOST_STEPS = 100;
    private static final int MOST_HALVINGS = 60;

    /** Convergence is quadratic: after a step this short, what is missing is below rounding. */
    private static final double SHORT_STEP = 1e-8;

    /** Share by which rounding may lower a likelihood that is at its highest. */
    private static final double ROUNDING = 1e-13;

    private final double[] prices;
    private final double[] exposures;
    private final double[] units;
    private final double referencePrice;
    private final double lowest;
    private final double highest;
    private final double middle;
    private final double halfRange;

    PoissonRegression(double[] prices, double[] exposures, double[] units, double referencePrice) {
        check(prices, exposures, units, referencePrice);
        this.prices = prices;
        this.exposures = exposures;
        this.units = units;
        this.referencePrice = referencePrice;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int i = 0; i < prices.length; i++) {
            if (exposures[i] > 0) {
                least = Math.min(least, prices[i]);
                most = Math.max(most, prices[i]);
            }
        }
        lowest = least;
        highest = most;
        middle = lowest + (highest - lowest) / 2;
        halfRange = (highest - lowest) / 2;
    }

    PriceElasticity estimate() {
        double time = 0;
        double sold = 0;
        double lowestSold = Double.POSITIVE_INFINITY;
        double highestSold = 0;
        for (int i = 0; i < prices.length; i++) {
            time += exposures[i];
            sold += units[i];
            if (units[i] > 0) {
                lowestSold = Math.min(lowestSold, prices[i]);
                highestSold = Math.max(highestSold, prices[i]);
            }
        }
        if (sold == 0) {
            return new Unknown(Reason.NO_SALES);
        }
        if (halfRange == 0) {
            return new Unknown(Reason.ONE_PRICE);
        }
        if (lowestSold == highestSold && (lowestSold == lowest || lowestSold == highest)) {
            return new Unknown(Reason.SALES_AT_AN_END_ONLY);
        }
        try {
            return climb(FastMath.log(sold / time));
        } catch (MathRuntimeException noInformation) {
            return new Unknown(Reason.NOT_CONVERGED);
        }
    }

    private PriceElasticity climb(double meanRate) {
        double level = meanRate;
        double slope = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            RealVector move = new CholeskyDecomposition(information(level, slope))
                    .getSolver()
                    .solve(score(level, slope));
            double here = logLikelihood(level, slope);
            double share = 1;
            for (int halving = 0; halving < MOST_HALVINGS; halving++) {
                double there = logLikelihood(level + share * move.getEntry(0), slope + share * move.getEntry(1));
                if (there >= here - ROUNDING * Math.abs(here)) {
                    break;
                }
                share /= 2;
            }
            level += share * move.getEntry(0);
            slope += share * move.getEntry(1);
            if (share == 1 && move.getLInfNorm() <= SHORT_STEP) {
                return estimated(level, slope);
            }
        }
        return new Unknown(Reason.NOT_CONVERGED);
    }

    private Estimated estimated(double level, double slope) {
        RealMatrix covariance =
                new CholeskyDecomposition(information(level, slope)).getSolver().getInverse();
        double reference = scaled(referencePrice);
        double stretch = referencePrice / halfRange;
        double slopeVariance = covariance.getEntry(1, 1);
        double both = covariance.getEntry(0, 1);
        return new Estimated(
                referencePrice,
                slope * stretch,
                level + slope * reference,
                slopeVariance * stretch * stretch,
                covariance.getEntry(0, 0) + 2 * reference * both + reference * reference * slopeVariance,
                stretch * (both + reference * slopeVariance));
    }

    private double logLikelihood(double level, double slope) {
        double sum = 0;
        for (int i = 0; i < prices.length; i++) {
            if (exposures[i] > 0) {
                double logRate = level + slope * scaled(prices[i]);
                sum += units[i] * logRate - exposures[i] * FastMath.exp(logRate);
            }
        }
        return sum;
    }

    private RealVector score(double level, double slope) {
        double byLevel = 0;
        double bySlope = 0;
        for (int i = 0; i < prices.length; i++) {
            if (exposures[i] > 0) {
                double missing = units[i] - expected(i, level, slope);
                byLevel += missing;
                bySlope += missing * scaled(prices[i]);
            }
        }
        return new ArrayRealVector(new double[] {byLevel, bySlope}, false);
    }

    private RealMatrix information(double level, double slope) {
        double[][] sums = new double[2][2];
        for (int i = 0; i < prices.length; i++) {
            if (exposures[i] > 0) {
                double expected = expected(i, level, slope);
                double z = scaled(prices[i]);
                sums[0][0] += expected;
                sums[0][1] += expected * z;
                sums[1][1] += expected * z * z;
            }
        }
        sums[1][0] = sums[0][1];
        return new Array2DRowRealMatrix(sums, false);
    }

    private double expected(int row, double level, double slope) {
        return exposures[row] * FastMath.exp(level + slope * scaled(prices[row]));
    }

    private double scaled(double price) {
        return (price - middle) / halfRange;
    }

    private static void check(double[] prices, double[] exposures, double[] units, double referencePrice) {
        if (prices.length != exposures.length || prices.length != units.length) {
            throw new IllegalArgumentException("Got " + prices.length + " prices, " + exposures.length
                    + " exposures and " + units.length + " numbers of units. Give one of each per row.");
        }
        requirePositive(referencePrice, "The reference price");
        for (int i = 0; i < prices.length; i++) {
            requirePositive(prices[i], "The price of row " + i);
            requireAmount(exposures[i], "The exposure of row " + i);
            requireAmount(units[i], "The number of units of row " + i);
            if (exposures[i] == 0 && units[i] > 0) {
                throw new IllegalArgumentException("Row " + i + " sold " + units[i]
                        + " units in no time, so no rate can be told. Give the store-days that its price was asked.");
            }
        }
    }

    private static void requirePositive(double price, String what) {
        if (!(price > 0 && price < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    what + " is " + price + ", which no price is. It must be positive and finite.");
        }
    }

    private static void requireAmount(double amount, String what) {
        if (!(amount >= 0 && amount < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    what + " is " + amount + ", which cannot be counted. It must be finite and not negative.");
        }
    }
}
