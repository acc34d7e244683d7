package io.millrace.policy.distribution;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One of several choices, with probabilities that are the softmax of the outputs. An action that the
 * mask forbids has probability zero and log-probability minus infinity; it takes no part in drawing, in
 * the entropy or in the greedy action, and its output gets no gradient. A sampled action is its index.
 */
public final class Categorical implements NaturalDistribution {

    private final int choices;
    private final double[] probabilities;
    private final double[] logProbabilities;

    /** As many outputs as choices; at least 1. */
    public Categorical(int choices) {
        if (choices < 1) {
            throw new IllegalArgumentException(
                    "A categorical distribution over " + choices + " choices cannot be. Use at least 1.");
        }
        this.choices = choices;
        this.probabilities = new double[choices];
        this.logProbabilities = new double[choices];
    }

    @Override
    public int outputs() {
        return choices;
    }

    @Override
    public int freeParameters() {
        return 0;
    }

    @Override
    public int sampledWidth() {
        return 1;
    }

    @Override
    public int actionWidth() {
        return 1;
    }

    @Override
    public boolean sampledIsAction() {
        return true;
    }

    @Override
    public void useFreeParameters(float[] parameters, int at) {
        // It has none.
    }

    @Override
    public void wrap(float[] outputs, int at, byte @Nullable [] mask, int maskAt) {
        Rows.requireFinite(outputs, at, choices);
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < choices; i++) {
            boolean allowed = mask == null || mask[maskAt + i] != 0;
            logProbabilities[i] = allowed ? outputs[at + i] : Double.NEGATIVE_INFINITY;
            greatest = Math.max(greatest, logProbabilities[i]);
        }
        if (greatest == Double.NEGATIVE_INFINITY) {
            throw new IllegalStateException("The mask allows none of " + choices
                    + " actions, so none can be drawn. The environment has to allow one or end the episode.");
        }
        double sum = 0;
        for (int i = 0; i < choices; i++) {
            logProbabilities[i] -= greatest;
            probabilities[i] = Math.exp(logProbabilities[i]);
            sum += probabilities[i];
        }
        double logSum = Math.log(sum);
        for (int i = 0; i < choices; i++) {
            probabilities[i] /= sum;
            logProbabilities[i] -= logSum;
        }
    }

    @Override
    public void sample(RandomGenerator random, float[] sampled, int at) {
        double left = random.nextDouble();
        int drawn = -1;
        for (int i = 0; i < choices; i++) {
            if (probabilities[i] > 0) {
                // Kept even if rounding lets the probabilities add up to less than the draw.
                drawn = i;
                left -= probabilities[i];
                if (left < 0) {
                    break;
                }
            }
        }
        sampled[at] = drawn;
    }

    @Override
    public void mode(float[] sampled, int at) {
        int best = 0;
        for (int i = 1; i < choices; i++) {
            if (logProbabilities[i] > logProbabilities[best]) {
                best = i;
            }
        }
        sampled[at] = best;
    }

    @Override
    public void toAction(float[] sampled, int sampledAt, float[] action, int actionAt) {
        action[actionAt] = sampled[sampledAt];
    }

    @Override
    public double logProbability(float[] sampled, int at) {
        return logProbabilities[index(sampled[at])];
    }

    @Override
    public double entropy() {
        double entropy = 0;
        for (int i = 0; i < choices; i++) {
            if (probabilities[i] > 0) {
                entropy -= probabilities[i] * logProbabilities[i];
            }
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
        int action = index(sampled[at]);
        if (logProbabilities[action] == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException("Action " + action
                    + " is forbidden by the mask of its row, so its log-probability has no gradient."
                    + " The record pairs an action with another row's mask.");
        }
        double entropy = entropyWeight == 0 ? 0 : entropy();
        for (int i = 0; i < choices; i++) {
            double p = probabilities[i];
            double slope = logProbabilityWeight * ((i == action ? 1 : 0) - p);
            if (p > 0) {
                slope -= entropyWeight * p * (logProbabilities[i] + entropy);
            }
            outputGradient[gradientAt + i] += (float) slope;
        }
    }

    @Override
    public NaturalDistribution another() {
        return new Categorical(choices);
    }

    @Override
    public double divergenceTo(NaturalDistribution other) {
        Categorical to = Rows.requireAlike(this, Categorical.class, other);
        double divergence = 0;
        for (int i = 0; i < choices; i++) {
            if (probabilities[i] > 0) {
                divergence += probabilities[i] * (logProbabilities[i] - to.logProbabilities[i]);
            }
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
        double mean = 0;
        for (int i = 0; i < choices; i++) {
            mean += probabilities[i] * outputTangent[tangentAt + i];
        }
        for (int i = 0; i < choices; i++) {
            double off = outputTangent[tangentAt + i] - mean;
            outputProduct[productAt + i] += (float) (weight * probabilities[i] * off);
        }
    }

    private int index(float sampled) {
        int index = (int) sampled;
        if (index < 0 || index >= choices || index != sampled) {
            throw new IllegalArgumentException(
                    "Action " + sampled + " is none of the " + choices + " choices, which are numbered from 0.");
        }
        return index;
    }
}
