package io.millrace.app.migration;

/**
 * How far figures lie from those of a model.
 *
 * @param r2       1 less the share of the figures' variance that the model misses, over all regions and years
 *                 together; not a number where all figures are the same
 * @param absolute mean absolute error, in the unit of the panel
 */
public record FitError(double r2, double absolute) {

    /** @param observed figures by year and region; at least one year. {@code model} has the same shape. */
    static FitError of(double[][] observed, double[][] model) {
        double sum = 0;
        double missed = 0;
        double squares = 0;
        int figures = 0;
        for (int year = 0; year < observed.length; year++) {
            for (int i = 0; i < observed[year].length; i++) {
                double error = observed[year][i] - model[year][i];
                sum += observed[year][i];
                missed += Math.abs(error);
                squares += error * error;
                figures++;
            }
        }
        double mean = sum / figures;
        double variance = 0;
        for (double[] year : observed) {
            for (double figure : year) {
                variance += (figure - mean) * (figure - mean);
            }
        }
        return new FitError(variance > 0 ? 1 - squares / variance : Double.NaN, missed / figures);
    }
}
