package io.millrace.policy.network;

import io.millrace.policy.parameters.NamedShape;
import io.millrace.policy.parameters.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy network and a value network of the same hidden layers, and the layout of their parameters
 * in one flat float32 vector: the policy's layers, then the value's, then the free parameters. Where
 * the trunk is shared, the policy's layers begin with it and the value's are its last one alone. With
 * {@link Trunk#NONE} there is no value network: the policy network is the whole of it, whatever its
 * outputs stand for. Each layer is its weights, row-major by output ({@code outputs x inputs}), then its
 * bias.
 *
 * <p>An observation of several equal parts, such as the areas of a map, may go through one small network
 * part by part, with the same parameters for each; the outputs of the parts follow one another. With {@link Branches}
 * each part sees a context of the whole as well, and there may be a value network; {@link ContextShape} says how that
 * is composed and laid out.
 *
 * @param observationSize numbers in an observation; at least 1
 * @param hidden          units of each hidden layer; each at least 1
 * @param activation      what follows each hidden layer; the last layers are linear
 * @param policyOutputs   outputs of the policy network; at least 1
 * @param freeParameters  parameters of the action distribution that do not depend on the observation
 * @param trunk           whether the two networks share their hidden layers, or there is only the one
 * @param parts           parts of an observation, and of the outputs; 1 for a network of the whole. Above 1 only
 *     with branches or without a value network
 * @param branches        what parts go through before the hidden layers; only with several parts
 */
public record NetworkShape(
        int observationSize,
        List<Integer> hidden,
        Activation activation,
        int policyOutputs,
        int freeParameters,
        Trunk trunk,
        int parts,
        Branches branches)
        implements ParameterLayout {

    public NetworkShape {
        hidden = List.copyOf(hidden);
        if (observationSize < 1
                || policyOutputs < 1
                || freeParameters < 0
                || hidden.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("A network with " + observationSize + " inputs, hidden layers " + hidden
                    + ", " + policyOutputs + " outputs and " + freeParameters
                    + " free parameters cannot be: each layer has at least 1 unit.");
        }
        if (parts < 1 || observationSize % parts != 0 || policyOutputs % parts != 0) {
            throw new IllegalArgumentException(observationSize + " inputs and " + policyOutputs
                    + " outputs do not fall into " + parts
                    + " equal parts. Let the network have a number of parts that divides both, or 1.");
        }
        if (parts > 1 && branches.none() && trunk != Trunk.NONE) {
            throw new IllegalArgumentException(
                    "A network of " + parts + " parts has no one value to estimate beside its"
                            + " policy. Give the parts a branch (policy.part-layers), use 1 part, or an algorithm that"
                            + " learns the values of actions.");
        }
        if (parts == 1 && !branches.none()) {
            throw new IllegalArgumentException("A network of 1 part has no context beside it, but was given a branch of"
                    + " layers " + branches.part() + " for each part. Use several parts, or no branches.");
        }
        if (!branches.none() && trunk == Trunk.SHARED) {
            throw new IllegalArgumentException("The trunk is shared, but the value network of a network with branches"
                    + " sees no part alone: there are no layers that it could share. Set policy.trunk to separate.");
        }
    }

    /** Without branches. */
    public NetworkShape(
            int observationSize,
            List<Integer> hidden,
            Activation activation,
            int policyOutputs,
            int freeParameters,
            Trunk trunk,
            int parts) {
        this(observationSize, hidden, activation, policyOutputs, freeParameters, trunk, parts, Branches.NONE);
    }

    /** Of the whole observation. */
    public NetworkShape(
            int observationSize,
            List<Integer> hidden,
            Activation activation,
            int policyOutputs,
            int freeParameters,
            Trunk trunk) {
        this(observationSize, hidden, activation, policyOutputs, freeParameters, trunk, 1);
    }

    /** With separate hidden layers. */
    public NetworkShape(
            int observationSize, List<Integer> hidden, Activation activation, int policyOutputs, int freeParameters) {
        this(observationSize, hidden, activation, policyOutputs, freeParameters, Trunk.SEPARATE);
    }

    /**
     * The network that each part goes through, as one of its own: the same parameters in the same places.
     *
     * @throws IllegalStateException if there are branches
     */
    public NetworkShape part() {
        requireNoBranches();
        return new NetworkShape(observationSize / parts, hidden, activation, headOutputs(), freeParameters, trunk, 1);
    }

    /** Outputs of the policy network's last layer: those of one part. */
    public int headOutputs() {
        return policyOutputs / parts;
    }

    /**
     * How a network with branches is composed; newly made.
     *
     * @throws IllegalStateException if there are none
     */
    public ContextShape context() {
        if (branches.none()) {
            throw new IllegalStateException("This network has no branches: it is one piece. Take it as it is.");
        }
        return new ContextShape(this);
    }

    /**
     * Layer sizes of the policy network, of one part, inputs first; a shared trunk is part of it.
     *
     * @throws IllegalStateException if there are branches
     */
    public List<Integer> policyLayers() {
        requireNoBranches();
        return layers(headOutputs());
    }

    /**
     * Layer sizes of the value network, inputs first; its last has one unit. On a shared trunk its inputs
     * are what the trunk puts out. Empty where there is no value network.
     *
     * @throws IllegalStateException if there are branches
     */
    public List<Integer> valueLayers() {
        requireNoBranches();
        List<Integer> layers = layers(1);
        return switch (trunk) {
            case SEPARATE -> layers;
            case SHARED -> layers.subList(layers.size() - 2, layers.size());
            case NONE -> List.of();
        };
    }

    /** Outputs of the value network: 1, or 0 where there is none. */
    public int valueOutputs() {
        return trunk == Trunk.NONE ? 0 : 1;
    }

    /** Layers that both networks begin with: all the hidden ones, or none. */
    public int trunkLayers() {
        return trunk == Trunk.SHARED ? hidden.size() : 0;
    }

    @Override
    public List<NamedShape> namedShapes() {
        List<NamedShape> shapes = new ArrayList<>();
        if (branches.none()) {
            List<Integer> policy = policyLayers();
            int offset = addLayers("trunk", policy.subList(0, trunkLayers() + 1), 0, shapes);
            offset = addLayers("policy", policy.subList(trunkLayers(), policy.size()), offset, shapes);
            addLayers("value", valueLayers(), offset, shapes);
        } else {
            shapes.addAll(context().namedShapes());
        }
        if (freeParameters > 0) {
            shapes.add(new NamedShape("policy/free", List.of(freeParameters), freeOffset()));
        }
        return List.copyOf(shapes);
    }

    /** Where the value network's parameters begin; where there is none, {@link #freeOffset}. */
    public int valueOffset() {
        return branches.none() ? count(policyLayers()) : context().valueOffset();
    }

    /** Where the free parameters begin: the number of parameters of the networks. */
    public int freeOffset() {
        return branches.none()
                ? count(policyLayers()) + count(valueLayers())
                : context().freeOffset();
    }

    @Override
    public int parameterCount() {
        return freeOffset() + freeParameters;
    }

    private void requireNoBranches() {
        if (!branches.none()) {
            throw new IllegalStateException("A network with branches " + branches + " is not one perceptron. Compose it"
                    + " of the pieces that context() names.");
        }
    }

    private List<Integer> layers(int outputs) {
        List<Integer> layers = new ArrayList<>();
        layers.add(observationSize / parts);
        layers.addAll(hidden);
        layers.add(outputs);
        return List.copyOf(layers);
    }

    private static int count(List<Integer> layers) {
        int count = 0;
        for (int i = 1; i < layers.size(); i++) {
            count += layers.get(i) * layers.get(i - 1) + layers.get(i);
        }
        return count;
    }

    /** Adds the arrays of some layers; gives the offset of what follows them. */
    static int addLayers(String network, List<Integer> layers, int from, List<NamedShape> shapes) {
        int offset = from;
        for (int i = 1; i < layers.size(); i++) {
            NamedShape weights = new NamedShape(
                    network + "/" + (i - 1) + "/weights", List.of(layers.get(i), layers.get(i - 1)), offset);
            NamedShape bias = new NamedShape(
                    network + "/" + (i - 1) + "/bias", List.of(layers.get(i)), offset + weights.length());
            shapes.add(weights);
            shapes.add(bias);
            offset = bias.offset() + bias.length();
        }
        return offset;
    }
}
