package io.millrace.learner.algorithms;

/** How much of what values were to predict they did predict. */
final class ExplainedVariance {

    private ExplainedVariance() {}

    /**
     * {@code 1 - variance(errors) / variance(targets)} of the first {@code count} numbers; 0 where all
     * targets are the same.
     *
     * @param errors target minus value
     */
    static double of(double[] targets, double[] errors, int count) {
        double total = variance(targets, count);
        return total == 0 ? 0 : 1 - variance(errors, count) / total;
    }

    private static double variance(double[] numbers, int count) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += numbers[i] / count;
        }
        double squares = 0;
        for (int i = 0; i < count; i++) {
            squares += (numbers[i] - mean) * (numbers[i] - mean);
        }
        return squares / count;
    }
}
