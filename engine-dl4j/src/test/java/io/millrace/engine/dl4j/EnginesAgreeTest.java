package io.millrace.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnginesAgreeTest {

    static IntStream seeds() {
        return IntStream.range(0, 12);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void deeplearning4jAndTheKernelAgreeOnRandomNetworksAndBatches(int seed) {
        List<float[]> dl4j = results("dl4j", new SplittableRandom(seed));
        List<float[]> kernel = results("kernel", new SplittableRandom(seed));

        for (int i = 0; i < kernel.size(); i++) {
            assertThat(difference(dl4j.get(i), kernel.get(i))).isLessThan(1e-5);
        }
    }

    /** Policy outputs, values and gradient. */
    private static List<float[]> results(String engineName, SplittableRandom random) {
        List<Integer> hidden = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> random.nextInt(1, 80))
                .toList();
        NetworkShape shape = new NetworkShape(
                random.nextInt(1, 30),
                hidden,
                random.nextBoolean() ? Activation.TANH : Activation.RELU,
                random.nextInt(1, 9),
                random.nextInt(3));
        int rows = random.nextInt(1, 300);
        float[] policyOutputs = new float[rows * shape.policyOutputs()];
        float[] values = new float[rows];
        float[] gradient = new float[shape.freeOffset()];
        try (Engine engine = Engines.named(engineName, shape)) {
            engine.load(numbers(random, shape.parameterCount(), 0.3));
            engine.forward(numbers(random, rows * shape.observationSize(), 1), rows, policyOutputs, values);
            engine.backward(numbers(random, rows * shape.policyOutputs(), 1), numbers(random, rows, 1), gradient);
        }
        return List.of(policyOutputs, values, gradient);
    }

    /**
     * Length of the difference over length of the vector: single numbers that cancel to almost 0 keep
     * float32's absolute rounding, so each on its own could not agree to a relative 1e-5.
     */
    private static double difference(float[] found, float[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += ((double) found[i] - expected[i]) * ((double) found[i] - expected[i]);
            length += (double) expected[i] * expected[i];
        }
        return Math.sqrt(difference / length);
    }

    private static float[] numbers(SplittableRandom random, int count, double scale) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-scale, scale);
        }
        return numbers;
    }
}
