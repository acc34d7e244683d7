package io.millrace.engine.libtorch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A dense layer: its parameters and the gradient by them, all of them views of flat vectors. */
final class Dense implements AutoCloseable {

    private final Tensor weights;
    private final Tensor transposedWeights;
    private final Tensor bias;
    private final Tensor weightGradient;
    private final Tensor biasGradient;

    /** @param offset of its parameters in the flat vectors: the weights, {@code outputs x inputs}, then the bias */
    Dense(Numbers parameters, Numbers gradient, long offset, long inputs, long outputs) {
        weights = weights(parameters, offset, inputs, outputs);
        transposedWeights = weights.t();
        bias = parameters.tensor().narrow(0, offset + inputs * outputs, outputs);
        weightGradient = weights(gradient, offset, inputs, outputs);
        biasGradient = gradient.tensor().narrow(0, offset + inputs * outputs, outputs);
    }

    void forward(Batch inputs, Batch results) {
        torch.addmm_out(results.tensor(), bias, inputs.tensor(), transposedWeights);
    }

    /** The gradient by the parameters, from the gradient by the results. */
    void backward(Batch inputs, Batch delta) {
        torch.mm_out(weightGradient, delta.transposed(), inputs.tensor());
        torch.sum_out(biasGradient, delta.tensor(), 0);
    }

    /** The gradient by the inputs, in place of what stands there. */
    void passBack(Batch delta, Batch inputDelta) {
        torch.mm_out(inputDelta.tensor(), delta.tensor(), weights);
    }

    /** The gradient by the inputs, added to what stands there. */
    void addBack(Batch delta, Batch inputDelta) {
        torch.addmm_out(inputDelta.tensor(), inputDelta.tensor(), delta.tensor(), weights);
    }

    @Override
    public void close() {
        weights.close();
        transposedWeights.close();
        bias.close();
        weightGradient.close();
        biasGradient.close();
    }

    private static Tensor weights(Numbers flat, long offset, long inputs, long outputs) {
        try (Tensor part = flat.tensor().narrow(0, offset, inputs * outputs)) {
            return part.view(outputs, inputs);
        }
    }
}
