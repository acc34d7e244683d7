package io.millrace.engine.libtorch;

import io.millrace.policy.network.Activation;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One network, or the layers that it has on top of another's. The way back is written out, since it is
 * three products a layer: libtorch's own differentiation records and allocates on every call.
 *
 * <p>Not thread-safe.
 */
final class LibtorchNetwork implements AutoCloseable {

    private final Activation activation;
    private final Dense[] layers;
    /** What each layer puts out. */
    private final Batch[] results;
    /** The gradient by what each layer puts out. */
    private final Batch[] deltas;

    private final Scalar zero = new Scalar(0f);

    /** @param offset of its parameters in the flat vectors */
    LibtorchNetwork(
            TorchRuntime runtime,
            List<Integer> sizes,
            Activation activation,
            Numbers parameters,
            Numbers gradient,
            long offset) {
        this.activation = activation;
        layers = new Dense[sizes.size() - 1];
        results = new Batch[layers.length];
        deltas = new Batch[layers.length];
        long from = offset;
        for (int l = 0; l < layers.length; l++) {
            long inputs = sizes.get(l);
            int outputs = sizes.get(l + 1);
            layers[l] = new Dense(parameters, gradient, from, inputs, outputs);
            results[l] = new Batch(runtime, outputs);
            deltas[l] = new Batch(runtime, outputs);
            from += (inputs + 1) * outputs;
        }
    }

    int layers() {
        return layers.length;
    }

    /** What layer l puts out. */
    Batch results(int l) {
        return results[l];
    }

    /** The gradient by what layer l puts out. */
    Batch deltas(int l) {
        return deltas[l];
    }

    /** Computes the first layers. */
    void forward(Batch inputs, int count) {
        for (int l = 0; l < count; l++) {
            results[l].resize(inputs.rows());
            layers[l].forward(l == 0 ? inputs : results[l - 1], results[l]);
            if (l < layers.length - 1) {
                activate(results[l].tensor());
            }
        }
    }

    void getResults(float[] numbers) {
        results[layers.length - 1].get(numbers);
    }

    void putResultGradients(float[] numbers) {
        Batch last = deltas[layers.length - 1];
        last.resize(results[layers.length - 1].rows());
        last.put(numbers);
    }

    /**
     * Goes back through the layers from before one down to another. Others may add to the gradient by
     * what the layer below those put out, before the way goes on through its activation.
     *
     * @param inputs      those of the last forward pass
     * @param inputDeltas what the gradient by them is added to; null where nobody asks
     */
    void backward(int from, int to, Batch inputs, @Nullable Batch inputDeltas) {
        for (int l = from - 1; l >= to; l--) {
            throughActivation(l);
            layers[l].backward(l == 0 ? inputs : results[l - 1], deltas[l]);
            passBack(l, inputDeltas);
        }
    }

    /** As {@link #backward}, but without the gradient by the parameters. */
    void passBack(int from, int to, Batch inputDeltas) {
        for (int l = from - 1; l >= to; l--) {
            throughActivation(l);
            passBack(l, inputDeltas);
        }
    }

    private void passBack(int l, @Nullable Batch inputDeltas) {
        if (l > 0) {
            deltas[l - 1].resize(deltas[l].rows());
            layers[l].passBack(deltas[l], deltas[l - 1]);
        } else if (inputDeltas != null) {
            layers[l].addBack(deltas[l], inputDeltas);
        }
    }

    @Override
    public void close() {
        for (int l = 0; l < layers.length; l++) {
            layers[l].close();
            results[l].close();
            deltas[l].close();
        }
        zero.close();
    }

    private void activate(Tensor numbers) {
        if (activation == Activation.TANH) {
            torch.tanh_out(numbers, numbers);
        } else if (activation == Activation.RELU) {
            torch.clamp_min_out(numbers, numbers, zero);
        }
    }

    /** Turns the gradient by what the activation put out, if one follows, into the gradient by what went in. */
    private void throughActivation(int l) {
        if (l == layers.length - 1) {
            return;
        }
        Tensor put = results[l].tensor();
        Tensor delta = deltas[l].tensor();
        if (activation == Activation.TANH) {
            torch.tanh_backward_out(delta, delta, put);
        } else if (activation == Activation.RELU) {
            torch.threshold_backward_out(delta, delta, put, zero);
        }
    }
}
