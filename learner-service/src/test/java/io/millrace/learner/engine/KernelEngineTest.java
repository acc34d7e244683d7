package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelEngineTest extends EngineContract {

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
        try (Engine engine = new KernelEngine(shape, kernel)) {
            engine.load(parameters);
            engine.forward(observations, observations.length / shape.observationSize(), policyOutputs, values);
            engine.backward(policySlopes, valueSlopes, gradient);
        }
        return new float[][] {policyOutputs, values, gradient};
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
    }
}
