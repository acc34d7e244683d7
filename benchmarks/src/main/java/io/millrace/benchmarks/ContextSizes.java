package io.millrace.benchmarks;

import io.millrace.learner.engine.Adam;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.policy.network.ForwardPass;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Times networks with branches by the processor time of their thread and prints a Markdown table: the forward pass of
 * an actor, that of a learner, and a gradient step of a minibatch (parameters, forward, backward, Adam), which is what
 * PPO repeats, without its loss.
 */
public final class ContextSizes {

    private static final List<Integer> ROWS = List.of(64, 512);
    private static final long NANOS_EACH = 3_000_000_000L;
    private static final int LEAST_CALLS = 5;

    private ContextSizes() {}

    /** Takes about a minute. */
    public static void main(String[] arguments) {
        Map<String, NetworkShape> networks = new TreeMap<>(Map.of(
                "branch of the whole", MeasuredNetwork.regionsOfWhole(),
                "mean", MeasuredNetwork.regionsOfMean()));
        System.out.println("| context | parameters | rows | engine | actor | forward | step |");
        System.out.println("|---|---|---|---|---|---|---|");
        networks.forEach((name, shape) -> {
            for (int rows : ROWS) {
                for (String engine : List.of("kernel", "dl4j")) {
                    row(name, shape, rows, engine);
                }
            }
        });
    }

    private static void row(String name, NetworkShape shape, int rows, String engineName) {
        SplittableRandom random = new SplittableRandom(1);
        float[] parameters = Initialization.orthogonal(shape, 1);
        float[] observations = DrawnExperience.numbers(random, rows * shape.observationSize());
        float[] outputs = new float[rows * shape.policyOutputs()];
        float[] values = new float[rows];
        float[] gradient = new float[shape.parameterCount()];
        Adam adam = new Adam(parameters.length, 1e-5);
        ForwardPass actor = ForwardPass.of(shape);
        actor.load(parameters);
        try (Engine engine = Engines.named(engineName, shape)) {
            engine.load(parameters);
            double acting = microseconds(() -> actor.forward(observations, rows, outputs));
            double forward = microseconds(() -> engine.forward(observations, rows, outputs, values));
            double step = microseconds(() -> {
                engine.load(parameters);
                engine.forward(observations, rows, outputs, values);
                engine.backward(outputs, values, gradient);
                adam.step(parameters, gradient, Contenders.STANDSTILL);
            });
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %.0f | %.0f | %.0f |%n",
                    name,
                    shape.parameterCount(),
                    rows,
                    engineName,
                    acting,
                    forward,
                    step);
        }
    }

    /** The median of many calls. */
    private static double microseconds(Runnable call) {
        long[] times = new long[1 << 20];
        int calls = 0;
        long end = System.nanoTime() + NANOS_EACH;
        while (calls < LEAST_CALLS || (System.nanoTime() < end && calls < times.length)) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            call.run();
            times[calls++] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        }
        Arrays.sort(times, 0, calls);
        return times[calls / 2] / 1e3;
    }
}
