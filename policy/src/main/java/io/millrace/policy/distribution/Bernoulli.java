package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Switches that are drawn independently of one another: the outputs are the logits, one per switch, and a switch is
 * on with the probability that is their logistic function. A sampled action is its zeros and ones. Each switch takes
 * one uniform number, in order, whatever the others are.
 *
 * <p>Log-probabilities are finite whatever the finite logits are.
 */
public final class Bernoulli implements FactoredDistribution {

    private final ActionSpace.MultiBinary space;
    private final double[] logits;
    private final double[] on;
    private final double[] off;
    private final double[] logOn;
    private final double[] logOff;

    public Bernoulli(ActionSpace.MultiBinary space) {
        this.space = space;
        logits = new double[space.size()];
        on = new double[space.size()];
        off = new double[space.size()];
        logOn = new double[space.size()];
        logOff = new double[space.size()];
    }

    @Override
    public int outputs() {
        return logits.length;
    }

    @Override
    public int freeParameters() {
        return 0;
    }

    @Override
    public int sampledWidth() {
        return logits.length;
    }

    @Override
    public int actionWidth() {
        return logits.length;
    }

    @Override
    public boolean sampledIsAction() {
        return true;
    }

    @Override
    public int factors() {
        return logits.length;
    }

    @Override
    public void useFreeParameters(float[] parameters, int at) {
        // It has none.
    }

    @Override
    public void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
        Rows.requireNoMask("bernoulli", mask);
        Rows.requireFinite(outputs, at, logits.length);
        for (int i = 0; i < logits.length; i++) {
            double logit = outputs[at + i];
            double steepness = Math.abs(logit);
            // The probability of the less likely position is e / (1 + e): 1 less that of the other would round it away.
            double e = Math.exp(-steepness);
            double rest = Math.log1p(e);
            boolean likelyOn = logit > 0;
            logits[i] = logit;
            on[i] = (likelyOn ? 1 : e) / (1 + e);
            off[i] = (likelyOn ? e : 1) / (1 + e);
            logOn[i] = (likelyOn ? 0 : -steepness) - rest;
            logOff[i] = (likelyOn ? -steepness : 0) - rest;
        }
    }

    @Override
    public void sample(RandomGenerator random, float[] sampled, int at) {
        for (int i = 0; i < logits.length; i++) {
            sampled[at + i] = random.nextDouble() < on[i] ? 1 : 0;
        }
    }

    @Override
    public void mode(float[] sampled, int at) {
        for (int i = 0; i < logits.length; i++) {
            sampled[at + i] = logits[i] > 0 ? 1 : 0;
        }
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        System.arraycopy(sampled, sampledAt, action, actionAt, logits.length);
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += isOn(sampled, at, i) ? logOn[i] : logOff[i];
        }
        return sum;
    }

    @Override
    public void factorLogProbabilities(float[] sampled, int at, double[] into, int intoAt) {
        for (int i = 0; i < logits.length; i++) {
            into[intoAt + i] = isOn(sampled, at, i) ? logOn[i] : logOff[i];
        }
    }

    @Override
    public double entropy() {
        double entropy = 0;
        for (int i = 0; i < logits.length; i++) {
            entropy -= on[i] * logOn[i] + off[i] * logOff[i];
        }
        return entropy;
    }

    @Override
    public void addGradient(
            float[] sampled,
            int at,
            double logProbabilityWeight,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient) {
        for (int i = 0; i < logits.length; i++) {
            outputGradient[gradientAt + i] +=
                    (float) slope(i, isOn(sampled, at, i), logProbabilityWeight, entropyWeight);
        }
    }

    @Override
    public void addFactorGradient(
            float[] sampled,
            int at,
            double[] weights,
            int weightsAt,
            double entropyWeight,
            float[] outputGradient,
            int gradientAt,
            float[] freeGradient) {
        for (int i = 0; i < logits.length; i++) {
            outputGradient[gradientAt + i] +=
                    (float) slope(i, isOn(sampled, at, i), weights[weightsAt + i], entropyWeight);
        }
    }

    /** By the logit of a switch. */
    private double slope(int i, boolean isOn, double logProbabilityWeight, double entropyWeight) {
        return logProbabilityWeight * (isOn ? off[i] : -on[i]) - entropyWeight * logits[i] * on[i] * off[i];
    }

    @Override
    public NaturalDistribution another() {
        return new Bernoulli(space);
    }

    @Override
    public double divergenceTo(NaturalDistribution other) {
        Bernoulli to = Rows.requireAlike(this, Bernoulli.class, other);
        double divergence = 0;
        for (int i = 0; i < logits.length; i++) {
            divergence += on[i] * (logOn[i] - to.logOn[i]) + off[i] * (logOff[i] - to.logOff[i]);
        }
        return divergence;
    }

    @Override
    public void addFisherProduct(
            double weight,
            float[] outputTangent,
            int tangentAt,
            double[] freeTangent,
            float[] outputProduct,
            int productAt,
            double[] freeProduct) {
        for (int i = 0; i < logits.length; i++) {
            outputProduct[productAt + i] += (float) (weight * on[i] * off[i] * outputTangent[tangentAt + i]);
        }
    }

    private boolean isOn(float[] sampled, int at, int i) {
        float position = sampled[at + i];
        if (position != 0 && position != 1) {
            throw new IllegalArgumentException("Switch " + i + " of a sampled action is " + position
                    + ", but a switch is 0 or 1. The record holds actions of another family.");
        }
        return position == 1;
    }
}
