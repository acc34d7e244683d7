package io.millrace.learner.returns;

/**
 * Mean and standard deviation of a stream of batches in which older batches count less: each new
 * batch takes the weight {@code 1 - decay}, and the weights are divided by their sum, so that the
 * first batch alone counts in full. Before the first batch the mean is 0 and the deviation 1.
 */
public final class RunningMoments {

    /** Share of the mean's size below which a deviation is taken for rounding. */
    private static final double LEAST_RELATIVE_DEVIATION = 1e-6;

    private final double decay;
    private double weight;
    private double weightedMean;
    private double weightedSquare;

    /** Older batches fade by {@code decay}, in [0, 1), with each new one. */
    public RunningMoments(double decay) {
        this.decay = decay;
    }

    /** Takes in the first {@code count} values, at least 1, as one batch. */
    public void add(double[] values, int count) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
            squares += values[i] * values[i];
        }
        weight = decay * weight + (1 - decay);
        weightedMean = decay * weightedMean + (1 - decay) * sum / count;
        weightedSquare = decay * weightedSquare + (1 - decay) * squares / count;
    }

    /** Mean so far. */
    public double mean() {
        return weight == 0 ? 0 : weightedMean / weight;
    }

    /** Standard deviation so far, never zero: a constant stream keeps a deviation far below its mean. */
    public double deviation() {
        if (weight == 0) {
            return 1;
        }
        double mean = mean();
        double variance = Math.max(0, weightedSquare / weight - mean * mean);
        return Math.max(Math.sqrt(variance), LEAST_RELATIVE_DEVIATION * Math.max(1, Math.abs(mean)));
    }

    /** Sum of the batches' weights; with the two sums below all that {@link #restore} needs. */
    public double weight() {
        return weight;
    }

    /** Weighted sum of the batches' means. */
    public double weightedMean() {
        return weightedMean;
    }

    /** Weighted sum of the batches' mean squares. */
    public double weightedSquare() {
        return weightedSquare;
    }

    /** Goes on from what the three getters once gave. */
    public void restore(double weight, double weightedMean, double weightedSquare) {
        this.weight = weight;
        this.weightedMean = weightedMean;
        this.weightedSquare = weightedSquare;
    }
}
