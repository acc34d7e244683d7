package io.millrace.weights;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.Arrays;
import java.util.List;

/**
 * What the policy is and how it begins; the section {@code policy} of a run's settings.
 *
 * @param hidden       units of each hidden layer of the policy network and of the value network
 * @param activation   what follows each hidden layer
 * @param trunk        whether the two networks share their hidden layers, or there is no value network
 * @param parts        equal parts of an observation that go through one network, one after the other; at least 1
 * @param distribution family of action distributions; the word {@code default} stands for the action
 *     space's own
 * @param headBias     initial bias of the policy network's outputs; empty for zeros
 * @param logDeviation initial value of the free parameters, the log standard deviations of normal families
 * @param normaliseObservations whether the network sees observations brought to mean 0 and deviation 1
 * @param initFrom     name of another run whose newest weights this one begins with; empty for drawn ones
 */
public record PolicySettings(
        List<Integer> hidden,
        Activation activation,
        Trunk trunk,
        int parts,
        String distribution,
        List<Double> headBias,
        double logDeviation,
        boolean normaliseObservations,
        String initFrom) {

    /** What the setting {@code distribution} is where the action space decides. */
    public static final String DEFAULT_DISTRIBUTION = "default";

    public PolicySettings {
        hidden = List.copyOf(hidden);
        headBias = List.copyOf(headBias);
        if (hidden.stream().anyMatch(units -> units < 1)) {
            throw new IllegalArgumentException(
                    "policy.hidden is " + hidden + ", but each hidden layer has at least 1 unit. Try [64, 64].");
        }
        if (parts < 1) {
            throw new IllegalArgumentException(
                    "policy.parts is " + parts + ", but an observation has at least 1 part. Try 1.");
        }
        if (!headBias.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "policy.head-bias is " + headBias + ", but each bias is a finite number. Try [] for zeros.");
        }
        if (!(logDeviation >= -5 && logDeviation <= 2)) {
            throw new IllegalArgumentException(
                    "policy.log-deviation is " + logDeviation + ", but lies between -5 and 2. Try 0.");
        }
    }

    /**
     * The initial weights of a network.
     *
     * @throws IllegalArgumentException if there are as many biases as neither none nor the network's outputs
     */
    public float[] initialWeights(NetworkShape shape, long seed) {
        if (!headBias.isEmpty() && headBias.size() != shape.headOutputs()) {
            throw new IllegalArgumentException("policy.head-bias has " + headBias.size()
                    + " numbers, but the policy network has " + shape.headOutputs()
                    + " outputs. Give one for each, or none.");
        }
        float[] bias = new float[shape.headOutputs()];
        for (int i = 0; i < headBias.size(); i++) {
            bias[i] = headBias.get(i).floatValue();
        }
        float[] free = new float[shape.freeParameters()];
        Arrays.fill(free, (float) logDeviation);
        return Initialization.orthogonal(shape, seed, bias, free);
    }
}
