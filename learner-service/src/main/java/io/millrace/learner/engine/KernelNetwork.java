package io.millrace.learner.engine;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Perceptron;
import java.util.List;

/** One network: the policy module's forward pass, and the way back, four rows at a time. */
final class KernelNetwork {

    private final Perceptron forward;
    private final int offset;
    private final KernelLayer[] layers;

    KernelNetwork(List<Integer> sizes, Activation activation, int offset) {
        this.offset = offset;
        forward = new Perceptron(sizes, activation);
        layers = new KernelLayer[sizes.size() - 1];
        int next = offset;
        for (int l = 0; l < layers.length; l++) {
            layers[l] = new KernelLayer(sizes.get(l), sizes.get(l + 1), next, l == 0 ? null : activation);
            next += (sizes.get(l) + 1) * sizes.get(l + 1);
        }
    }

    int inputs() {
        return forward.inputs();
    }

    int outputs() {
        return forward.outputs();
    }

    void load(float[] parameters) {
        forward.load(parameters, offset);
        // The first layer's inputs are the observations: nobody asks for the gradient by them.
        for (int l = 1; l < layers.length; l++) {
            layers[l].load(parameters);
        }
    }

    void forward(float[] observations, int rows, float[] results) {
        forward.forward(observations, rows, results);
    }

    /** @param observations those of the last forward pass */
    void backward(float[] observations, float[] resultGradients, int rows, float[] gradient) {
        for (KernelLayer layer : layers) {
            layer.beginGradient();
        }
        int last = layers.length - 1;
        for (int row = 0; row < rows; row += KernelLayer.BLOCK) {
            int count = Math.min(KernelLayer.BLOCK, rows - row);
            layers[last].takeDeltas(resultGradients, row, count);
            for (int l = last; l >= 0; l--) {
                layers[l].takeInputs(l == 0 ? observations : forward.activations(l - 1), row, count);
                layers[l].addGradient();
                if (l > 0) {
                    layers[l].passBack(layers[l - 1]);
                }
            }
        }
        for (KernelLayer layer : layers) {
            layer.writeGradient(gradient);
        }
    }
}
