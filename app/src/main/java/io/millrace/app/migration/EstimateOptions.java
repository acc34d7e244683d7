package io.millrace.app.migration;

import io.millrace.runtime.worker.UserMistake;
import org.jspecify.annotations.Nullable;

/**
 * How utilities are estimated.
 *
 * @param fitUntil last year that the estimate sees; nothing for {@link #usualFitUntil}
 * @param growth   yearly growth of the whole; nothing for that of the panel's totals until then
 * @param chains   that draw; 1 to 64
 * @param warmUp   draws of each chain that tune its steps and are forgotten; 50 to 100000
 * @param draws    of each chain that are kept; 50 to 100000
 * @param seed     of all draws
 */
public record EstimateOptions(
        @Nullable Integer fitUntil, @Nullable Double growth, int chains, int warmUp, int draws, long seed) {

    private static final int MOST_CHAINS = 64;
    private static final int LEAST_DRAWS = 50;
    private static final int MOST_DRAWS = 100_000;

    /** Half a gigabyte. */
    private static final long MOST_NUMBERS = 60_000_000;

    public EstimateOptions {
        require("--chains", chains, 1, MOST_CHAINS);
        require("--warm-up", warmUp, LEAST_DRAWS, MOST_DRAWS);
        require("--draws", draws, LEAST_DRAWS, MOST_DRAWS);
        if (growth != null && !(Math.abs(growth) < 0.5)) {
            throw new UserMistake("--growth is " + growth
                    + ", but is the share by which the whole grows in a year, between -0.5 and 0.5, such as 0.00066.");
        }
    }

    /** The year before the last seventh of the panel, or before its last three years if that is more. */
    static int usualFitUntil(Panel panel) {
        return panel.lastYear() - Math.min(3, panel.years() / 7);
    }

    /**
     * These, with what the panel decides filled in.
     *
     * @throws UserMistake if they do not fit the panel
     */
    EstimateOptions on(Panel panel) {
        int until = fitUntil == null ? usualFitUntil(panel) : fitUntil;
        int least = panel.firstYear() + PanelFile.LEAST_YEARS - 1;
        if (until < least || until > panel.lastYear()) {
            throw new UserMistake("--fit-until is " + until + ", but the panel has the years " + panel.firstYear()
                    + " to " + panel.lastYear() + ", and the first " + PanelFile.LEAST_YEARS
                    + " are needed to fit. Give a year from " + least + " to " + panel.lastYear() + ".");
        }
        long kept = (long) chains * draws * panel.regions().size() * (1 + panel.lastYear() - until);
        if (kept > MOST_NUMBERS) {
            throw new UserMistake("--chains " + chains + " with --draws " + draws + " would keep " + kept
                    + " numbers for this panel, but at most " + MOST_NUMBERS + " are kept. Make fewer draws.");
        }
        return new EstimateOptions(until, growth == null ? panel.growth(until) : growth, chains, warmUp, draws, seed);
    }

    private static void require(String option, int given, int least, int most) {
        if (given < least || given > most) {
            throw new UserMistake(
                    option + " is " + given + ", but has to be a number from " + least + " to " + most + ".");
        }
    }
}
