package io.millrace.learner.algorithms;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.settings.Settings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;

/**
 * Prints what a gradient step on 128 rows of a full memory costs by algorithm, in processor time of its thread: networks
 * of 64-64 for observations of 4 numbers and two choices. No test: the figures are of the machine. {@code
 * docs/offline.md} has the command.
 */
final class OfflineSpeed {

    private static final int BATCH = 128;
    private static final int STEPS_PER_UPDATE = 500;
    private static final int REPEATS = 10;
    private static final ActionSpace SPACE = new ActionSpace.Discrete(2);
    private static final UnrollShape SHAPE = new UnrollShape(64, 8, 4, SPACE, 1);

    private OfflineSpeed() {}

    public static void main(String[] arguments) {
        System.out.println("| algorithm | microseconds | gradient steps a second |");
        System.out.println("|---|---|---|");
        for (String name : List.of("dqn", "double-dqn", "cql", "iql")) {
            double micros = microsOfStep(name);
            System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f |%n", name, micros, 1e6 / micros);
        }
    }

    /** The least of several updates. */
    private static double microsOfStep(String name) {
        ActionDistribution distribution =
                Distributions.of(Algorithms.distributions(name, SPACE).get(0), SPACE);
        NetworkShape network = new NetworkShape(
                4,
                List.of(64, 64),
                Activation.RELU,
                distribution.outputs(),
                distribution.freeParameters(),
                Algorithms.learns(name).policyAlone() ? Trunk.NONE : Trunk.SEPARATE);
        float[] parameters = Initialization.orthogonal(network, 3);
        UnrollBatch batch = drawn(network, distribution, parameters);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        try (Algorithm algorithm = Algorithms.create(
                name,
                settings(name, batch),
                new LearningTask(network, distribution, new KernelEngine(network), 1, 1_000_000_000))) {
            algorithm.begin(parameters);
            for (int repeat = 1; repeat <= REPEATS; repeat++) {
                long before = threads.getCurrentThreadCpuTime();
                algorithm.update(batch, parameters, new UpdateContext(repeat, (repeat - 1L) * batch.stepRows()));
                least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
            }
        }
        return least / 1e3 / STEPS_PER_UPDATE;
    }

    private static Record settings(String name, UnrollBatch batch) {
        return Settings.parse(Algorithms.defaults(name), "defaults")
                .with("batch", String.valueOf(BATCH))
                .with("learning-starts", "0")
                .with("samples-per-insert", String.valueOf((double) STEPS_PER_UPDATE * BATCH / batch.stepRows()))
                .bind("", Algorithms.settingsType(name));
    }

    private static UnrollBatch drawn(NetworkShape network, ActionDistribution distribution, float[] parameters) {
        Policy policy = new NetworkPolicy(network, distribution);
        policy.load(parameters);
        return new DrawnExperience(SHAPE, new Noise(), 7).draw(policy, 4, 1);
    }

    private static final class Noise implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            for (int i = 0; i < 4; i++) {
                into[at + i] = (float) random.nextDouble(-1, 1);
            }
        }

        @Override
        public float reward(float[] observations, int at, float[] actions, int actionAt) {
            return observations[at];
        }

        @Override
        public byte end(CounterRandom random) {
            return 0;
        }
    }
}
