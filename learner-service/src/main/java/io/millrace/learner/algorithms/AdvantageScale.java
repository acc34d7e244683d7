package io.millrace.learner.algorithms;

/**
 * How advantages are brought to mean 0 and deviation 1.
 *
 * @param mean      is taken off
 * @param deviation over all rows, and a little more; above 0
 */
record AdvantageScale(double mean, double deviation) {

    /** Keeps rows whose advantages are all the same from being divided by zero. */
    private static final double LEAST_DEVIATION = 1e-8;

    private static final AdvantageScale NONE = new AdvantageScale(0, 1);

    /** That of the first so many advantages; where it is not asked for, the one that changes nothing. */
    static AdvantageScale of(double[] advantages, int rows, boolean normalise) {
        // One row alone would be made 0, and nothing learned from it.
        if (!normalise || rows == 1) {
            return NONE;
        }
        double sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += advantages[i];
        }
        double mean = sum / rows;
        double squares = 0;
        for (int i = 0; i < rows; i++) {
            double distance = advantages[i] - mean;
            squares += distance * distance;
        }
        return new AdvantageScale(mean, Math.sqrt(squares / rows) + LEAST_DEVIATION);
    }

    double apply(double advantage) {
        return (advantage - mean) / deviation;
    }
}
