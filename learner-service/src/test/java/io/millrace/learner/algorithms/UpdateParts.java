package io.millrace.learner.algorithms;

import io.millrace.learner.engine.Adam;
import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.GradientNorm;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Prints what the parts of one gradient step on 64 rows cost the thread of the update, in processor time,
 * by the size of an observation: two separate networks of 64-64, two choices. No test: the figures are of the
 * machine. {@code docs/decisions/0017-minibatches-ahead-of-the-update.md} has the command.
 */
final class UpdateParts {

    private static final int MINIBATCH = 64;
    private static final int ENVIRONMENTS = 64;
    private static final int EPOCHS = 10;
    private static final int REPEATS = 12;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final int observationSize;
    private final NetworkShape network;
    private final LearningTask task;
    private final float[] parameters;
    private final UnrollBatch batch;
    private final PpoTargets targets;
    private final Minibatch minibatch = new Minibatch();

    private UpdateParts(int observationSize) {
        this.observationSize = observationSize;
        network = new NetworkShape(observationSize, List.of(64, 64), Activation.TANH, 2, 0);
        parameters = Initialization.orthogonal(network, 3);
        task = task(new KernelEngine(network));
        batch = batch();
        targets = new PpoTargets(settings(), task, new ValueUnit(false));
        task.engine().load(parameters);
        targets.compute(batch, Place.beforeEpochs(1));
        minibatch.gather(batch, targets, IntStream.range(0, batch.stepRows()).toArray(), 0, MINIBATCH);
    }

    public static void main(String[] arguments) {
        System.out.println("| observation | gather on demand | gather ahead | loss | norm | Adam | engine |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int size : new int[] {4, 64, 256, 1024}) {
            UpdateParts parts = new UpdateParts(size);
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f | us%n",
                    size,
                    parts.dealing(Long.MAX_VALUE),
                    parts.dealing(0),
                    parts.loss(),
                    parts.norm(),
                    parts.adam(),
                    parts.engine());
        }
    }

    private double dealing(long numbersThatPay) {
        MinibatchStage stage = new MinibatchStage(MINIBATCH, task, numbersThatPay);
        int minibatches = EPOCHS * batch.stepRows() / MINIBATCH;
        return micros(minibatches, update -> {
            try (MinibatchStage.Deal deal = stage.deal(batch, targets, update, EPOCHS)) {
                for (int i = 0; i < minibatches; i++) {
                    deal.next();
                }
            }
        });
    }

    private double loss() {
        ActorCriticLoss loss = new ActorCriticLoss(
                new ClippedSurrogate(.2), new ActorCriticLoss.Weights(.01, .5, 0, true), task(new Canned(network)));
        float[] gradient = new float[parameters.length];
        Place place = new Place(1, 0, 0);
        return micros(2000, repeat -> {
            for (int i = 0; i < 2000; i++) {
                loss.compute(minibatch, null, parameters, gradient, place);
            }
        });
    }

    private double norm() {
        float[] gradient = parameters.clone();
        return micros(2000, repeat -> {
            for (int i = 0; i < 2000; i++) {
                if (GradientNorm.clip(gradient, Double.POSITIVE_INFINITY) == 0) {
                    throw new IllegalStateException("There is no gradient to measure.");
                }
            }
        });
    }

    private double adam() {
        float[] moved = parameters.clone();
        float[] gradient = parameters.clone();
        Adam adam = new Adam(parameters.length, 1e-5);
        return micros(2000, repeat -> {
            for (int i = 0; i < 2000; i++) {
                adam.step(moved, gradient, 1e-9);
            }
        });
    }

    private double engine() {
        float[] outputs = new float[2 * MINIBATCH];
        float[] values = new float[MINIBATCH];
        float[] gradient = new float[parameters.length];
        return micros(200, repeat -> {
            for (int i = 0; i < 200; i++) {
                task.engine().load(parameters);
                task.engine().forward(minibatch.observations(), MINIBATCH, outputs, values);
                task.engine().backward(outputs, values, gradient);
            }
        });
    }

    /** Least processor time of this thread for one of {@code times}, in microseconds. */
    private double micros(int times, Measured measured) {
        long least = Long.MAX_VALUE;
        for (int repeat = 1; repeat <= REPEATS; repeat++) {
            long before = threads.getCurrentThreadCpuTime();
            measured.run(repeat);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - before);
        }
        return least / 1e3 / times;
    }

    private LearningTask task(Engine engine) {
        return new LearningTask(network, new Categorical(2), engine, 1, 1);
    }

    private UnrollBatch batch() {
        int ticks = observationSize > 256 ? 64 : 256;
        UnrollShape shape = new UnrollShape(ticks, ENVIRONMENTS, observationSize, new ActionSpace.Discrete(2), 1);
        Policy policy = new NetworkPolicy(network, new Categorical(2));
        policy.load(parameters);
        return new DrawnExperience(shape, new Noise(observationSize), 7).draw(policy, 1, 1);
    }

    private static PpoSettings settings() {
        return new PpoSettings(1e-3, false, .99, .95, .2, EPOCHS, MINIBATCH, 0, .5, 0, .5, true, false, 0);
    }

    /** Takes a number that tells one repeat from another. */
    private interface Measured {
        void run(int repeat);
    }

    private record Noise(int size) implements DrawnExperience.Task {

        @Override
        public void observe(CounterRandom random, float[] into, int at) {
            for (int i = 0; i < size; i++) {
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

    /** Answers at once, so that what is left is the work around an engine. */
    private static final class Canned implements Engine {

        private final int parameterCount;
        private final float[] outputs = new float[2 * MINIBATCH];

        Canned(NetworkShape network) {
            parameterCount = network.freeOffset();
            CounterRandom random = new CounterRandom(5);
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = (float) random.nextDouble(-1, 1);
            }
        }

        @Override
        public String description() {
            return "canned";
        }

        @Override
        public int parameterCount() {
            return parameterCount;
        }

        @Override
        public void load(float[] parameters) {
            // Nothing depends on them.
        }

        @Override
        public void forward(float[] observations, int rows, float[] policyOutputs, float[] values) {
            System.arraycopy(outputs, 0, policyOutputs, 0, 2 * rows);
            System.arraycopy(outputs, 0, values, 0, rows);
        }

        @Override
        public void values(float[] observations, int rows, float[] values) {
            System.arraycopy(outputs, 0, values, 0, rows);
        }

        @Override
        public void observationGradients(float[] policyOutputGradients, float[] valueGradients, float[] into) {
            throw new UnsupportedOperationException("no algorithm measured here asks for them");
        }

        @Override
        public void backward(float[] policyOutputGradients, float[] valueGradients, float[] gradient) {
            // Left as it is.
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
