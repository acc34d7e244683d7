package io.millrace.benchmarks;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.Kernel;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Times engines on networks of growing size and prints a Markdown table: where each is the fastest. */
public final class EngineSizes {

    private static final List<Integer> HIDDEN = List.of(64, 128, 256, 512, 1024, 2048);
    private static final List<Integer> ROWS = List.of(64, 256);
    private static final int OUTPUTS = 16;
    private static final long NANOS_EACH = 2_000_000_000L;
    private static final int LEAST_CALLS = 5;

    private EngineSizes() {}

    /** Takes about a minute and a half. */
    public static void main(String[] arguments) {
        System.out.println("| hidden layers | parameters | rows | kernel, Vector API | kernel, loops | dl4j |");
        System.out.println("|---|---|---|---|---|---|");
        for (int hidden : HIDDEN) {
            NetworkShape shape =
                    new NetworkShape(Math.min(hidden, 512), List.of(hidden, hidden), Activation.TANH, OUTPUTS, 0);
            for (int rows : ROWS) {
                System.out.printf(
                        Locale.ROOT,
                        "| %d-%d | %d | %d | %.0f | %.0f | %.0f |%n",
                        hidden,
                        hidden,
                        shape.parameterCount(),
                        rows,
                        microseconds(new KernelEngine(shape, Kernel.fastest()), shape, rows),
                        microseconds(new KernelEngine(shape, Kernel.loops()), shape, rows),
                        microseconds(Engines.named("dl4j", shape), shape, rows));
            }
        }
    }

    /** The shortest of many calls of load, forward and backward: what the work takes when nothing disturbs it. */
    private static double microseconds(Engine engine, NetworkShape shape, int rows) {
        SplittableRandom random = new SplittableRandom(1);
        float[] parameters = Initialization.orthogonal(shape, 1);
        float[] observations = DrawnExperience.numbers(random, rows * shape.observationSize());
        float[] outputs = new float[rows * OUTPUTS];
        float[] values = new float[rows];
        float[] gradient = new float[shape.parameterCount()];
        long shortest = Long.MAX_VALUE;
        try (engine) {
            long end = System.nanoTime() + NANOS_EACH;
            for (int call = 0; call < LEAST_CALLS || System.nanoTime() < end; call++) {
                long before = System.nanoTime();
                engine.load(parameters);
                engine.forward(observations, rows, outputs, values);
                engine.backward(outputs, values, gradient);
                shortest = Math.min(shortest, System.nanoTime() - before);
            }
        }
        return shortest / 1e3;
    }
}
