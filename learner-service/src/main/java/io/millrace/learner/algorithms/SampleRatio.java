package io.millrace.learner.algorithms;

import java.math.BigDecimal;

/**
 * How many gradient steps the steps of a run are worth, so that each is drawn so often on average.
 *
 * @param samplesPerInsert how often a step is drawn on average; not negative
 * @param batch            steps behind one gradient step; at least 1
 * @param learningStarts   environment steps that are only remembered; not negative
 */
record SampleRatio(double samplesPerInsert, int batch, long learningStarts) {

    /**
     * Gradient steps to take when a run moves on from {@code before} environment steps to {@code after}: the
     * whole number in the quotient of all steps so far, less what was taken for it before. So what one update
     * leaves over counts in the next, without a number to carry.
     */
    int due(long before, long after) {
        return Math.toIntExact(upTo(after) - upTo(before));
    }

    /** In decimals, as the setting was written: in binary, ten steps of 0.3 samples are not three. */
    private long upTo(long steps) {
        return BigDecimal.valueOf(samplesPerInsert)
                .multiply(BigDecimal.valueOf(Math.max(0, steps - learningStarts)))
                .divideToIntegralValue(BigDecimal.valueOf(batch))
                .longValueExact();
    }
}
