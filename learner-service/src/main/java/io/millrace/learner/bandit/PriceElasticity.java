package io.millrace.learner.bandit;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.util.FastMath;

/**
 * How demand answers the price, by Poisson regression: units sold in a time t at price p are Poisson with mean
 * t exp(a p + b), which with the elasticity E = a p₀ and the demand Q₀ = exp(b + a p₀) at a reference price p₀ is
 * t Q₀ exp(E (p/p₀ - 1)). Either {@link Estimated}, or {@link Unknown} where sales say nothing about it.
 *
 * <p>Standard errors are those of the Fisher information: they hold where units vary as much as Poisson's do, and are
 * too small where they vary more.
 *
 * @see <a href="https://doi.org/10.1017/CBO9781139013567">Cameron and Trivedi 2013, chapter 3</a>
 */
public sealed interface PriceElasticity permits PriceElasticity.Estimated, PriceElasticity.Unknown {

    /**
     * Fits demand to what was sold, by maximum likelihood. Time and units of one price may be given in one row or in
     * several: nothing else of the sales matters.
     *
     * @param prices         price of each row; positive
     * @param exposures      store-days that the row's price was asked; a row with 0 is left out
     * @param units          units sold in that time; not negative, may be fractions
     * @param referencePrice p₀ that elasticity and demand are stated for; positive
     * @throws IllegalArgumentException if the lengths differ, a number is out of its range or not finite, or units
     *     were sold in no time
     */
    static PriceElasticity estimate(double[] prices, double[] exposures, double[] units, double referencePrice) {
        return new PoissonRegression(prices, exposures, units, referencePrice).estimate();
    }

    /** Why there is no estimate. */
    enum Reason {
        /** Nothing was sold at all, or no time passed. */
        NO_SALES,
        /** One price was asked all the time, so that none can be compared with it. */
        ONE_PRICE,
        /**
         * All that was sold was sold at the lowest or all at the highest price: the likelihood grows for ever as the
         * elasticity does.
         */
        SALES_AT_AN_END_ONLY,
        /** The search did not end, which only numbers of extreme sizes can bring about. */
        NOT_CONVERGED
    }

    /** No estimate can be made. */
    record Unknown(Reason reason) implements PriceElasticity {}

    /** A range in which a number lies with the confidence that was asked for. */
    record Interval(double lower, double upper) {}

    /**
     * The most likely demand.
     *
     * @param referencePrice      p₀
     * @param elasticity          E: relative change of demand by relative change of the price, at p₀
     * @param logDemand           ln Q₀, Q₀ in units a store-day at p₀
     * @param elasticityVariance  of E
     * @param logDemandVariance   of ln Q₀
     * @param covariance          of E and ln Q₀
     */
    record Estimated(
            double referencePrice,
            double elasticity,
            double logDemand,
            double elasticityVariance,
            double logDemandVariance,
            double covariance)
            implements PriceElasticity {

        /** The regression's a, per unit of price. */
        public double slope() {
            return elasticity / referencePrice;
        }

        /** The regression's b. */
        public double intercept() {
            return logDemand - elasticity;
        }

        /** Standard error of {@link #slope}. */
        public double slopeError() {
            return elasticityError() / referencePrice;
        }

        /** Standard error of {@link #intercept}. */
        public double interceptError() {
            return Math.sqrt(Math.max(0, logDemandVariance + elasticityVariance - 2 * covariance));
        }

        /** Standard error of {@link #elasticity}. */
        public double elasticityError() {
            return Math.sqrt(elasticityVariance);
        }

        /** Q₀. */
        public double demand() {
            return FastMath.exp(logDemand);
        }

        /** Standard error of {@link #demand}, by the delta method. */
        public double demandError() {
            return demand() * Math.sqrt(logDemandVariance);
        }

        /** Units expected in a store-day at any price. */
        public double demand(double price) {
            return FastMath.exp(logDemand + elasticity * (price / referencePrice - 1));
        }

        /** Profit expected in a store-day at any price, where a unit costs so much: negative below cost. */
        public double expectedProfit(double price, double unitCost) {
            return (price - unitCost) * demand(price);
        }

        /**
         * Where the elasticity lies, by the normal approximation.
         *
         * @param confidence above 0 and below 1, such as 0.95
         * @throws IllegalArgumentException if it is not
         */
        public Interval elasticityInterval(double confidence) {
            double reach = quantile(confidence) * elasticityError();
            return new Interval(elasticity - reach, elasticity + reach);
        }

        /**
         * Where {@link #demand()} lies, by the normal approximation of its logarithm: never below 0.
         *
         * @param confidence above 0 and below 1, such as 0.95
         * @throws IllegalArgumentException if it is not
         */
        public Interval demandInterval(double confidence) {
            double reach = quantile(confidence) * Math.sqrt(logDemandVariance);
            return new Interval(FastMath.exp(logDemand - reach), FastMath.exp(logDemand + reach));
        }

        private static double quantile(double confidence) {
            if (!(confidence > 0 && confidence < 1)) {
                throw new IllegalArgumentException("The confidence is " + confidence
                        + ", for which there is no interval. Use a number above 0 and below 1, such as 0.95.");
            }
            return new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2);
        }
    }
}
