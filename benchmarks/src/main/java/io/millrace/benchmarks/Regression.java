package io.millrace.benchmarks;

import io.millrace.learner.engine.Adam;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Both networks of a shape, learned from fixed targets by squared error and Adam: a step at each call. */
interface Regression extends AutoCloseable {

    /** Forward, squared error, backward, Adam. */
    void step();

    @Override
    void close();

    /** With one of our engines and our Adam. */
    static Regression with(
            String engineName,
            NetworkShape shape,
            float[] parameters,
            float[] observations,
            float[] targets,
            float[] valueTargets,
            double learningRate) {
        int rows = valueTargets.length;
        Engine engine = Engines.named(engineName, shape);
        Adam adam = new Adam(parameters.length, 1e-8);
        float[] outputs = new float[targets.length];
        float[] values = new float[rows];
        float[] outputSlopes = new float[targets.length];
        float[] valueSlopes = new float[rows];
        float[] gradient = new float[parameters.length];
        return new Regression() {
            @Override
            public void step() {
                engine.load(parameters);
                engine.forward(observations, rows, outputs, values);
                slopes(outputs, targets, outputSlopes);
                slopes(values, valueTargets, valueSlopes);
                engine.backward(outputSlopes, valueSlopes, gradient);
                adam.step(parameters, gradient, learningRate);
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    /** With Deeplearning4j alone: a graph with a head for each network, and its own {@code fit}. */
    static Regression plain(
            NetworkShape shape, float[] observations, float[] targets, float[] valueTargets, double learningRate) {
        int rows = valueTargets.length;
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .updater(new org.nd4j.linalg.learning.config.Adam(learningRate))
                .graphBuilder()
                .addInputs("observations");
        List<Integer> sizes = shape.policyLayers();
        int trunk = shape.trunkLayers();
        String features = addHidden(builder, "trunk", sizes.subList(0, trunk + 1), "observations");
        addNetwork(builder, "policy", sizes.subList(trunk, sizes.size()), features);
        addNetwork(builder, "value", shape.valueLayers(), features);
        ComputationGraph graph = new ComputationGraph(
                builder.setOutputs("policy/out", "value/out").build());
        graph.init();
        INDArray[] given = {Nd4j.create(observations, new long[] {rows, shape.observationSize()}, 'c')};
        INDArray[] wanted = {
            Nd4j.create(targets, new long[] {rows, shape.policyOutputs()}, 'c'),
            Nd4j.create(valueTargets, new long[] {rows, 1}, 'c')
        };
        return new Regression() {
            @Override
            public void step() {
                graph.fit(given, wanted);
            }

            @Override
            public void close() {
                graph.close();
            }
        };
    }

    private static void slopes(float[] found, float[] wanted, float[] slopes) {
        for (int i = 0; i < wanted.length; i++) {
            slopes[i] = found[i] - wanted[i];
        }
    }

    /** Hidden layers and one that squared error is measured at. */
    private static void addNetwork(GraphBuilder builder, String name, List<Integer> sizes, String from) {
        int last = sizes.size() - 1;
        builder.addLayer(
                name + "/out",
                new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(sizes.get(last - 1))
                        .nOut(sizes.get(last))
                        .activation(Activation.IDENTITY)
                        .build(),
                addHidden(builder, name, sizes.subList(0, last), from));
    }

    /** Layers from the first of these sizes to the last; gives the last one's name. */
    private static String addHidden(GraphBuilder builder, String name, List<Integer> sizes, String from) {
        String before = from;
        for (int l = 1; l < sizes.size(); l++) {
            String layer = name + "/" + (l - 1);
            builder.addLayer(
                    layer,
                    new DenseLayer.Builder()
                            .nIn(sizes.get(l - 1))
                            .nOut(sizes.get(l))
                            .activation(Activation.TANH)
                            .build(),
                    before);
            before = layer;
        }
        return before;
    }
}
