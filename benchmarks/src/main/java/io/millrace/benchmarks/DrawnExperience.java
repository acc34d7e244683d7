package io.millrace.benchmarks;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.messages.Unroll;
import io.millrace.policy.space.ActionSpace;
import io.millrace.schemas.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Experience as of a CartPole, drawn at random: what an update costs does not depend on what it learns.
 * Log-probabilities lie around those of an even policy, so that some ratios are clipped.
 */
final class DrawnExperience {

    private static final int STEPS = 16;
    private static final int CHOICES = 2;
    private static final int EPISODE = 40;

    private DrawnExperience() {}

    /**
     * One unroll of so many steps.
     *
     * @param rows a multiple of 16
     */
    static UnrollBatch batch(int rows, int observationSize, long seed) {
        UnrollShape shape = new UnrollShape(STEPS, rows / STEPS, observationSize, new ActionSpace.Discrete(CHOICES), 1);
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(unroll(shape, new SplittableRandom(seed))));
        return batch;
    }

    /**
     * One unroll of so many steps without an end, in which each observation forbids a half of the choices.
     *
     * @param rows a multiple of 16
     */
    static UnrollBatch masked(int rows, int observationSize, int choices, long seed) {
        UnrollShape shape = new UnrollShape(STEPS, rows / STEPS, observationSize, new ActionSpace.Discrete(choices), 1);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] masks = new byte[shape.observationRows() * choices];
        for (int row = 0; row < shape.observationRows(); row++) {
            for (int choice = 0; choice < choices; choice++) {
                // At least one is allowed, of two as of many.
                masks[row * choices + choice] = (byte) ((row + choice) % 2);
            }
        }
        float[] sampled = new float[rows];
        for (int row = 0; row < rows; row++) {
            // Row and choice together are odd, as the mask has it.
            sampled[row] = 2 * random.nextInt(choices / 2) + (row + 1) % 2;
        }
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(new DecodedUnroll(
                0,
                0,
                numbers(random, shape.observationRows() * observationSize),
                masks,
                sampled,
                new float[rows],
                numbers(random, rows),
                new byte[rows],
                new int[0],
                new float[0],
                new long[shape.steps()])));
        return batch;
    }

    /**
     * One unroll of so many steps of one environment without an end, with actions of numbers between -1 and 1.
     *
     * @param sampledWidth numbers in an action as the policy draws it
     */
    static UnrollBatch continuous(int steps, int observationSize, ActionSpace space, int sampledWidth, long seed) {
        UnrollShape shape = new UnrollShape(steps, 1, observationSize, space, sampledWidth);
        SplittableRandom random = new SplittableRandom(seed);
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(new DecodedUnroll(
                0,
                0,
                numbers(random, shape.observationRows() * observationSize),
                null,
                numbers(random, steps * sampledWidth),
                new float[steps],
                numbers(random, steps),
                new byte[steps],
                new int[0],
                new float[0],
                new long[steps])));
        return batch;
    }

    private static DecodedUnroll unroll(UnrollShape shape, SplittableRandom random) {
        int rows = shape.stepRows();
        float[] sampled = new float[rows];
        float[] logProbabilities = new float[rows];
        float[] rewards = new float[rows];
        byte[] ends = new byte[rows];
        int[] finalRows = new int[rows];
        int finals = 0;
        for (int row = 0; row < rows; row++) {
            sampled[row] = random.nextInt(CHOICES);
            logProbabilities[row] = (float) (Math.log(1.0 / CHOICES) + random.nextDouble(-0.3, 0.3));
            rewards[row] = 1;
            if (random.nextInt(EPISODE) == 0) {
                ends[row] = Ends.TERMINATED;
                finalRows[finals++] = row;
            }
        }
        return new DecodedUnroll(
                0,
                0,
                numbers(random, shape.observationRows() * shape.observationSize()),
                null,
                sampled,
                logProbabilities,
                rewards,
                ends,
                Arrays.copyOf(finalRows, finals),
                numbers(random, finals * shape.observationSize()),
                new long[shape.steps()]);
    }

    /**
     * An unroll of CartPoles as it travels.
     *
     * @param begun when each tick was stepped, in milliseconds since 1970-01-01 UTC
     */
    static Unroll message(int ticks, int environments, long begun) {
        int rows = ticks * environments;
        SplittableRandom random = new SplittableRandom(1);
        long[] times = new long[ticks];
        Arrays.fill(times, begun);
        return Unroll.newBuilder()
                .setRun("measured")
                .setLane(0)
                .setNumber(0)
                .setEnvironment("cart-pole")
                .setEnvironmentVersion("1")
                .setSteps(ticks)
                .setEnvironments(environments)
                .setObservationSize(4)
                .setActionSize(1)
                .setObservations(Tensors.ofFloats(numbers(random, (ticks + 1) * environments * 4)))
                .setActions(Tensors.ofInts(new int[rows], rows))
                .setLogProbabilities(Tensors.ofFloats(numbers(random, rows)))
                .setRewards(Tensors.ofFloats(numbers(random, rows)))
                .setEnds(Tensors.ofBytes(new byte[rows], 0, rows))
                .setFinalRows(Tensors.ofInts(new int[0], 0))
                .setFinalObservations(Tensors.ofFloats(new float[0]))
                .setWeightsVersions(Tensors.ofLongs(new long[ticks]))
                .setEpisodes(Tensors.ofLongs(new long[environments]))
                .setEpisodeSteps(Tensors.ofInts(new int[environments], environments))
                .setEventTimes(Tensors.ofLongs(times))
                .build();
    }

    /** So many numbers between -1 and 1. */
    static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
