package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelEngineTest extends EngineContract {

    private static final NetworkShape MANY_CHOICES =
            new NetworkShape(5, List.of(33, 20), Activation.TANH, 80, 1, Trunk.NONE);

    @Override
    protected Engine create(NetworkShape shape) {
        return new KernelEngine(shape);
    }

    @Test
    void afterTheLargestBatchNothingIsAllocated() {
        NetworkShape shape = new NetworkShape(4, List.of(16, 9), Activation.TANH, 2, 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[] observations = new float[40];
        float[] policyNumbers = new float[20];
        float[] valueNumbers = new float[10];
        float[] parameters = new float[shape.parameterCount()];
        try (Engine engine = new KernelEngine(shape, Kernel.loops())) {
            pass(engine, parameters, observations, 10, policyNumbers, valueNumbers);
            // The least of some rounds: the JVM itself may allocate when it loads or compiles something.
            long least = Long.MAX_VALUE;
            for (int rows = 1; rows <= 10; rows++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                pass(engine, parameters, observations, rows, policyNumbers, valueNumbers);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }

            assertThat(least).isZero();
        }
    }

    @Test
    void theVectorKernelAllocatesNothingOnceItIsCompiled() {
        NetworkShape shape = new NetworkShape(4, List.of(16, 9), Activation.TANH, 2, 0, Trunk.SHARED);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[] parameters = new float[shape.parameterCount()];
        float[] observations = new float[400];
        float[] policyNumbers = new float[200];
        float[] valueNumbers = new float[100];
        try (Engine engine = new KernelEngine(shape)) {
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 200; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 100; i++) {
                    pass(engine, parameters, observations, 100, policyNumbers, valueNumbers);
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }

            // Less than an object for a pass: what is left is the JVM's.
            assertThat(least).isLessThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothKernelsGiveTheSameBits(Trunk trunk) {
        NetworkShape shape = new NetworkShape(5, List.of(33, 20), Activation.TANH, 3, 0, trunk);
        SplittableRandom random = new SplittableRandom(2);
        float[] parameters = numbers(random, shape.parameterCount());
        float[] observations = numbers(random, 150 * 5);
        float[] policySlopes = numbers(random, 150 * 3);
        float[] valueSlopes = numbers(random, 150 * shape.valueOutputs());

        assertThat(everything(Kernel.fastest(), shape, parameters, observations, policySlopes, valueSlopes))
                .isDeepEqualTo(everything(Kernel.loops(), shape, parameters, observations, policySlopes, valueSlopes));
    }

    /** More rows than go through the layers together. */
    @ParameterizedTest
    @EnumSource
    void observationGradientsOfManyRowsAreThoseOfEachRowAlone(Trunk trunk) {
        NetworkShape shape = new NetworkShape(5, List.of(8), Activation.TANH, 3, 0, trunk);
        SplittableRandom random = new SplittableRandom(6);
        float[] parameters = numbers(random, shape.parameterCount());
        float[] observations = numbers(random, 300 * 5);
        float[] policySlopes = numbers(random, 300 * 3);
        float[] valueSlopes = numbers(random, 300 * shape.valueOutputs());
        int values = shape.valueOutputs();

        float[] together = everything(Kernel.fastest(), shape, parameters, observations, policySlopes, valueSlopes)[3];

        for (int row = 0; row < 300; row++) {
            float[] alone = everything(
                    Kernel.fastest(),
                    shape,
                    parameters,
                    Arrays.copyOfRange(observations, row * 5, (row + 1) * 5),
                    Arrays.copyOfRange(policySlopes, row * 3, (row + 1) * 3),
                    Arrays.copyOfRange(valueSlopes, row * values, (row + 1) * values))[3];
            assertThat(Arrays.copyOfRange(together, row * 5, (row + 1) * 5))
                    .as("row %d", row)
                    .containsExactly(alone, within(1e-5f));
        }
    }

    // Among them errors so small that products with them round to -0, which shows with few rows alone; and more rows
    // than go together.
    @ParameterizedTest
    @ValueSource(floats = {1, 1e-20f, 1e-36f, 0x1p-146f})
    void throughFewOutputsTheWayBackGivesTheSameBits(float size) {
        for (Kernel kernel : List.of(Kernel.fastest(), Kernel.loops())) {
            try (Engine few = new KernelEngine(MANY_CHOICES, kernel);
                    Engine all = new KernelEngine(MANY_CHOICES, kernel, Integer.MAX_VALUE)) {
                for (int rows : new int[] {8, 150}) {
                    assertThat(gradient(few, size, rows)).containsExactly(gradient(all, size, rows));
                }
            }
        }
    }

    @Test
    void aWayBackThroughAllOutputsMayFollowOneThroughFew() {
        try (Engine changing = new KernelEngine(MANY_CHOICES);
                Engine all = new KernelEngine(MANY_CHOICES, Kernel.fastest(), Integer.MAX_VALUE)) {
            for (int takenChoices : new int[] {2, 80, 80, 3, 2, 80}) {
                assertThat(gradientOfChoices(changing, 1, 9, takenChoices))
                        .containsExactly(gradientOfChoices(all, 1, 9, takenChoices));
            }
        }
    }

    @Test
    void observationGradientsAllocateNothingBetweenWaysBackThroughFewOutputs() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[] parameters = numbers(new SplittableRandom(5), MANY_CHOICES.parameterCount());
        float[] gradient = new float[parameters.length];
        float[] observations = new float[9 * 5];
        float[] outputs = new float[9 * 80];
        float[] slopes = new float[9 * 80];
        float[] none = {};
        slopes[3] = 1;
        try (Engine engine = new KernelEngine(MANY_CHOICES, Kernel.loops())) {
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                engine.load(parameters);
                engine.forward(observations, 9, outputs, none);
                engine.backward(slopes, none, gradient);
                engine.observationGradients(slopes, none, observations);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }

            assertThat(least).isZero();
        }
    }

    @Test
    void fewOutputsAreThoseWithAGradientInAscendingOrder() {
        FewOutputs few = new FewOutputs(6, 2);
        float[] gradients = {0, 0, 0, 0, 0, 7, 0, -0f, 3, 0, 0, 8};

        assertThat(few.areFewIn(gradients, 2)).isTrue();
        assertThat(few.count()).isEqualTo(2);
        assertThat(few.output(0)).isEqualTo(2);
        assertThat(few.output(1)).isEqualTo(5);
        assertThat(few.gradient(1, 0)).isEqualTo(3);
        assertThat(few.areFewIn(new float[] {1, 1, 1, 1, 0, 0}, 1)).isFalse();
        assertThat(few.areFewIn(gradients, 2)).isTrue();
    }

    /** As of actions taken: one output of each row has a gradient, of five actions. */
    private static int[] gradient(Engine engine, float size, int rows) {
        return gradientOfChoices(engine, size, rows, 5);
    }

    private static int[] gradientOfChoices(Engine engine, float size, int rows, int takenChoices) {
        SplittableRandom random = new SplittableRandom(4);
        float[] parameters = numbers(random, MANY_CHOICES.parameterCount());
        float[] slopes = new float[rows * 80];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = random.nextBoolean() ? 0 : -0f;
        }
        for (int row = 0; row < rows; row++) {
            slopes[row * 80 + 79 - (17 * row) % takenChoices] = size * (float) random.nextDouble(-1, 1);
        }
        float[] gradient = new float[parameters.length];
        engine.load(parameters);
        engine.forward(numbers(random, rows * 5), rows, new float[slopes.length], new float[0]);
        engine.backward(slopes, new float[0], gradient);
        int[] bits = new int[gradient.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(gradient[i]);
        }
        return bits;
    }

    private static float[][] everything(
            Kernel kernel,
            NetworkShape shape,
            float[] parameters,
            float[] observations,
            float[] policySlopes,
            float[] valueSlopes) {
        float[] policyOutputs = new float[policySlopes.length];
        float[] values = new float[valueSlopes.length];
        float[] gradient = new float[shape.parameterCount()];
        float[] observationGradients = new float[observations.length];
        try (Engine engine = new KernelEngine(shape, kernel)) {
            engine.load(parameters);
            engine.forward(observations, observations.length / shape.observationSize(), policyOutputs, values);
            engine.backward(policySlopes, valueSlopes, gradient);
            engine.observationGradients(policySlopes, valueSlopes, observationGradients);
        }
        return new float[][] {policyOutputs, values, gradient, observationGradients};
    }

    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private static void pass(
            Engine engine, float[] parameters, float[] observations, int rows, float[] policyNumbers, float[] values) {
        engine.load(parameters);
        engine.values(observations, rows, values);
        engine.forward(observations, rows, policyNumbers, values);
        engine.backward(policyNumbers, values, parameters);
        engine.observationGradients(policyNumbers, values, observations);
    }
}
