package io.millrace.app.migration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a panel says about the utilities of its regions.
 *
 * @param panel     where the figures are from
 * @param fitted    which years the estimate is from, and with what
 * @param sampling  how draws were made, and how far they can be relied on
 * @param noise     scale of the Laplace noise, in the unit of the panel
 * @param errors    of the model at the mean utilities, and of the naive forecast
 * @param published how the estimate compares with the published one; nothing for other regions than the product's
 * @param regions   by utility, the greatest first
 * @param years     mean absolute errors, by year
 * @param forecast  of the years that were held out
 * @param warnings  why the draws cannot be relied on; empty if they can
 */
public record UtilityEstimate(
        String panel,
        Fitted fitted,
        Sampling sampling,
        Quantity noise,
        Errors errors,
        @Nullable Comparison published,
        List<Region> regions,
        List<YearError> years,
        List<Forecast> forecast,
        List<String> warnings) {

    /**
     * What the model was fitted to.
     *
     * @param firstYear where the model begins, as observed
     * @param fitUntil  last year that the estimate has seen
     * @param lastYear  of the panel
     * @param growth    yearly growth of the whole, 0.01 for one percent
     */
    public record Fitted(int firstYear, int fitUntil, int lastYear, double growth) {}

    /**
     * The draws.
     *
     * @param seed        all draws follow from it
     * @param acceptance  share of draws that moved
     * @param stepSize    of the leapfrog steps, mean over the chains
     * @param divergences draws whose steps could not follow the density
     * @param rHat        greatest over all utilities and the noise
     * @param bulkSize    least effective sample size of a mean
     * @param tailSize    least effective sample size of the ends of an interval
     */
    public record Sampling(
            int chains,
            int warmUp,
            int draws,
            long seed,
            double acceptance,
            double stepSize,
            int divergences,
            double rHat,
            double bulkSize,
            double tailSize) {}

    /**
     * A quantity after the figures were seen.
     *
     * @param mode      where the density of all quantities together is greatest
     * @param mean      of the draws
     * @param deviation standard deviation of the draws
     * @param low       lower end of the 95 % credible interval, of equal tails
     * @param high      upper end
     * @param rHat      near 1 where chains agree
     * @param bulkSize  effective sample size of the mean
     * @param tailSize  effective sample size of the interval's ends
     */
    public record Quantity(
            double mode,
            double mean,
            double deviation,
            double low,
            double high,
            double rHat,
            double bulkSize,
            double tailSize) {}

    /**
     * A region.
     *
     * @param name      in English where it is one of the product's
     * @param share     of the labour force in the last year of the panel
     * @param published utility that was published
     */
    public record Region(
            String region,
            String name,
            double share,
            Quantity utility,
            @Nullable Double published) {}

    /**
     * Errors on the years that the estimate has seen, and on those held out.
     *
     * @param covered share of the held-out figures within their 95 % intervals
     */
    public record Errors(
            FitError fit,
            FitError naiveFit,
            @Nullable FitError heldOut,
            @Nullable FitError naiveHeldOut,
            @Nullable Double covered) {}

    /**
     * Beside the published utilities.
     *
     * @param correlation of the means with them
     * @param farthest    greatest difference, where both are of mean zero
     */
    public record Comparison(double correlation, double farthest) {}

    /** Mean absolute errors in a year. */
    public record YearError(int year, boolean heldOut, double model, double naive) {}

    /**
     * A figure of a year that was held out.
     *
     * @param forecast of the model at the mean utilities
     * @param low      lower end of the 95 % interval of what would be observed
     * @param high     upper end
     */
    public record Forecast(
            int year, String region, double observed, double forecast, double low, double high, double naive) {}
}
