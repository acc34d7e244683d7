package io.millrace.policy.network;

import io.millrace.policy.parameters.NamedShape;
import io.millrace.policy.random.CounterRandom;

/**
 * Initial parameters: orthogonal weights with gain sqrt(2) in hidden layers and branches, 0.01 in the policy's
 * last layer and 1 in the value's; biases and free parameters zero unless given. Where there is no value
 * network ({@link Trunk#NONE}), the gain of the last layer is 1: its outputs are values, not logits. The
 * same shape and seed give the same bits everywhere.
 *
 * @see <a href="https://arxiv.org/abs/1312.6120">Saxe, McClelland and Ganguli 2014</a>
 */
public final class Initialization {

    private static final double HIDDEN_GAIN = Math.sqrt(2);
    private static final double POLICY_GAIN = 0.01;
    private static final double VALUE_GAIN = 1;

    private static final int POLICY = 0;
    private static final int VALUE = 1;

    private Initialization() {}

    /** Parameters in the layout of the shape, with all biases and free parameters zero. */
    public static float[] orthogonal(NetworkShape shape, long seed) {
        return orthogonal(shape, seed, new float[shape.headOutputs()], new float[shape.freeParameters()]);
    }

    /**
     * Parameters in the layout of the shape.
     *
     * @param policyBias     bias of the policy's last layer, which is nearly what the policy first puts
     *                       out for every observation; as many as that has outputs
     * @param freeParameters as many as the shape has
     */
    public static float[] orthogonal(NetworkShape shape, long seed, float[] policyBias, float[] freeParameters) {
        if (policyBias.length != shape.headOutputs() || freeParameters.length != shape.freeParameters()) {
            throw new IllegalArgumentException("The network has " + shape.headOutputs() + " policy outputs and "
                    + shape.freeParameters() + " free parameters, but initial values were given for "
                    + policyBias.length + " and " + freeParameters.length + ". Give one for each.");
        }
        float[] parameters = new float[shape.parameterCount()];
        CounterRandom random = new CounterRandom(seed);
        boolean values = shape.valueOutputs() > 0;
        // Layers of the shared trunk are the policy's; the value's own ones are counted from there on.
        int policyLayer = 0;
        int valueLayer = shape.trunkLayers();
        for (NamedShape array : shape.namedShapes()) {
            if (!array.name().endsWith("/weights")) {
                continue;
            }
            boolean ofValue = array.name().startsWith("value/");
            boolean last = array.offset() + array.length() + array.shape().get(0)
                    == (ofValue ? shape.freeOffset() : shape.valueOffset());
            double lastGain = ofValue || !values ? VALUE_GAIN : POLICY_GAIN;
            random.at(
                    CounterRandom.Purpose.INITIAL_WEIGHTS,
                    ofValue ? VALUE : POLICY,
                    ofValue ? valueLayer++ : policyLayer++,
                    0);
            fill(parameters, array, last ? lastGain : HIDDEN_GAIN, random);
        }
        System.arraycopy(policyBias, 0, parameters, shape.valueOffset() - policyBias.length, policyBias.length);
        System.arraycopy(freeParameters, 0, parameters, shape.freeOffset(), freeParameters.length);
        return parameters;
    }

    private static void fill(float[] parameters, NamedShape weights, double gain, CounterRandom random) {
        int rows = weights.shape().get(0);
        int columns = weights.shape().get(1);
        boolean wide = rows <= columns;
        double[][] vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double entry = wide ? vectors[row][column] : vectors[column][row];
                parameters[weights.offset() + row * columns + column] = (float) (gain * entry);
            }
        }
    }

    /** Normal vectors made orthonormal by Gram and Schmidt: uniform over all such sets of vectors. */
    private static double[][] orthonormal(int count, int length, CounterRandom random) {
        double[][] vectors = new double[count][length];
        for (int i = 0; i < count; i++) {
            double[] vector = vectors[i];
            for (int j = 0; j < length; j++) {
                vector[j] = random.nextGaussian();
            }
            // Twice, since one pass leaves rounding errors that grow where a vector nearly lies among the others.
            for (int pass = 0; pass < 2; pass++) {
                for (int earlier = 0; earlier < i; earlier++) {
                    subtractPartAlong(vectors[earlier], vector);
                }
            }
            double norm = Math.sqrt(product(vector, vector));
            for (int j = 0; j < length; j++) {
                vector[j] /= norm;
            }
        }
        return vectors;
    }

    private static void subtractPartAlong(double[] unit, double[] vector) {
        double along = product(unit, vector);
        for (int j = 0; j < vector.length; j++) {
            vector[j] -= along * unit[j];
        }
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
