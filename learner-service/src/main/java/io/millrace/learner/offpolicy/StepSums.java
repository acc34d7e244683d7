package io.millrace.learner.offpolicy;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.RealMatrix;

/**
 * All that a fit needs of some episodes, added up: with features f of the action taken, g of what the target would do
 * next, and rewards r, the sums of f f', f g' and f r over steps, and of g over first observations.
 */
final class StepSums {

    private static final double LEAST_RIDGE = 1e-9;

    private final StepFeatures features;
    private final int block;
    private final int size;
    private final double[][] squares;
    private final double[] next;
    private final double[] rewards;
    private final double[] starts;
    private double episodes;

    StepSums(StepFeatures features) {
        this.features = features;
        block = features.blockSize();
        size = features.size();
        squares = new double[features.blocks()][block * block];
        next = new double[size * size];
        rewards = new double[size];
        starts = new double[size];
    }

    void add(RecordedEpisode episode) {
        double[] taken = new double[block];
        double[] wanted = new double[size];
        features.ofTarget(episode, 0, wanted);
        for (int i = 0; i < size; i++) {
            starts[i] += wanted[i];
        }
        episodes++;
        for (int step = 0; step < episode.length(); step++) {
            boolean goesOn = step + 1 < episode.length() || episode.truncated();
            features.ofAction(episode, step, taken);
            if (goesOn) {
                features.ofTarget(episode, step + 1, wanted);
            }
            add(features.block(episode, step), taken, goesOn ? wanted : new double[0], episode.rewards()[step]);
        }
    }

    private void add(int of, double[] taken, double[] wanted, double reward) {
        double[] ofBlock = squares[of];
        for (int i = 0; i < block; i++) {
            double number = taken[i];
            if (number == 0) {
                continue;
            }
            for (int j = 0; j < block; j++) {
                ofBlock[i * block + j] += number * taken[j];
            }
            int row = of * block + i;
            for (int j = 0; j < wanted.length; j++) {
                next[row * size + j] += number * wanted[j];
            }
            rewards[row] += number * reward;
        }
    }

    /** Adds these sums so many times: -1 takes them away. */
    void add(StepSums other, double times) {
        for (int i = 0; i < squares.length; i++) {
            add(squares[i], other.squares[i], times);
        }
        add(next, other.next, times);
        add(rewards, other.rewards, times);
        add(starts, other.starts, times);
        episodes += times * other.episodes;
    }

    private static void add(double[] sums, double[] others, double times) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += times * others[i];
        }
    }

    /** Mean over episodes of the first observation's value by these weights. */
    double startValue(double[] weights) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += starts[i] * weights[i];
        }
        return sum / episodes;
    }

    /**
     * The weights that fit the rewards of one step, then the matrix that gives those of what comes behind.
     *
     * @param ridge how much weights are held down, by the mean square of a feature
     */
    Regression regression(double ridge) {
        double[] constant = new double[size];
        double[] matrix = new double[size * size];
        for (int of = 0; of < squares.length; of++) {
            DecompositionSolver solver = solver(squares[of], ridge);
            RealMatrix sides = new Array2DRowRealMatrix(block, size + 1);
            for (int i = 0; i < block; i++) {
                int row = of * block + i;
                for (int j = 0; j < size; j++) {
                    sides.setEntry(i, j, next[row * size + j]);
                }
                sides.setEntry(i, size, rewards[row]);
            }
            RealMatrix solved = solver.solve(sides);
            for (int i = 0; i < block; i++) {
                int row = of * block + i;
                for (int j = 0; j < size; j++) {
                    matrix[row * size + j] = solved.getEntry(i, j);
                }
                constant[row] = solved.getEntry(i, size);
            }
        }
        return new Regression(constant, matrix);
    }

    private DecompositionSolver solver(double[] sums, double share) {
        double trace = 0;
        for (int i = 0; i < block; i++) {
            trace += sums[i * block + i];
        }
        RealMatrix matrix = new Array2DRowRealMatrix(block, block);
        boolean diagonal = true;
        for (int i = 0; i < block; i++) {
            for (int j = 0; j < block; j++) {
                // Sums that were added and taken away are no longer the same to the last bit on both sides.
                matrix.setEntry(i, j, (sums[i * block + j] + sums[j * block + i]) / 2);
                diagonal &= i == j || sums[i * block + j] == 0;
            }
        }
        // A table's features do not stand in for each other, so that nothing has to be held down.
        double ridge = diagonal ? LEAST_RIDGE : LEAST_RIDGE + share * trace / block;
        for (int i = 0; i < block; i++) {
            matrix.addToEntry(i, i, ridge);
        }
        return new CholeskyDecomposition(matrix, 1e-6, 0).getSolver();
    }

    /**
     * One fit of values to rewards and to the values of what comes next, with the latter left open.
     *
     * @param constant weights that fit the rewards alone
     * @param matrix   size x size; times the weights of the next step's values, it gives what they add
     */
    @SuppressWarnings("ArrayRecordComponent") // Used at once.
    record Regression(double[] constant, double[] matrix) {

        /** The weights of one step more. */
        double[] oneMore(double[] weights, double discount) {
            int size = constant.length;
            double[] more = constant.clone();
            for (int i = 0; i < size; i++) {
                double sum = 0;
                for (int j = 0; j < size; j++) {
                    sum += matrix[i * size + j] * weights[j];
                }
                more[i] += discount * sum;
            }
            return more;
        }
    }
}
