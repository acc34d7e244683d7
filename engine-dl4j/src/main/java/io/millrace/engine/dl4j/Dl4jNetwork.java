package io.millrace.engine.dl4j;

import io.millrace.policy.network.Activation;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One network, its input and the gradient that comes back to its output. */
final class Dl4jNetwork implements AutoCloseable {

    private final MultiLayerNetwork network;
    private final int inputs;
    private final int outputs;
    private final int offset;
    private final int count;
    private INDArray input;
    private INDArray outputGradient;

    Dl4jNetwork(List<Integer> layers, Activation activation, int offset) {
        this.offset = offset;
        inputs = layers.get(0);
        outputs = layers.get(layers.size() - 1);
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder()
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .list();
        for (int i = 1; i < layers.size(); i++) {
            builder.layer(new DenseLayer.Builder()
                    .nIn(layers.get(i - 1))
                    .nOut(layers.get(i))
                    .activation(
                            i < layers.size() - 1
                                    ? hidden(activation)
                                    : org.nd4j.linalg.activations.Activation.IDENTITY)
                    .build());
        }
        network = new MultiLayerNetwork(builder.build());
        count = (int) network.getLayerWiseConfigurations().getConfs().stream()
                .mapToLong(c -> c.getLayer().initializer().numParams(c))
                .sum();
        network.init(Nd4j.zeros(1, count), false);
        input = Nd4j.create(1, inputs);
        outputGradient = Nd4j.create(1, outputs);
    }

    void load(float[] parameters) {
        floats(network.params()).put(parameters, offset, count);
    }

    void forward(float[] observations, int rows, float[] results) {
        if (input.rows() != rows) {
            input = Nd4j.create(rows, inputs);
            outputGradient = Nd4j.create(rows, outputs);
        }
        floats(input).put(observations, 0, rows * inputs);
        network.setInput(input);
        List<INDArray> activations = network.feedForward(true, false);
        INDArray output = activations.get(activations.size() - 1).dup('c');
        floats(output).get(results, 0, rows * outputs);
    }

    void backward(float[] gradients, float[] gradient) {
        floats(outputGradient).put(gradients, 0, (int) outputGradient.length());
        INDArray flat =
                network.backpropGradient(outputGradient, null).getFirst().gradient();
        floats(flat).get(gradient, offset, count);
    }

    @Override
    public void close() {
        network.close();
    }

    private static FloatPointer floats(INDArray array) {
        return ((FloatPointer) array.data().pointer()).position(0);
    }

    private static org.nd4j.linalg.activations.Activation hidden(Activation activation) {
        return switch (activation) {
            case TANH -> org.nd4j.linalg.activations.Activation.TANH;
            case RELU -> org.nd4j.linalg.activations.Activation.RELU;
        };
    }
}
