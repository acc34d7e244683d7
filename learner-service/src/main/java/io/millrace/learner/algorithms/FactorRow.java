package io.millrace.learner.algorithms;

import io.millrace.policy.distribution.FactoredDistribution;

/**
 * One ratio for each factor of the action, with the action's advantage for each of them; the loss is the mean over the
 * factors. The divergence is the sum over the factors, since that of independent factors is.
 */
final class FactorRow implements PolicyRow {

    private final PolicyTerm term;
    private final FactoredDistribution distribution;
    private final double[] logProbabilities;
    private final double[] slopes;
    private final double[] weights;
    private double loss;
    private double approximateKl;
    private double clipped;

    FactorRow(PolicyTerm term, FactoredDistribution distribution) {
        this.term = term;
        this.distribution = distribution;
        logProbabilities = new double[distribution.factors()];
        slopes = new double[distribution.factors()];
        weights = new double[distribution.factors()];
    }

    @Override
    public void score(Minibatch minibatch, int i, double advantage) {
        int factors = slopes.length;
        distribution.factorLogProbabilities(minibatch.sampled(), i * distribution.sampledWidth(), logProbabilities, 0);
        loss = 0;
        approximateKl = 0;
        clipped = 0;
        for (int factor = 0; factor < factors; factor++) {
            double logProbability = logProbabilities[factor];
            double logRatio = logProbability - minibatch.oldLogProbabilities()[i * factors + factor];
            double ratio = Math.exp(logRatio);
            loss += term.loss(advantage, logProbability, ratio);
            approximateKl += JointRow.approximateKl(ratio, logRatio);
            clipped += term.isClipped(ratio) ? 1 : 0;
            slopes[factor] = term.slope(advantage, ratio) / factors;
        }
        loss /= factors;
        clipped /= factors;
    }

    @Override
    public double loss() {
        return loss;
    }

    @Override
    public double approximateKl() {
        return approximateKl;
    }

    @Override
    public double clipped() {
        return clipped;
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
        for (int factor = 0; factor < slopes.length; factor++) {
            weights[factor] = slopes[factor] / divisor;
        }
        distribution.addFactorGradient(
                minibatch.sampled(),
                i * distribution.sampledWidth(),
                weights,
                0,
                entropyWeight,
                outputGradient,
                gradientAt,
                freeGradient);
    }
}
