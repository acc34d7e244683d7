package io.millrace.learner.algorithms;

import io.millrace.learner.returns.RunningMoments;
import java.util.Map;
import java.util.Objects;

/**
 * The unit that the value network speaks in. Where values are normalised it is {@code (value - mean) /
 * deviation}, with the moments of the targets so far; otherwise the rewards' own. What an update
 * estimates is read in the unit under which the values were learned; then its targets are taken in,
 * and the network learns in the new unit.
 */
final class ValueUnit {

    /** Targets of a hundred updates ago count a third of today's: the mean return rises while learning. */
    private static final double TARGET_DECAY = 0.99;

    private static final String TARGET_WEIGHT = "target-weight";
    private static final String TARGET_MEAN = "target-weighted-mean";
    private static final String TARGET_SQUARE = "target-weighted-square";

    private final boolean normalise;
    private final RunningMoments moments = new RunningMoments(TARGET_DECAY);

    ValueUnit(boolean normalise) {
        this.normalise = normalise;
    }

    /** What a network output of 0 is worth. */
    double mean() {
        return normalise ? moments.mean() : 0;
    }

    /** What a network output is worth more than one that is less by 1. */
    double deviation() {
        return normalise ? moments.deviation() : 1;
    }

    /** Takes the first {@code rows} targets in and brings them to the unit that follows from them. */
    void takeIn(double[] targets, int rows) {
        if (!normalise) {
            return;
        }
        moments.add(targets, rows);
        double mean = moments.mean();
        double deviation = moments.deviation();
        for (int row = 0; row < rows; row++) {
            targets[row] = (targets[row] - mean) / deviation;
        }
    }

    /** What a checkpoint keeps of it, whether values are normalised or not. */
    Map<String, Double> state() {
        return Map.of(
                TARGET_WEIGHT, moments.weight(),
                TARGET_MEAN, moments.weightedMean(),
                TARGET_SQUARE, moments.weightedSquare());
    }

    /** Goes on from what {@link #state} once gave; refuses the numbers of another algorithm. */
    void restore(String algorithm, Map<String, Double> state) {
        CheckpointNames.require(algorithm, state().keySet(), state);
        moments.restore(number(state, TARGET_WEIGHT), number(state, TARGET_MEAN), number(state, TARGET_SQUARE));
    }

    private static double number(Map<String, Double> state, String name) {
        return Objects.requireNonNull(state.get(name));
    }
}
