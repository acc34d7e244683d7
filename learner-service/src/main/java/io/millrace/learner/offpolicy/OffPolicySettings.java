package io.millrace.learner.offpolicy;

/**
 * How a log is weighed, and when its overlap with the target is called thin.
 *
 * @param weightCap           largest importance weight, larger ones count as this: less variance, some bias; above 0,
 *                            infinite for no cap
 * @param leastEffectiveShare effective sample size by decisions below which the overlap is thin; in [0, 1]
 * @param confidence          with which the intervals cover the truth; above 0, below 1
 */
public record OffPolicySettings(double weightCap, double leastEffectiveShare, double confidence) {

    public OffPolicySettings {
        if (!(weightCap > 0)) {
            throw new IllegalArgumentException("The cap of the weights is " + weightCap
                    + ", with which no decision would count. Use a number above 0, such as 20, or infinity for none.");
        }
        if (!(leastEffectiveShare >= 0 && leastEffectiveShare <= 1)) {
            throw new IllegalArgumentException("The least effective share is " + leastEffectiveShare
                    + ", which is no share. Use 0 to 1, such as 0.1.");
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("The confidence is " + confidence
                    + ", for which there is no interval. Use a number above 0 and below 1, such as 0.95.");
        }
    }

    /** No cap, thin below a tenth, intervals of 95 %. */
    public static OffPolicySettings uncapped() {
        return new OffPolicySettings(Double.POSITIVE_INFINITY, 0.1, 0.95);
    }
}
