package io.millrace.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.Engine;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class OwnPassesTest {

    private static final int ROWS = 6;

    @ParameterizedTest
    @EnumSource
    void theEngineComputesWhatDeeplearning4jsOwnPassesCompute(Activation activation) {
        NetworkShape shape = new NetworkShape(3, List.of(5), activation, 2, 0);
        float[] gradient = new float[shape.parameterCount()];
        float[] outputs = new float[ROWS * 2];
        try (Engine engine = new Dl4jEngineProvider().create(shape)) {
            MultiLayerNetwork network = network(activation);
            Nd4j.getRandom().setSeed(5);
            INDArray parameters = Nd4j.rand(1, shape.parameterCount()).subi(0.5);
            INDArray observations = Nd4j.rand(ROWS, 3).subi(0.5);
            INDArray slopes = Nd4j.rand(ROWS, 2).subi(0.5);
            network.setParams(parameters.get(NDArrayIndex.all(), NDArrayIndex.interval(0, shape.valueOffset())));
            network.setInput(observations);
            List<INDArray> activations = network.feedForward(true, false);
            INDArray expectedGradient =
                    network.backpropGradient(slopes, null).getFirst().gradient();

            engine.load(parameters.data().asFloat());
            engine.forward(observations.data().asFloat(), ROWS, outputs, new float[ROWS]);
            engine.backward(slopes.data().asFloat(), new float[ROWS], gradient);

            assertThat(outputs)
                    .containsExactly(activations.get(2).dup('c').data().asFloat(), within(1e-6f));
            assertThat(Arrays.copyOf(gradient, shape.valueOffset()))
                    .containsExactly(expectedGradient.dup().data().asFloat(), within(1e-5f));
        }
    }

    private static MultiLayerNetwork network(Activation activation) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(3)
                        .nOut(5)
                        .activation(deeplearning4j(activation))
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(5)
                        .nOut(2)
                        .activation(org.nd4j.linalg.activations.Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static org.nd4j.linalg.activations.Activation deeplearning4j(Activation activation) {
        return activation == Activation.LINEAR
                ? org.nd4j.linalg.activations.Activation.IDENTITY
                : org.nd4j.linalg.activations.Activation.valueOf(activation.name());
    }
}
