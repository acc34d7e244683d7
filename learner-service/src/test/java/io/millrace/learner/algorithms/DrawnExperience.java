package io.millrace.learner.algorithms;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Experience of a task in which each observation is drawn anew, acted on by a policy and paid for at
 * once. A lane's unroll ends with the observations that its next one begins with.
 */
final class DrawnExperience {

    /** What a task shows and pays. */
    interface Task {

        void observe(CounterRandom random, float[] into, int at);

        float reward(float[] observations, int at, float[] actions, int actionAt);

        byte end(CounterRandom random);
    }

    private final UnrollShape shape;
    private final Task task;
    private final CounterRandom world;
    private final CounterRandom nextWorld;
    private final CounterRandom acting;

    DrawnExperience(UnrollShape shape, Task task, long seed) {
        this.shape = shape;
        this.task = task;
        world = new CounterRandom(seed);
        nextWorld = new CounterRandom(seed);
        acting = new CounterRandom(seed);
    }

    /** As many unrolls, acted by the policy; {@code number} makes them different from others. */
    UnrollBatch draw(Policy policy, int unrolls, long number) {
        List<DecodedUnroll> drawn = new ArrayList<>();
        for (int lane = 0; lane < unrolls; lane++) {
            drawn.add(unroll(policy, lane, number));
        }
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(drawn);
        return batch;
    }

    private DecodedUnroll unroll(Policy policy, int lane, long number) {
        int rows = shape.stepRows();
        world.at(Purpose.ENVIRONMENT, lane, number, 0);
        float[] observations = observations(shape.observationRows());
        beginNext(lane, number, observations);
        policy.forward(observations, rows);
        policy.draw(acting, lane, number, 0, rows, null);
        float[] rewards = new float[rows];
        byte[] ends = new byte[rows];
        List<Integer> finalRows = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            rewards[row] = task.reward(
                    observations, row * shape.observationSize(), policy.actions(), row * policy.actionWidth());
            ends[row] = task.end(world);
            if (Ends.ended(ends[row])) {
                finalRows.add(row);
            }
        }
        return new DecodedUnroll(
                lane,
                number,
                observations,
                null,
                first(policy.sampled(), rows * shape.sampledWidth()),
                first(policy.logProbabilities(), rows),
                rewards,
                ends,
                finalRows.stream().mapToInt(Integer::intValue).toArray(),
                observations(finalRows.size()),
                new long[shape.steps()]);
    }

    private void beginNext(int lane, long number, float[] observations) {
        nextWorld.at(Purpose.ENVIRONMENT, lane, number + 1, 0);
        int size = shape.observationSize();
        Arrays.fill(observations, shape.stepRows() * size, observations.length, 0);
        for (int row = shape.stepRows(); row < shape.observationRows(); row++) {
            task.observe(nextWorld, observations, row * size);
        }
    }

    private float[] observations(int rows) {
        float[] observations = new float[rows * shape.observationSize()];
        for (int row = 0; row < rows; row++) {
            task.observe(world, observations, row * shape.observationSize());
        }
        return observations;
    }

    private static float[] first(float[] numbers, int count) {
        return Arrays.copyOf(numbers, count);
    }
}
