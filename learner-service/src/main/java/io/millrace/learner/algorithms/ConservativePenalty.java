package io.millrace.learner.algorithms;

import org.jspecify.annotations.Nullable;

/**
 * What it costs to value actions that were not taken: {@code alpha} times the gap from the value of the action taken up
 * to the soft maximum, log of the sum of exponentials, over all that were allowed. It pushes down what nobody tried.
 *
 * @param alpha what a unit of the gap costs beside a unit of loss; 0 for nothing
 * @see <a href="https://arxiv.org/abs/2006.04779">Kumar et al. 2020, equation 4</a>, CQL(H)
 */
record ConservativePenalty(double alpha) {

    static final ConservativePenalty NONE = new ConservativePenalty(0);

    /**
     * Adds the slope of a row's penalty to what it has already.
     *
     * @param values    of all rows' actions; rows x choices
     * @param masks     likewise, 1 where allowed; null where all are
     * @param taken     where the value of the action taken is among all values; it is allowed
     * @param share     of the row in the loss
     * @param gradients receives {@code alpha * share * (softmax of the values - 1 where taken)}; rows x choices
     * @return the row's gap, before alpha and share; not negative
     */
    double add(
            float[] values, byte @Nullable [] masks, int row, int choices, int taken, double share, float[] gradients) {
        int from = row * choices;
        int to = from + choices;
        double greatest = values[taken];
        for (int i = from; i < to; i++) {
            if (allows(masks, i)) {
                greatest = Math.max(greatest, values[i]);
            }
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += allows(masks, i) ? Math.exp(values[i] - greatest) : 0;
        }
        for (int i = from; i < to; i++) {
            double softmax = allows(masks, i) ? Math.exp(values[i] - greatest) / sum : 0;
            gradients[i] += (float) (alpha * share * (softmax - (i == taken ? 1 : 0)));
        }
        return greatest + Math.log(sum) - values[taken];
    }

    private static boolean allows(byte @Nullable [] masks, int at) {
        return masks == null || masks[at] != 0;
    }
}
