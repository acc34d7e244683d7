package io.millrace.app.migration;

import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Where 95 % of draws lie, with equal tails.
 *
 * @param low  2.5 % lie below
 * @param high 2.5 % lie above
 */
record CredibleInterval(double low, double high) {

    private static final double TAIL = 2.5;

    static CredibleInterval of(double[] draws) {
        Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
        percentile.setData(draws);
        return new CredibleInterval(percentile.evaluate(TAIL), percentile.evaluate(100 - TAIL));
    }
}
