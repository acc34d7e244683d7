package io.millrace.env.environments;

import io.millrace.env.environments.Consumption.Information;

/**
 * The best fractions to consume, and what they earn. The value of wealth is a multiple {@code B_k} of its logarithm and
 * a term that no action changes, whatever the law of growth: {@code B_k = 1 + beta B_(k+1)}, and {@code B_K = 1}. The
 * best fraction therefore depends on the number of the decision alone.
 *
 * <p>Where growth is known before the decision it is {@code 1 / B_k}, for every law. Where it is not, the fraction
 * {@code a} of the wealth that is certain solves {@code 1 / a = beta B_(k+1) E[1 / (R - a)]}, where R is growth over
 * its least: equation 2.4 again where growth is certain. The last decision consumes all that is certain. Where there are only some
 * fractions to choose from, the best of them has the greatest {@code ln a + beta B_(k+1) E ln(R - a)}.
 */
final class ConsumptionOptimum {

    private final double[] fractions;
    private final double value;

    /**
     * @param lastPeriod K; there are K + 1 decisions
     * @param choices    fractions to choose from, the last of them 1; empty where any may be consumed
     */
    ConsumptionOptimum(GrowthLaw law, Information information, double discount, int lastPeriod, double[] choices) {
        this.fractions = fractions(law, information, discount, lastPeriod, choices);
        double logWealth = 0;
        double total = 0;
        double weight = 1;
        for (int k = 0; k <= lastPeriod; k++) {
            double fraction = fractions[k];
            logWealth += switch (information) {
                case BEFORE -> law.expectedLog(k);
                case AFTER -> law.least(k, k == 0 ? 0 : law.expectedLog(k - 1));
            };
            total += weight * (logWealth + Math.log(fraction));
            weight *= discount;
            if (k < lastPeriod) {
                logWealth += switch (information) {
                    case BEFORE -> Math.log1p(-fraction);
                    case AFTER -> law.expectedOverLeast(k, growth -> Math.log(growth - fraction));
                };
            }
        }
        this.value = total;
    }

    private static double[] fractions(
            GrowthLaw law, Information information, double discount, int lastPeriod, double[] choices) {
        double[] fractions = new double[lastPeriod + 1];
        fractions[lastPeriod] = 1;
        double later = 1;
        for (int k = lastPeriod - 1; k >= 0; k--) {
            double weight = discount * later;
            fractions[k] = choices.length > 0
                    ? bestOf(choices, law, information, k, weight)
                    : switch (information) {
                        case BEFORE -> 1 / (1 + weight);
                        case AFTER -> withoutKnowing(law, k, weight);
                    };
            later = 1 + weight;
        }
        return fractions;
    }

    private static double bestOf(double[] choices, GrowthLaw law, Information information, int k, double weight) {
        double best = choices[0];
        double greatest = Double.NEGATIVE_INFINITY;
        // Who consumes all that is certain may be left with nothing: the last choice is never the best.
        for (int i = 0; i < choices.length - 1; i++) {
            double fraction = choices[i];
            double kept =
                    switch (information) {
                        case BEFORE -> Math.log1p(-fraction);
                        case AFTER -> law.expectedOverLeast(k, growth -> Math.log(growth - fraction));
                    };
            double worth = Math.log(fraction) + weight * kept;
            if (worth > greatest) {
                greatest = worth;
                best = fraction;
            }
        }
        return best;
    }

    // The left side of a * weight * E[1 / (R - a)] = 1 rises from 0 without bound, so halving finds the one solution.
    private static double withoutKnowing(GrowthLaw law, int k, double weight) {
        double low = 0;
        double high = 1;
        while (true) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                return middle;
            }
            if (middle * weight * law.expectedOverLeast(k, growth -> 1 / (growth - middle)) < 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    /** Discounted sum of the expected logarithms of consumption over the initial wealth. */
    double value() {
        return value;
    }

    /** Best fraction at a decision; 1 after the last. */
    double fraction(int k) {
        return k < fractions.length ? fractions[k] : 1;
    }
}
