package io.millrace.policy.migration;

/**
 * Where the numbers of an observation stand: region after region its share, its utility and its goal, and after them,
 * where a forecast is shown, n times by how much the forecast falls short of the goal. Environment and rules read the
 * places from here, so that both mean the same.
 */
public final class MigrationObservation {

    /** In which units shares, utilities and goals are shown. */
    public enum Features {
        /** As they are. */
        SOURCE,
        /**
         * Shares and goals times n, so that they are of order 1, and utilities less their mean, which carries nothing.
         */
        SCALED
    }

    private static final int SHARE = 0;
    private static final int UTILITY = 1;
    private static final int GOAL = 2;
    private static final int SHORTFALL = 3;

    private final int regions;
    private final Features features;
    private final int width;

    /**
     * An observation of so many regions.
     *
     * @param forecast whether it has the fourth number of a region
     */
    public MigrationObservation(int regions, Features features, boolean forecast) {
        this.regions = regions;
        this.features = features;
        this.width = forecast ? SHORTFALL + 1 : SHORTFALL;
    }

    /** How many regions it shows. */
    public int regions() {
        return regions;
    }

    /** Numbers in an observation. */
    public int size() {
        return regions * width;
    }

    /** Writes share, utility and goal of each region. */
    public void write(double[] shares, double[] utilities, double[] goal, float[] into, int at) {
        boolean scaled = features == Features.SCALED;
        double scale = scale();
        double mean = scaled ? mean(utilities) : 0;
        int to = at;
        for (int i = 0; i < regions; i++) {
            into[to + SHARE] = (float) (scale * shares[i]);
            into[to + UTILITY] = (float) (utilities[i] - mean);
            into[to + GOAL] = (float) (scale * goal[i]);
            to += width;
        }
    }

    /** Writes the fourth number of each region; only where the observation has it. */
    public void writeForecast(double[] goal, double[] forecast, float[] into, int at) {
        for (int i = 0; i < regions; i++) {
            into[at + i * width + SHORTFALL] = (float) (regions * (goal[i] - forecast[i]));
        }
    }

    /**
     * Reads back what {@link #write} wrote, to the precision of float32; utilities but for what is added to all of
     * them.
     */
    public void read(float[] observations, int at, double[] shares, double[] utilities, double[] goal) {
        double scale = scale();
        for (int i = 0; i < regions; i++) {
            int from = at + i * width;
            shares[i] = observations[from + SHARE] / scale;
            utilities[i] = observations[from + UTILITY];
            goal[i] = observations[from + GOAL] / scale;
        }
    }

    /** Whether the share of a region is below its goal. */
    public boolean belowGoal(float[] observations, int at, int region) {
        int from = at + region * width;
        return observations[from + SHARE] < observations[from + GOAL];
    }

    private double scale() {
        return features == Features.SCALED ? regions : 1;
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }
}
