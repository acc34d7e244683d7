package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Adam;
import io.millrace.learner.engine.Optimizer;
import java.util.Map;
import java.util.Objects;

/**
 * What a nat of entropy is worth. Where it is learned, it rises while the policy has less entropy than its target, and
 * falls while it has more; its logarithm takes the steps, so that it stays above 0.
 *
 * @see <a href="https://arxiv.org/abs/1812.05905">Haarnoja et al. 2018, section 5 and equation 18</a>
 */
final class Temperature {

    private static final String NAME = "temperature";
    private static final String OPTIMIZER = "temperature/optimizer";

    private final SacSettings.Temperature settings;
    private final double targetEntropy;
    private final Optimizer optimizer = new Adam(1, 1e-8);
    /** By how much the last step moved the logarithm. */
    private final float[] change = new float[1];

    private final float[] gradient = new float[1];
    private double value;

    /** @param freedom degrees of freedom of an action */
    Temperature(SacSettings.Temperature settings, int freedom) {
        this.settings = settings;
        targetEntropy = settings.targetEntropy() * freedom;
        value = settings.initial();
    }

    /** In the rewards' unit for each nat; above 0. */
    double value() {
        return value;
    }

    /**
     * Takes a step.
     *
     * @param logProbability mean over what the policy does
     * @param factor         what its learning rate is multiplied by
     */
    void learn(double logProbability, double factor, Place place) {
        if (!settings.learned()) {
            return;
        }
        gradient[0] = (float) -(logProbability + targetEntropy);
        change[0] = 0;
        optimizer.step(change, gradient, settings.learningRate() * factor);
        // StrictMath: the same bits on every machine.
        double moved = place.requireFinite("temperature", value * StrictMath.exp(change[0]));
        // From 0 there would be no way back.
        value = Math.max(Double.MIN_NORMAL, moved);
    }

    void putInto(Map<String, Double> state) {
        state.put(NAME, value);
    }

    void restore(Map<String, Double> state) {
        value = Objects.requireNonNull(state.get(NAME));
    }

    void putArraysInto(Map<String, float[]> arrays) {
        arrays.put(OPTIMIZER, optimizer.state());
    }

    /** @param steps of the policy so far */
    void restoreArrays(Map<String, float[]> arrays, long steps) {
        optimizer.restore(Objects.requireNonNull(arrays.get(OPTIMIZER)), settings.learned() ? steps : 0);
    }
}
