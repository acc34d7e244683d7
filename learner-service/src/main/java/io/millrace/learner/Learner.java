package io.millrace.learner;

import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.DivergedException;
import io.millrace.learner.algorithms.ReplayUse;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.algorithms.UpdateReport;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.ReceivedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.normalisation.Normalisation;
import io.millrace.learner.replay.ReplayTooLargeException;
import io.millrace.messages.Checkpoint;
import io.millrace.schemas.Tensors;
import io.millrace.weights.Checksum;
import io.millrace.weights.PublishedWeights;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parameters and the algorithm that moves them, from version to version. Knows no bus; one thread at a time, where not
 * said.
 */
final class Learner {

    private final Algorithm algorithm;
    private final Normalisation normalisation;
    private final Runnable closing;
    private final UnrollBatch batch;
    private final float[] parameters;
    private final int stepsPerUnroll;
    private volatile long version;
    private long steps;
    private volatile double learningRateFactor = 1;

    /**
     * @param normalisation what comes between the unrolls and the algorithm
     * @param parameters the algorithm's initial ones; owned by the learner from here on
     * @param closing    gives back what the algorithm was given, once it is closed
     * @throws IllegalArgumentException if one of them is no finite number, or the algorithm learns again from steps that
     *     were scaled long ago
     * @throws ReplayTooLargeException if the algorithm's replay memory does not fit into this process
     */
    Learner(Algorithm algorithm, Normalisation normalisation, UnrollShape shape, float[] parameters, Runnable closing) {
        if (normalisation.active() && algorithm.memory() > 0) {
            throw new IllegalArgumentException("This algorithm learns again from steps of long ago, which would be at"
                    + " the scales of their time. Set policy.normalise-observations and learner.normalise-rewards to"
                    + " false.");
        }
        algorithm.begin(parameters);
        algorithm.makeRoom(shape);
        requireFinite("initial weights", parameters);
        this.algorithm = algorithm;
        this.normalisation = normalisation;
        this.closing = closing;
        this.batch = new UnrollBatch(shape);
        this.parameters = parameters;
        this.stepsPerUnroll = shape.stepRows();
    }

    /**
     * Learns from these unrolls, in this order, and moves on to the next version.
     *
     * @throws DivergedException if a loss, a gradient or a parameter is no finite number; nothing of
     *     the update may be published then
     */
    UpdateReport update(List<ReceivedUnroll> unrolls) {
        List<DecodedUnroll> decoded =
                unrolls.stream().map(ReceivedUnroll::unroll).toList();
        batch.fill(decoded);
        normalisation.apply(batch);
        long number = version + 1;
        UpdateReport report = algorithm.update(batch, parameters, new UpdateContext(number, steps, learningRateFactor));
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new DivergedException("After update " + number, "parameter " + i, parameters[i]);
            }
        }
        version = number;
        steps += (long) unrolls.size() * stepsPerUnroll;
        return report;
    }

    /** Mean over the steps of these unrolls: the present version minus the version that acted. */
    double policyLag(List<ReceivedUnroll> unrolls) {
        double sum = 0;
        long ticks = 0;
        for (ReceivedUnroll received : unrolls) {
            for (long acted : received.unroll().weightsVersions()) {
                sum += version - acted;
                ticks++;
            }
        }
        return sum / ticks;
    }

    /** The present weights, the statistics among them, copied. */
    PublishedWeights weights() {
        float[] weights = normalisation.weights(parameters);
        return new PublishedWeights(version, weights, Checksum.sha256(Tensors.ofFloats(weights)));
    }

    /** The present version; any thread may ask. */
    long version() {
        return version;
    }

    /** Environment steps learned from. */
    long steps() {
        return steps;
    }

    /** What the learning rates of the settings are multiplied by; any thread may ask. */
    double learningRateFactor() {
        return learningRateFactor;
    }

    /** Moves on to the next version without changing anything else. */
    void stand() {
        long present = version;
        version = present + 1;
    }

    /**
     * Moves on to the next version, which is what this learner was at an earlier one: its parameters, optimizer and
     * statistics, and what the algorithm carries. Steps and replay memory go on.
     *
     * @param earlier            what {@link #save} wrote then
     * @param learningRateFactor what learning rates are multiplied by from here on; above 0
     * @throws IllegalArgumentException as {@link #restore}
     */
    void goBack(Checkpoint earlier, double learningRateFactor) {
        restoreParameters(earlier);
        algorithm.goBack(unpacked(earlier.getAlgorithmArrays()));
        restoreOptimizer(earlier);
        this.learningRateFactor = learningRateFactor;
        stand();
    }

    /** Forgets what is remembered, so that {@link #remember} can begin anew. */
    void forget() {
        algorithm.forget();
    }

    /** Writes the learner's part of a checkpoint. */
    void save(Checkpoint.Builder checkpoint) {
        checkpoint
                .setVersion(version)
                .setSteps(steps)
                .setLearningRateFactor(learningRateFactor)
                .setParameters(Tensors.ofFloats(normalisation.weights(parameters)))
                .setStatistics(packedStatistics())
                .setOptimizer(Tensors.ofFloats(algorithm.optimizer().state()))
                .setOptimizerSteps(algorithm.optimizer().steps())
                .setAlgorithmState(algorithm.state())
                .setAlgorithmArrays(packed(algorithm.arrays()));
    }

    /**
     * Goes on from a checkpoint.
     *
     * @throws IllegalArgumentException if it belongs to another network or algorithm, or a parameter is no
     *     finite number
     */
    void restore(Checkpoint checkpoint) {
        restoreParameters(checkpoint);
        algorithm.restoreArrays(unpacked(checkpoint.getAlgorithmArrays()));
        restoreOptimizer(checkpoint);
        version = checkpoint.getVersion();
        steps = checkpoint.getSteps();
        learningRateFactor = checkpoint.getLearningRateFactor();
    }

    private void restoreParameters(Checkpoint checkpoint) {
        float[] saved = Tensors.floats(checkpoint.getParameters());
        int expected = parameters.length + normalisation.added();
        if (saved.length != expected) {
            throw new IllegalArgumentException("The checkpoint holds " + saved.length
                    + " parameters, but this run's network has " + expected + ".");
        }
        requireFinite("checkpoint", saved);
        Map<String, double[]> statistics = new TreeMap<>();
        checkpoint.getStatistics().forEach((name, bytes) -> statistics.put(name, Tensors.doubles(bytes)));
        normalisation.restore(statistics);
        System.arraycopy(saved, 0, parameters, 0, parameters.length);
        algorithm.restore(checkpoint.getAlgorithmState());
    }

    private void restoreOptimizer(Checkpoint checkpoint) {
        algorithm.optimizer().restore(Tensors.floats(checkpoint.getOptimizer()), checkpoint.getOptimizerSteps());
    }

    /** Environment steps that the algorithm wants to see again after a restart. */
    long memory() {
        return algorithm.memory();
    }

    /**
     * Takes what an update learned from before a checkpoint back into the algorithm's memory.
     *
     * @param stepsAfter environment steps learned from when that update was made
     */
    void remember(List<DecodedUnroll> unrolls, long stepsAfter) {
        batch.fill(unrolls);
        algorithm.remember(batch, stepsAfter - (long) unrolls.size() * stepsPerUnroll);
    }

    /** What the algorithm's replay memory holds and has given; null if it has none. */
    @Nullable
    ReplayUse replay() {
        return algorithm.replay();
    }

    /** The numbers that the algorithm carries from update to update, by name. */
    Map<String, Double> state() {
        return algorithm.state();
    }

    /** What whoever runs this has to know of the last update; null where there is nothing. */
    @Nullable
    String remark() {
        return algorithm.remark();
    }

    /** Gives back what the algorithm holds. */
    void close() {
        algorithm.close();
        closing.run();
    }

    private Map<String, ByteBuffer> packedStatistics() {
        Map<String, ByteBuffer> packed = new TreeMap<>();
        normalisation.state().forEach((name, numbers) -> packed.put(name, Tensors.ofDoubles(numbers)));
        return packed;
    }

    private static Map<String, ByteBuffer> packed(Map<String, float[]> arrays) {
        Map<String, ByteBuffer> packed = new TreeMap<>();
        arrays.forEach((name, array) -> packed.put(name, Tensors.ofFloats(array)));
        return packed;
    }

    private static Map<String, float[]> unpacked(Map<String, ByteBuffer> packed) {
        Map<String, float[]> arrays = new TreeMap<>();
        packed.forEach((name, bytes) -> arrays.put(name, Tensors.floats(bytes)));
        return arrays;
    }

    private static void requireFinite(String origin, float[] parameters) {
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException("Parameter " + i + " of the " + origin + " is " + parameters[i]
                        + ": no actor could act by it. Look for what is out of range in the section policy, or move"
                        + " the checkpoint away.");
            }
        }
    }
}
