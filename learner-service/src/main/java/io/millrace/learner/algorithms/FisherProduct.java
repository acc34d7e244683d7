package io.millrace.learner.algorithms;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.distribution.NaturalDistribution;
import java.util.Arrays;

/**
 * Products with the Fisher information matrix of a policy network, the mean over the rows of an update, in the form
 * {@code J' M J v}: J v by the difference of two forward passes, M exactly from the distribution, and J' by the way
 * back. No second derivative is asked of an engine. A damping times v is added.
 *
 * @see <a href="https://arxiv.org/abs/1502.05477">Schulman et al. 2015, appendix C.1</a>
 */
final class FisherProduct implements ConjugateGradient.Matrix {

    /**
     * How far the parameters are moved to see the outputs change, over their own size. Smaller, float32's rounding
     * of the outputs weighs more; larger, their curvature does. Both are about 1e-4 of the product here.
     */
    private static final double RELATIVE_STEP = 1e-3;

    private final PolicyNetwork network;
    private final double damping;
    private final OrderedRows steps;
    private final float[] parameters;
    private final float[] moved;
    private final float[] gradient;
    private final double[] freeTangent;
    private final double[] freeProduct;
    private float[] tangents = {};
    private float[] outputs = {};
    private float[] products = {};
    private double size;

    /** Over every row, or the first of every so many. */
    FisherProduct(PolicyNetwork network, double damping, int every) {
        this.network = network;
        this.damping = damping;
        steps = new OrderedRows(every);
        parameters = new float[network.size()];
        moved = new float[network.size()];
        gradient = new float[network.size()];
        freeTangent = new double[network.size() - network.freeOffset()];
        freeProduct = new double[freeTangent.length];
    }

    /** Takes over rows and the policy whose matrix it is. */
    void begin(UnrollBatch batch, StepTargets targets, float[] parameters) {
        steps.gather(batch, targets);
        System.arraycopy(parameters, 0, this.parameters, 0, parameters.length);
        double squares = 0;
        for (int i = 0; i < network.freeOffset(); i++) {
            squares += (double) parameters[i] * parameters[i];
        }
        size = Math.max(1, Math.sqrt(squares));
        if (tangents.length < steps.rows() * network.outputs()) {
            tangents = new float[steps.rows() * network.outputs()];
        }
        if (outputs.length < steps.largest() * network.outputs()) {
            outputs = new float[steps.largest() * network.outputs()];
            products = new float[outputs.length];
        }
    }

    @Override
    public void multiply(double[] vector, double[] product) {
        findTangents(vector);
        for (int i = 0; i < product.length; i++) {
            product[i] = damping * vector[i];
        }
        System.arraycopy(vector, network.freeOffset(), freeTangent, 0, freeTangent.length);
        Arrays.fill(freeProduct, 0);
        network.load(parameters);
        network.distribution().useFreeParameters(parameters, network.freeOffset());
        for (int chunk = 0; chunk < steps.count(); chunk++) {
            addProducts(chunk, product);
        }
        for (int i = 0; i < freeProduct.length; i++) {
            product[network.freeOffset() + i] += freeProduct[i];
        }
    }

    /** How the outputs of each row change along the vector. */
    private void findTangents(double[] vector) {
        double squares = 0;
        for (int i = 0; i < network.freeOffset(); i++) {
            squares += vector[i] * vector[i];
        }
        if (squares == 0) {
            Arrays.fill(tangents, 0);
            return;
        }
        double step = RELATIVE_STEP * size / Math.sqrt(squares);
        move(vector, step);
        for (int chunk = 0; chunk < steps.count(); chunk++) {
            network.forward(steps.chunk(chunk), outputs);
            System.arraycopy(outputs, 0, tangents, steps.begin(chunk) * network.outputs(), numbers(chunk));
        }
        move(vector, -step);
        for (int chunk = 0; chunk < steps.count(); chunk++) {
            network.forward(steps.chunk(chunk), outputs);
            int begin = steps.begin(chunk) * network.outputs();
            for (int i = 0; i < numbers(chunk); i++) {
                tangents[begin + i] = (float) ((tangents[begin + i] - outputs[i]) / (2 * step));
            }
        }
    }

    private void move(double[] vector, double step) {
        for (int i = 0; i < network.freeOffset(); i++) {
            moved[i] = (float) (parameters[i] + step * vector[i]);
        }
        network.load(moved);
    }

    private void addProducts(int index, double[] product) {
        Minibatch chunk = steps.chunk(index);
        NaturalDistribution distribution = network.distribution();
        int begin = steps.begin(index) * network.outputs();
        network.forward(chunk, outputs);
        Arrays.fill(products, 0, numbers(index), 0);
        for (int i = 0; i < chunk.rows(); i++) {
            int output = i * network.outputs();
            distribution.wrap(outputs, output, chunk.masks(), output);
            distribution.addFisherProduct(
                    1.0 / steps.rows(), tangents, begin + output, freeTangent, products, output, freeProduct);
        }
        network.addGradient(products, gradient, product);
    }

    private int numbers(int chunk) {
        return steps.chunk(chunk).rows() * network.outputs();
    }
}
