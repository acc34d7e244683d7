package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        try (Engine engine = new KernelEngine(shape)) {
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

    private static void pass(
            Engine engine, float[] parameters, float[] observations, int rows, float[] policyNumbers, float[] values) {
        engine.load(parameters);
        engine.values(observations, rows, values);
        engine.forward(observations, rows, policyNumbers, values);
        engine.backward(policyNumbers, values, parameters);
    }
}
