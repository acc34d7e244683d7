package io.millrace.learner.algorithms;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Three cells in a row, walked by chance: action 0 stays and costs 0.1, action 1 goes on, out of the last cell with a
 * reward of 1. What each action is worth is known, to the best walker and to the one by chance. Episodes begin in the
 * first cell and go on from unroll to unroll.
 */
final class Corridor {

    static final double DISCOUNT = .9;

    private static final int CELLS = 3;
    private static final int LANES = 2;
    private static final UnrollShape SHAPE = new UnrollShape(5, 4, CELLS, new ActionSpace.Discrete(2), 1);
    private static final NetworkShape TABLE = new NetworkShape(CELLS, List.of(), Activation.TANH, 2, 1, Trunk.NONE);

    private final CounterRandom random = new CounterRandom(3);
    private final int[][] cells = new int[LANES][SHAPE.environments()];

    /** What each action is worth to the best walker: cell by cell, staying and going on. */
    static double[] best() {
        return values(1);
    }

    /** Likewise to one that takes either action by chance. */
    static double[] byChance() {
        return values(.5);
    }

    /** @param goingOn probability */
    private static double[] values(double goingOn) {
        double[] values = new double[2 * CELLS];
        double next = 1 / DISCOUNT;
        for (int cell = CELLS - 1; cell >= 0; cell--) {
            double stay = 1 - goingOn;
            // The value v of a cell is stay * (-0.1 + discount * v) + goingOn * discount * next.
            double value = (-.1 * stay + goingOn * DISCOUNT * next) / (1 - stay * DISCOUNT);
            values[2 * cell] = -.1 + DISCOUNT * value;
            values[2 * cell + 1] = DISCOUNT * next;
            next = value;
        }
        return values;
    }

    /** What is learned in so many updates of 40 steps, as {@link #best} is laid out. */
    static double[] learned(Function<LearningTask, Algorithm> algorithm, int updates) {
        LearningTask task = new LearningTask(TABLE, new EpsilonGreedy(2), new KernelEngine(TABLE), 5, 40L * updates);
        float[] parameters = new float[TABLE.parameterCount()];
        Corridor corridor = new Corridor();
        try (Algorithm learner = algorithm.apply(task)) {
            learner.begin(parameters);
            for (int update = 1; update <= updates; update++) {
                UnrollBatch batch = corridor.walk(update);
                learner.update(batch, parameters, new UpdateContext(update, (update - 1L) * batch.stepRows()));
            }
        }
        double[] values = new double[2 * CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            for (int action = 0; action < 2; action++) {
                values[2 * cell + action] = parameters[action * CELLS + cell] + parameters[2 * CELLS + action];
            }
        }
        return values;
    }

    private UnrollBatch walk(long number) {
        List<DecodedUnroll> unrolls = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            unrolls.add(unroll(lane, number));
        }
        UnrollBatch batch = new UnrollBatch(SHAPE);
        batch.fill(unrolls);
        return batch;
    }

    private DecodedUnroll unroll(int lane, long number) {
        int rows = SHAPE.stepRows();
        float[] observations = new float[SHAPE.observationRows() * CELLS];
        float[] actions = new float[rows];
        float[] rewards = new float[rows];
        byte[] ends = new byte[rows];
        List<Integer> finalRows = new ArrayList<>();
        random.at(Purpose.ENVIRONMENT, lane, number, 0);
        for (int row = 0; row < rows; row++) {
            int environment = row % SHAPE.environments();
            int cell = cells[lane][environment];
            observations[row * CELLS + cell] = 1;
            actions[row] = random.nextInt(2);
            boolean out = actions[row] == 1 && cell == CELLS - 1;
            rewards[row] = actions[row] == 0 ? -.1f : out ? 1 : 0;
            if (out) {
                ends[row] = Ends.TERMINATED;
                finalRows.add(row);
            }
            cells[lane][environment] = out ? 0 : cell + (int) actions[row];
        }
        for (int environment = 0; environment < SHAPE.environments(); environment++) {
            observations[(rows + environment) * CELLS + cells[lane][environment]] = 1;
        }
        return new DecodedUnroll(
                lane,
                number,
                observations,
                null,
                actions,
                new float[rows],
                rewards,
                ends,
                finalRows.stream().mapToInt(Integer::intValue).toArray(),
                new float[finalRows.size() * CELLS],
                new long[SHAPE.steps()]);
    }
}
