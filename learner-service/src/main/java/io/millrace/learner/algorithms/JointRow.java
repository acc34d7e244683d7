package io.millrace.learner.algorithms;

import io.millrace.policy.distribution.ActionDistribution;

/** One ratio for the whole action. */
final class JointRow implements PolicyRow {

    private final PolicyTerm term;
    private final ActionDistribution distribution;
    private double advantage;
    private double logProbability;
    private double logRatio;
    private double ratio;

    JointRow(PolicyTerm term, ActionDistribution distribution) {
        this.term = term;
        this.distribution = distribution;
    }

    @Override
    public void score(Minibatch minibatch, int i, double advantage) {
        this.advantage = advantage;
        logProbability = distribution.logProbability(minibatch.sampled(), i * distribution.sampledWidth());
        logRatio = logProbability - minibatch.oldLogProbabilities()[i];
        ratio = Math.exp(logRatio);
    }

    @Override
    public double loss() {
        return term.loss(advantage, logProbability, ratio);
    }

    @Override
    public double approximateKl() {
        return approximateKl(ratio, logRatio);
    }

    @Override
    public double clipped() {
        return term.isClipped(ratio) ? 1 : 0;
    }

    @Override
    public void addGradient(
            Minibatch minibatch,
            int i,
            int divisor,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient) {
        distribution.addGradient(
                minibatch.sampled(),
                i * distribution.sampledWidth(),
                term.slope(advantage, ratio) / divisor,
                entropyWeight,
                outputGradient,
                gradientAt,
                freeGradient);
    }

    /**
     * What one ratio says of the divergence from the old policy to the new one, in nats: ratio - 1 - log ratio. Its
     * mean is the mean of -log ratio, with less variance; each is at least 0.
     */
    static double approximateKl(double ratio, double logRatio) {
        return ratio - 1 - logRatio;
    }
}
