package io.millrace.benchmarks;

import io.millrace.policy.network.NetworkShape;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The policy network of a shape alone, fitted by Deeplearning4j without us: squared error to fixed targets, and Adam. */
final class PlainFit implements AutoCloseable {

    private final MultiLayerNetwork network;
    private final INDArray observations;
    private final INDArray targets;

    PlainFit(NetworkShape shape, int rows, double learningRate) {
        NeuralNetConfiguration.ListBuilder layers = new NeuralNetConfiguration.Builder()
                .updater(new Adam(learningRate))
                .list();
        List<Integer> sizes = shape.policyLayers();
        int last = sizes.size() - 1;
        for (int l = 1; l < last; l++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(sizes.get(l - 1))
                    .nOut(sizes.get(l))
                    .activation(Activation.TANH)
                    .build());
        }
        layers.layer(new OutputLayer.Builder(LossFunction.MSE)
                .nIn(sizes.get(last - 1))
                .nOut(sizes.get(last))
                .activation(Activation.IDENTITY)
                .build());
        network = new MultiLayerNetwork(layers.build());
        network.init();
        SplittableRandom random = new SplittableRandom(1);
        observations = drawn(random, rows, shape.observationSize());
        targets = drawn(random, rows, shape.policyOutputs());
    }

    private static INDArray drawn(SplittableRandom random, int rows, int columns) {
        return Nd4j.create(DrawnExperience.numbers(random, rows * columns), new long[] {rows, columns}, 'c');
    }

    /** Forward, squared error, backward, Adam. */
    void step() {
        network.fit(observations, targets);
    }

    @Override
    public void close() {
        network.close();
    }
}
