package io.millrace.engine.dl4j;

import io.millrace.policy.network.Activation;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One network, or the layers that it has on top of another's. A {@link MultiLayerNetwork} owns the
 * parameters; the passes go through views of them and through batches that stay, because the network's
 * own passes allocate every result anew and take two to three times as long.
 *
 * <p>Not thread-safe.
 */
final class Dl4jNetwork implements AutoCloseable {

    /** A dense layer's parameters and the gradient by them, all of them views of flat vectors. */
    private record Dense(INDArray weights, INDArray bias, INDArray weightGradient, INDArray biasGradient) {}

    private final MultiLayerNetwork network;
    private final Activation activation;
    private final int offset;
    private final INDArray gradient;
    private final Dense[] layers;
    /** What each layer takes in; the first is another's. */
    private final Batch[] activations;
    /** The gradient by what each layer takes in; the first is another's, or none. */
    private final @Nullable Batch[] deltas;

    private final Batch[] scratch;
    private final Batch ones = new Batch(1);

    /**
     * @param offset      of its parameters in the flat vector
     * @param inputs      what the first layer takes in, filled by another
     * @param inputDeltas what {@link #backward} adds the gradient by the inputs to; null where nobody asks
     */
    Dl4jNetwork(List<Integer> sizes, Activation activation, int offset, Batch inputs, @Nullable Batch inputDeltas) {
        this.activation = activation;
        this.offset = offset;
        network = new MultiLayerNetwork(configuration(sizes, activation).build());
        network.init();
        network.params().assign(0);
        ones.array().assign(1);
        gradient = Nd4j.create(network.numParams());
        layers = new Dense[sizes.size() - 1];
        long from = 0;
        for (int l = 0; l < layers.length; l++) {
            layers[l] = dense(l, from, sizes.get(l), sizes.get(l + 1));
            from += network.getLayer(l).numParams();
        }
        activations = batches(sizes);
        activations[0] = inputs;
        deltas = batches(sizes);
        deltas[0] = inputDeltas;
        scratch = batches(sizes);
    }

    int layers() {
        return layers.length;
    }

    /** What layer l takes in. */
    Batch inputs(int l) {
        return activations[l];
    }

    /** The gradient by what layer l takes in. */
    @Nullable
    Batch inputDeltas(int l) {
        return deltas[l];
    }

    void load(float[] parameters) {
        HostMemory.put(parameters, offset, network.params(), (int) network.numParams());
    }

    /** Computes the layers from one to before another, for the rows that the inputs hold. */
    void forward(int from, int to) {
        resize(activations[0].rows());
        for (int l = from; l < to; l++) {
            INDArray put = activations[l + 1].array();
            // A product with ones adds the bias to each row: half the price of a broadcast.
            Nd4j.gemm(layers[l].bias, ones.array(), put, false, false, 1, 0);
            Nd4j.gemm(layers[l].weights, activations[l].array(), put, true, false, 1, 1);
            if (l < layers.length - 1 && activation != Activation.LINEAR) {
                Nd4j.getExecutioner()
                        .exec(activation == Activation.TANH ? new Tanh(put, put) : new RectifiedLinear(put, put, 0));
            }
        }
    }

    void getResults(float[] results) {
        activations[layers.length].get(results);
    }

    void putResultGradients(float[] resultGradients) {
        delta(layers.length).put(resultGradients);
    }

    /**
     * Goes back through the layers from before one down to another. What comes out of the last of them is
     * the gradient by what went in: before the way goes on through an activation, others may add to it.
     */
    void backward(int from, int to) {
        for (int l = from - 1; l >= to; l--) {
            throughActivation(l + 1);
            INDArray delta = delta(l + 1).array();
            Nd4j.gemm(activations[l].array(), delta, layers[l].weightGradient, false, true, 1, 0);
            Nd4j.gemm(delta, ones.array(), layers[l].biasGradient, false, true, 1, 0);
            Batch before = deltas[l];
            if (before != null) {
                passBack(l, before);
            }
        }
    }

    /**
     * As {@link #backward}, but without the gradient by the parameters.
     *
     * @param inputDeltas what the gradient by the first layer's inputs is added to
     */
    void passBack(int from, int to, Batch inputDeltas) {
        for (int l = from - 1; l >= to; l--) {
            throughActivation(l + 1);
            passBack(l, l == 0 ? inputDeltas : delta(l));
        }
    }

    /** Adds to the gradient by the first layer's inputs, or replaces that by another layer's. */
    private void passBack(int l, Batch inputDeltas) {
        Nd4j.gemm(layers[l].weights, delta(l + 1).array(), inputDeltas.array(), false, false, 1, l == 0 ? 1 : 0);
    }

    void getGradient(float[] parameterGradients) {
        HostMemory.get(gradient, parameterGradients, offset, (int) gradient.length());
    }

    /** Turns the gradient by what the activation put out, if one follows, into the gradient by what went in. */
    private void throughActivation(int l) {
        if (l == layers.length) {
            return;
        }
        INDArray put = activations[l].array();
        INDArray delta = delta(l).array();
        INDArray factor = scratch[l].array();
        if (activation == Activation.TANH) {
            put.muli(put, factor).muli(delta);
            delta.subi(factor);
        } else if (activation == Activation.RELU) {
            Nd4j.getExecutioner().exec(new Sign(put, factor));
            delta.muli(factor);
        }
    }

    @Override
    public void close() {
        network.close();
        gradient.close();
        ones.close();
        for (int i = 1; i < activations.length; i++) {
            activations[i].close();
            delta(i).close();
        }
        for (Batch batch : scratch) {
            batch.close();
        }
    }

    private void resize(int rows) {
        if (ones.resize(rows)) {
            ones.array().assign(1);
        }
        for (int i = 1; i < activations.length; i++) {
            activations[i].resize(rows);
            delta(i).resize(rows);
            scratch[i].resize(rows);
        }
    }

    private Batch delta(int l) {
        return Objects.requireNonNull(deltas[l]);
    }

    private Dense dense(int l, long from, int inputs, int outputs) {
        long bias = from + (long) inputs * outputs;
        return new Dense(
                network.getLayer(l).getParam(DefaultParamInitializer.WEIGHT_KEY),
                network.getLayer(l).getParam(DefaultParamInitializer.BIAS_KEY).reshape('f', outputs, 1),
                gradient.get(NDArrayIndex.interval(from, bias)).reshape('f', inputs, outputs),
                gradient.get(NDArrayIndex.interval(bias, bias + outputs)).reshape('f', outputs, 1));
    }

    private static NeuralNetConfiguration.ListBuilder configuration(List<Integer> sizes, Activation activation) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
        for (int l = 1; l < sizes.size(); l++) {
            boolean last = l == sizes.size() - 1;
            list.layer(new DenseLayer.Builder()
                    .nIn(sizes.get(l - 1))
                    .nOut(sizes.get(l))
                    .activation(last ? org.nd4j.linalg.activations.Activation.IDENTITY : deeplearning4j(activation))
                    .build());
        }
        return list;
    }

    private static org.nd4j.linalg.activations.Activation deeplearning4j(Activation activation) {
        return switch (activation) {
            case TANH -> org.nd4j.linalg.activations.Activation.TANH;
            case RELU -> org.nd4j.linalg.activations.Activation.RELU;
            case LINEAR -> org.nd4j.linalg.activations.Activation.IDENTITY;
        };
    }

    private static Batch[] batches(List<Integer> sizes) {
        return sizes.stream().map(Batch::new).toArray(Batch[]::new);
    }
}
