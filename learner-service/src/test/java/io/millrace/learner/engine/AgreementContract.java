package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Branches;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes engines exchangeable. A test of one engine extends this and says how to make it. */
public abstract class AgreementContract {

    /** A new engine; the tests close it. */
    protected abstract Engine create(NetworkShape shape);

    /** Enough for each trunk to meet each activation. */
    protected static IntStream seeds() {
        return IntStream.range(0, 24);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theEngineAndTheKernelAgreeOnRandomNetworksAndBatches(int seed) {
        assertThatTheyAgree(shape(new SplittableRandom(seed)), seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theEngineAndTheKernelAgreeOnRandomNetworksWithBranches(int seed) {
        assertThatTheyAgree(branches(new SplittableRandom(seed)), seed);
    }

    private void assertThatTheyAgree(NetworkShape shape, int seed) {
        List<float[]> expected;
        List<float[]> found;
        try (Engine kernel = Engines.named("kernel", shape);
                Engine engine = PartsEngine.over(shape, this::create)) {
            expected = results(kernel, shape, new SplittableRandom(seed));
            found = results(engine, shape, new SplittableRandom(seed));
        }

        for (int i = 0; i < expected.size(); i++) {
            assertThat(difference(found.get(i), expected.get(i)))
                    .as("array %d of %s", i, shape)
                    .isLessThan(1e-5);
        }
    }

    private static NetworkShape shape(SplittableRandom random) {
        List<Integer> hidden = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> random.nextInt(1, 80))
                .toList();
        return new NetworkShape(
                random.nextInt(1, 30),
                hidden,
                oneOf(List.of(Activation.values()), random),
                random.nextInt(1, 9),
                random.nextInt(3),
                oneOf(List.of(Trunk.values()), random));
    }

    private static NetworkShape branches(SplittableRandom random) {
        int parts = random.nextInt(2, 12);
        return new NetworkShape(
                parts * random.nextInt(1, 6),
                layers(random, random.nextInt(3)),
                oneOf(List.of(Activation.values()), random),
                parts * random.nextInt(1, 4),
                random.nextInt(3),
                random.nextBoolean() ? Trunk.SEPARATE : Trunk.NONE,
                parts,
                new Branches(
                        layers(random, random.nextInt(1, 3)),
                        layers(random, random.nextInt(3)),
                        layers(random, random.nextInt(3))));
    }

    private static List<Integer> layers(SplittableRandom random, int count) {
        return IntStream.range(0, count).mapToObj(i -> random.nextInt(1, 40)).toList();
    }

    private static <T> T oneOf(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Policy outputs, both kinds of gradient and, where there is a value network, values. */
    private static List<float[]> results(Engine engine, NetworkShape shape, SplittableRandom random) {
        int rows = random.nextInt(1, 300);
        float[] policyOutputs = new float[rows * shape.policyOutputs()];
        float[] values = new float[rows * shape.valueOutputs()];
        float[] gradient = new float[shape.freeOffset()];
        engine.load(numbers(random, shape.parameterCount(), 0.3));
        engine.forward(numbers(random, rows * shape.observationSize(), 1), rows, policyOutputs, values);
        float[] policySlopes = numbers(random, rows * shape.policyOutputs(), 1);
        float[] valueSlopes = numbers(random, values.length, 1);
        engine.backward(policySlopes, valueSlopes, gradient);
        float[] observationGradients = new float[rows * shape.observationSize()];
        engine.observationGradients(policySlopes, valueSlopes, observationGradients);
        return values.length == 0
                ? List.of(policyOutputs, gradient, observationGradients)
                : List.of(policyOutputs, gradient, observationGradients, values);
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
