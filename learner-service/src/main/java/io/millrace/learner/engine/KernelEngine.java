package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks in Java: float32, one thread, every sum in an order that depends on the layer sizes and
 * the rows alone. The same inputs give the same bits on every machine, with the Vector API and without.
 * Buffers grow with the largest batch seen; after that nothing is allocated.
 */
public final class KernelEngine implements Engine {

    /** Rows that go through all layers before the next ones do: they stay in the processor's caches. */
    private static final int ROWS_AT_ONCE = 128;

    private final Kernel kernel;
    private final int parameterCount;
    private final int observationSize;
    private final int policySize;
    private final int valueSize;
    private final KernelLayer[] trunk;
    private final KernelLayer[] policy;
    /** Empty where there is no value network. */
    private final KernelLayer[] value;

    private final Rows observations;
    private final Rows observationDeltas;
    private final FewOutputs few;
    private int rows;

    /** On the fastest kernel of this process. */
    public KernelEngine(NetworkShape shape) {
        this(shape, Kernel.fastest());
    }

    /** On a kernel of one's choice; the numbers are the same. */
    public KernelEngine(NetworkShape shape, Kernel kernel) {
        this(shape, kernel, FewOutputs.ONE_OF);
    }

    /** Goes back through single outputs where at most one of so many has a gradient; the numbers are the same. */
    KernelEngine(NetworkShape shape, Kernel kernel, int oneOf) {
        this.kernel = kernel;
        parameterCount = shape.freeOffset();
        observationSize = shape.observationSize();
        policySize = shape.policyOutputs();
        valueSize = shape.valueOutputs();
        List<Integer> sizes = shape.policyLayers();
        int shared = shape.trunkLayers();
        List<KernelLayer> layers = layers(sizes, shape.activation(), 0);
        trunk = layers.subList(0, shared).toArray(KernelLayer[]::new);
        policy = layers.subList(shared, layers.size()).toArray(KernelLayer[]::new);
        value = layers(shape.valueLayers(), shape.activation(), shape.valueOffset())
                .toArray(KernelLayer[]::new);
        observations = new Rows(observationSize);
        observationDeltas = new Rows(observationSize);
        few = new FewOutputs(policySize, oneOf);
    }

    private List<KernelLayer> layers(List<Integer> sizes, Activation activation, int offset) {
        List<KernelLayer> layers = new ArrayList<>();
        int next = offset;
        for (int l = 1; l < sizes.size(); l++) {
            boolean last = l == sizes.size() - 1;
            KernelLayer layer = new KernelLayer(sizes.get(l - 1), sizes.get(l), next, last ? null : activation, kernel);
            layers.add(layer);
            next += layer.parameterCount();
        }
        return layers;
    }

    @Override
    public String description() {
        return "kernel: " + kernel.description() + " on CPU, 1 thread";
    }

    @Override
    public int parameterCount() {
        return parameterCount;
    }

    @Override
    public void load(float[] parameters) {
        Lengths.requireAtLeast("parameters", parameters.length, parameterCount);
        load(trunk, parameters);
        load(policy, parameters);
        load(value, parameters);
    }

    private static void load(KernelLayer[] layers, float[] parameters) {
        for (KernelLayer layer : layers) {
            layer.load(parameters);
        }
    }

    @Override
    public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * observationSize);
        Lengths.requireAtLeast("places for policy outputs", policyOutputs.length, rows * policySize);
        Lengths.requireAtLeast("places for values", values.length, rows * valueSize);
        this.observations.require(rows);
        require(trunk, rows);
        require(policy, rows);
        require(value, rows);
        for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
            int count = Math.min(ROWS_AT_ONCE, rows - first);
            // A copy: the caller may fill the array anew before the way back.
            this.observations.put(observations, first * observationSize, first, count);
            Rows features = forward(trunk, this.observations, first, count);
            forward(policy, features, first, count).get(first, count, policyOutputs, first * policySize);
            if (value.length > 0) {
                forward(value, features, first, count).get(first, count, values, first);
            }
        }
        this.rows = rows;
    }

    @Override
    public void values(float[] observations, int rows, float[] values) {
        if (value.length == 0) {
            throw Lengths.noValueNetwork();
        }
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("observation numbers", observations.length, rows * observationSize);
        Lengths.requireAtLeast("places for values", values.length, rows);
        this.rows = 0;
        int room = Math.min(ROWS_AT_ONCE, rows);
        this.observations.require(room);
        require(trunk, room);
        require(value, room);
        for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
            int count = Math.min(ROWS_AT_ONCE, rows - first);
            this.observations.put(observations, first * observationSize, 0, count);
            Rows features = forward(trunk, this.observations, 0, count);
            forward(value, features, 0, count).get(0, count, values, first);
        }
    }

    private static void require(KernelLayer[] layers, int rows) {
        for (KernelLayer layer : layers) {
            layer.require(rows);
        }
    }

    private static Rows forward(KernelLayer[] layers, Rows from, int first, int count) {
        Rows rows = from;
        for (KernelLayer layer : layers) {
            layer.forward(rows, first, count);
            rows = layer.put();
        }
        return rows;
    }

    @Override
    public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policySize);
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows * valueSize);
        Lengths.requireAtLeast("places for the gradient", gradient.length, parameterCount);
        Rows features = trunk.length == 0 ? observations : trunk[trunk.length - 1].put();
        // Not where nothing is passed back, or into the trunk, where the value network adds its share.
        boolean isFew = policy.length > 1 && few.areFewIn(policyOutputGradients, rows);
        int policyLayers = isFew ? policy.length - 1 : policy.length;
        beginGradient(trunk, trunk.length);
        beginGradient(policy, policyLayers);
        beginGradient(value, value.length);
        for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
            int count = Math.min(ROWS_AT_ONCE, rows - first);
            if (isFew) {
                backwardFew(policyOutputGradients, first, count);
            } else {
                policy[policy.length - 1].takeDeltas(policyOutputGradients, first * policySize, count);
            }
            backward(policy, policyLayers - 1, features, first, count);
            if (value.length > 0) {
                value[value.length - 1].takeDeltas(valueGradients, first, count);
                backward(value, value.length - 1, features, first, count);
            }
            if (trunk.length > 0) {
                Rows featureDeltas = trunk[trunk.length - 1].beginDeltas(count);
                policy[0].passBack(featureDeltas, count);
                value[0].passBack(featureDeltas, count);
                backward(trunk, trunk.length - 1, observations, first, count);
            }
        }
        writeGradient(trunk, trunk.length, gradient);
        writeGradient(policy, policyLayers, gradient);
        if (isFew) {
            policy[policyLayers].writeGradientOfFew(few, policy[policyLayers - 1].put(), rows, gradient);
        }
        writeGradient(value, value.length, gradient);
    }

    /** From the last policy layer's gradients, which are few, back to the deltas of the one before. */
    private void backwardFew(float[] policyOutputGradients, int first, int count) {
        KernelLayer last = policy[policy.length - 1];
        KernelLayer before = policy[policy.length - 2];
        before.beginDeltas(count);
        if (!last.passBackFew(few, first, before, count)) {
            last.takeDeltas(policyOutputGradients, first * policySize, count);
            last.passBack(before.beginDeltas(count), count);
        }
    }

    /** From the deltas of a layer back to those of the first. */
    private static void backward(KernelLayer[] layers, int last, Rows from, int first, int count) {
        for (int l = last; l >= 0; l--) {
            layers[l].throughActivation(first, count);
            layers[l].addGradient(l == 0 ? from : layers[l - 1].put(), first, count);
            if (l > 0) {
                layers[l].passBack(layers[l - 1].beginDeltas(count), count);
            }
        }
    }

    @Override
    public void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into) {
        Lengths.requireRows(rows);
        Lengths.requireAtLeast("policy output gradients", policyOutputGradients.length, rows * policySize);
        Lengths.requireAtLeast("value gradients", valueGradients.length, rows * valueSize);
        Lengths.requireAtLeast("places for observation gradients", into.length, rows * observationSize);
        for (int first = 0; first < rows; first += ROWS_AT_ONCE) {
            int count = Math.min(ROWS_AT_ONCE, rows - first);
            KernelLayer.begin(observationDeltas, count);
            Rows featureDeltas = trunk.length == 0 ? observationDeltas : trunk[trunk.length - 1].beginDeltas(count);
            policy[policy.length - 1].takeDeltas(policyOutputGradients, first * policySize, count);
            passBack(policy, featureDeltas, first, count);
            if (value.length > 0) {
                value[value.length - 1].takeDeltas(valueGradients, first, count);
                passBack(value, featureDeltas, first, count);
            }
            passBack(trunk, observationDeltas, first, count);
            observationDeltas.get(0, count, into, first * observationSize);
        }
    }

    /** Adds to the gradients by what went into the first layer, from the deltas of the last. */
    private static void passBack(KernelLayer[] layers, Rows to, int first, int count) {
        for (int l = layers.length - 1; l >= 0; l--) {
            layers[l].throughActivation(first, count);
            layers[l].passBack(l == 0 ? to : layers[l - 1].beginDeltas(count), count);
        }
    }

    private static void beginGradient(KernelLayer[] layers, int count) {
        for (int l = 0; l < count; l++) {
            layers[l].beginGradient();
        }
    }

    private static void writeGradient(KernelLayer[] layers, int count, float[] gradient) {
        for (int l = 0; l < count; l++) {
            layers[l].writeGradient(gradient);
        }
    }

    @Override
    public void close() {
        // Nothing but arrays: the garbage collector does it.
    }
}
