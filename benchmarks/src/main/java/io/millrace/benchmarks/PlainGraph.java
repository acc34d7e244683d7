package io.millrace.benchmarks;

import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.parameters.NamedShape;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A policy and a value network as somebody writes them who uses Deeplearning4j alone: one
 * {@link ComputationGraph} with a head for each, external errors, and its own Adam. The baseline of our
 * engines.
 */
final class PlainGraph {

    private static final String INPUT = "observations";

    private final ComputationGraph graph;
    private final NetworkShape shape;
    private final String policyHead;
    private final String valueHead;
    private int iteration;

    /** @param epsilon Adam's, which Deeplearning4j adds before the correction for the start at zero */
    PlainGraph(NetworkShape shape, double learningRate, double epsilon) {
        this.shape = shape;
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .updater(new Adam(learningRate, 0.9, 0.999, epsilon))
                // Losses are means already.
                .miniBatch(false)
                .graphBuilder()
                .addInputs(INPUT);
        List<Integer> sizes = shape.policyLayers();
        int trunk = shape.trunkLayers();
        String features = addLayers(builder, "trunk", sizes.subList(0, trunk + 1), INPUT, Activation.TANH);
        policyHead = addLayers(builder, "policy", sizes.subList(trunk, sizes.size()), features, Activation.IDENTITY);
        valueHead = addLayers(builder, "value", shape.valueLayers(), features, Activation.IDENTITY);
        graph = new ComputationGraph(builder.setOutputs(policyHead, valueHead).build());
        graph.init();
    }

    /** Takes parameters in the layout of the shape. */
    void load(float[] parameters) {
        for (NamedShape array : shape.namedShapes()) {
            // Such as policy/0/weights.
            String[] path = array.name().split("/", -1);
            INDArray values = Nd4j.create(array.length());
            for (int i = 0; i < array.length(); i++) {
                values.putScalar(i, parameters[array.offset() + i]);
            }
            boolean weights = path[2].equals("weights");
            INDArray target = graph.getLayer(path[0] + "/" + path[1])
                    .getParam(weights ? DefaultParamInitializer.WEIGHT_KEY : DefaultParamInitializer.BIAS_KEY);
            // Outputs x inputs in row order is inputs x outputs in column order.
            target.assign(values.reshape('f', target.shape()));
        }
    }

    /** One array of the parameters, such as policy/0/weights, in the order of the shape's layout. */
    float[] parameter(String name) {
        String[] path = name.split("/", -1);
        boolean weights = path[2].equals("weights");
        return graph.getLayer(path[0] + "/" + path[1])
                .getParam(weights ? DefaultParamInitializer.WEIGHT_KEY : DefaultParamInitializer.BIAS_KEY)
                .dup('f')
                .data()
                .asFloat();
    }

    /** Policy outputs and values, as for acting. */
    INDArray[] output(INDArray observations) {
        return graph.output(observations);
    }

    /** Policy outputs and values, keeping what {@link #step} needs. */
    INDArray[] forward(INDArray observations) {
        Map<String, INDArray> activations = graph.feedForward(new INDArray[] {observations}, true, false);
        return new INDArray[] {found(activations, policyHead), found(activations, valueHead)};
    }

    /** One step of Adam along the gradient of these slopes, shortened to a global norm. */
    void step(INDArray policySlopes, INDArray valueSlopes, int rows, double gradientNorm) {
        Gradient gradient = graph.backpropGradient(policySlopes, valueSlopes);
        INDArray flat = gradient.gradient();
        double norm = flat.norm2Number().doubleValue();
        if (norm > gradientNorm) {
            flat.muli(gradientNorm / norm);
        }
        graph.getUpdater().update(gradient, iteration++, 0, rows, LayerWorkspaceMgr.noWorkspaces());
        graph.params().subi(flat);
    }

    private static INDArray found(Map<String, INDArray> activations, String layer) {
        INDArray activation = activations.get(layer);
        if (activation == null) {
            throw new IllegalStateException("The graph has no layer " + layer + ", but " + activations.keySet());
        }
        return activation;
    }

    /** Layers from the first of these sizes to the last, tanh after all but the last; gives the last one's name. */
    private static String addLayers(
            GraphBuilder builder, String name, List<Integer> sizes, String from, Activation last) {
        String before = from;
        for (int l = 1; l < sizes.size(); l++) {
            String layer = name + "/" + (l - 1);
            builder.addLayer(
                    layer,
                    new DenseLayer.Builder()
                            .nIn(sizes.get(l - 1))
                            .nOut(sizes.get(l))
                            .activation(l == sizes.size() - 1 ? last : Activation.TANH)
                            .build(),
                    before);
            before = layer;
        }
        return before;
    }
}
