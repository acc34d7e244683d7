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
 * @param partLayers   units of each layer of a branch that every part goes through first, to be seen beside a context
 *     of the whole; empty for none
 * @param wholeLayers  units of each layer of the branch of the whole that gives the context; empty where the context is
 *     the mean of what the parts' branch gives. Only with partLayers
 * @param valueLayers  units of each hidden layer of the value network; only with partLayers
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
        List<Integer> partLayers,
        List<Integer> wholeLayers,
        List<Integer> valueLayers,
        String distribution,
        List<Double> headBias,
        double logDeviation,
        boolean normaliseObservations,
        String initFrom) {

    /** What the setting {@code distribution} is where the action space decides. */
    public static final String DEFAULT_DISTRIBUTION = "default";

    public PolicySettings {
        hidden = List.copyOf(hidden);
        partLayers = List.copyOf(partLayers);
        wholeLayers = List.copyOf(wholeLayers);
        valueLayers = List.copyOf(valueLayers);
        headBias = List.copyOf(headBias);
        requireUnits("hidden", hidden, "[64, 64]");
        requireUnits("part-layers", partLayers, "[32]");
        requireUnits("whole-layers", wholeLayers, "[64, 32]");
        requireUnits("value-layers", valueLayers, "[64]");
        if (parts < 1) {
            throw new IllegalArgumentException(
                    "policy.parts is " + parts + ", but an observation has at least 1 part. Try 1.");
        }
        if (!partLayers.isEmpty() && parts == 1) {
            throw new IllegalArgumentException("policy.part-layers is " + partLayers + ", but policy.parts is 1: there"
                    + " are no parts that could go through them. Set policy.parts to how many an observation has, or"
                    + " leave policy.part-layers out.");
        }
        requirePartLayers("whole-layers", wholeLayers, partLayers);
        requirePartLayers("value-layers", valueLayers, partLayers);
        if (!headBias.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "policy.head-bias is " + headBias + ", but each bias is a finite number. Try [] for zeros.");
        }
        if (!(logDeviation >= -5 && logDeviation <= 2)) {
            throw new IllegalArgumentException(
                    "policy.log-deviation is " + logDeviation + ", but lies between -5 and 2. Try 0.");
        }
    }

    private static void requireUnits(String name, List<Integer> layers, String instead) {
        if (layers.stream().anyMatch(units -> units < 1)) {
            throw new IllegalArgumentException("policy." + name + " is " + layers
                    + ", but each hidden layer has at least 1 unit. Try " + instead + ".");
        }
    }

    private static void requirePartLayers(String name, List<Integer> layers, List<Integer> partLayers) {
        if (!layers.isEmpty() && partLayers.isEmpty()) {
            throw new IllegalArgumentException("policy." + name + " is " + layers
                    + ", but belongs to a network whose parts go through a branch, and there is none. Set"
                    + " policy.part-layers, such as [32], or use policy.hidden alone.");
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
