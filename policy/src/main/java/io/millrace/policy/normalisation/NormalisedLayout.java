package io.millrace.policy.normalisation;

import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.parameters.NamedShape;
import io.millrace.policy.parameters.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a network with the statistics of what it was learned from: first the network's parameters, which are
 * all that an algorithm moves, then {@code observation/mean} and {@code observation/deviation}, one number for each
 * of an observation, then {@code reward/deviation}, one number. Without either kind of statistics it is the layout of
 * the network.
 *
 * @param network      whose parameters come first
 * @param observations whether observations are normalised
 * @param rewards      whether rewards are
 */
public record NormalisedLayout(NetworkShape network, boolean observations, boolean rewards) implements ParameterLayout {

    @Override
    public List<NamedShape> namedShapes() {
        List<NamedShape> shapes = new ArrayList<>(network.namedShapes());
        if (observations) {
            List<Integer> size = List.of(network.observationSize());
            shapes.add(new NamedShape("observation/mean", size, observationOffset()));
            shapes.add(new NamedShape("observation/deviation", size, observationOffset() + network.observationSize()));
        }
        if (rewards) {
            shapes.add(new NamedShape("reward/deviation", List.of(1), rewardOffset()));
        }
        return List.copyOf(shapes);
    }

    /** Where the statistics of observations begin: the means, then the deviations. */
    public int observationOffset() {
        return network.parameterCount();
    }

    /** Where the deviation of rewards stands. */
    public int rewardOffset() {
        return observationOffset() + (observations ? 2 * network.observationSize() : 0);
    }

    @Override
    public int parameterCount() {
        return rewardOffset() + (rewards ? 1 : 0);
    }

    @Override
    public void check(float[] weights) {
        for (NamedShape array : namedShapes()) {
            if (array.name().endsWith("/deviation")) {
                requirePositive(weights, array);
            }
        }
    }

    private static void requirePositive(float[] weights, NamedShape array) {
        for (int i = 0; i < array.length(); i++) {
            float deviation = weights[array.offset() + i];
            if (!(deviation > 0)) {
                throw new IllegalArgumentException("Number " + i + " of " + array.name() + " is " + deviation
                        + ", but nothing can be divided by what is not above 0. No learner of ours writes such weights:"
                        + " find out who published them, or go back to an earlier version.");
            }
        }
    }
}
