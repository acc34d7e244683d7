package io.millrace.policy.migration;

/**
 * What shares come to if nobody invests or all do alike: utilities stay as they are. Not safe for use by several
 * threads; nothing is allocated after construction.
 */
public final class Forecast {

    private static final int GREATEST_HORIZON = 1000;

    private final MigrationDynamics dynamics;
    private final int horizon;
    private final double[] shares;

    /**
     * A forecast by these dynamics, which it alone uses meanwhile.
     *
     * @param horizon years ahead; in [1, 1000]
     */
    public Forecast(MigrationDynamics dynamics, int horizon) {
        if (!isHorizon(horizon)) {
            throw new IllegalArgumentException("A forecast over " + horizon
                    + " years cannot be, or costs more than it tells. Use 1 to " + GREATEST_HORIZON + ", such as 10.");
        }
        this.dynamics = dynamics;
        this.horizon = horizon;
        this.shares = new double[dynamics.regions()];
    }

    /** Whether it is a whole number of years that a forecast can look ahead. */
    public static boolean isHorizon(double years) {
        return years >= 1 && years <= GREATEST_HORIZON && years == Math.rint(years);
    }

    /**
     * The shares after the horizon.
     *
     * @param now        shares of today; not written to
     * @param attraction as for {@link MigrationDynamics#grow}
     * @return overwritten by the next call
     */
    public double[] of(double[] now, double[] attraction) {
        System.arraycopy(now, 0, shares, 0, shares.length);
        for (int year = 0; year < horizon; year++) {
            dynamics.move(shares, attraction);
        }
        return shares;
    }
}
