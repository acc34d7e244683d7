package io.millrace.learner.returns;

/**
 * Generalized advantage estimates: how much better each step was than the value estimate before it,
 * as a sum of one-step errors that fades with distance.
 *
 * <p>With {@code error = reward + discount * valueBeyond - value}, the advantage of a step is its
 * error plus {@code discount * lambda} times the advantage of the next step of the same episode. The
 * value beyond a step is the value of the next observation; where the step terminated the episode it
 * is zero, where it truncated the episode it is the value of the true final observation. No advantage
 * passes from one episode to the one before it.
 *
 * @param discount weight of the next step's reward, the paper's gamma; in [0, 1]
 * @param lambda   mix of one-step (0) and full-return (1) estimates; in [0, 1]
 * @see <a href="https://arxiv.org/abs/1506.02438">Schulman et al. 2016, equation 16</a>
 * @see <a href="https://arxiv.org/abs/1712.00378">Pardo et al. 2018, on time limits</a>
 */
public record Advantages(double discount, double lambda) {

    /**
     * How the steps of several unrolls lie in one array. Step rows run unroll by unroll, tick by tick,
     * environment by environment; value rows likewise, with one more tick in each unroll.
     *
     * @param unrolls      how many; at least 0
     * @param steps        ticks in an unroll; at least 1
     * @param environments stepped together in an unroll; at least 1
     */
    public record Layout(int unrolls, int steps, int environments) {
        public Layout {
            if (unrolls < 0 || steps < 1 || environments < 1) {
                throw new IllegalArgumentException("A layout of " + unrolls + " unrolls of " + steps + " ticks of "
                        + environments + " environments cannot be. Ticks and environments are at least 1.");
            }
        }

        /** Number of steps. */
        public int stepRows() {
            return unrolls * steps * environments;
        }

        /** Number of observations without the final ones. */
        public int valueRows() {
            return unrolls * (steps + 1) * environments;
        }

        /** Refuses an array that is too short for a number by step row. */
        void requireStepRows(String name, int found) {
            requireLength(name, found, stepRows());
        }

        /** Refuses an array that is too short for a number by value row. */
        void requireValueRows(String name, int found) {
            requireLength(name, found, valueRows());
        }

        private static void requireLength(String name, int found, int needed) {
            if (found < needed) {
                throw new IllegalArgumentException("There are " + found + " " + name + " where " + needed
                        + " are needed: they belong to other steps.");
            }
        }
    }

    public Advantages {
        if (!(discount >= 0 && discount <= 1 && lambda >= 0 && lambda <= 1)) {
            throw new IllegalArgumentException(
                    "Discount and lambda lie between 0 and 1; found " + discount + " and " + lambda + ".");
        }
    }

    /**
     * The advantages of one environment's consecutive steps.
     *
     * @param rewards     reward of each step; length T
     * @param ends        bits of {@link Ends} of each step; length T
     * @param values      value estimate before each step, then after the last; length T + 1
     * @param finalValues value of the true final observation, read where a step truncated its episode; length T
     * @return length T, in the rewards' unit, newly allocated
     * @throws IllegalArgumentException if the lengths do not fit together
     */
    public double[] ofSequence(float[] rewards, byte[] ends, double[] values, double[] finalValues) {
        double[] advantages = new double[rewards.length];
        ofUnrolls(new Layout(1, rewards.length, 1), rewards, ends, values, finalValues, advantages);
        return advantages;
    }

    /**
     * The advantages of every environment of every unroll, each sequence on its own, without copying.
     * Arrays may be longer than the layout needs.
     *
     * @param rewards     by step row
     * @param ends        bits of {@link Ends} by step row
     * @param values      value estimates by value row
     * @param finalValues value of the true final observation by step row, read where a step truncated its episode
     * @param advantages  receives the advantages by step row
     * @throws IllegalArgumentException if an array is shorter than the layout needs
     */
    public void ofUnrolls(
            Layout layout, float[] rewards, byte[] ends, double[] values, double[] finalValues, double[] advantages) {
        layout.requireStepRows("rewards", rewards.length);
        layout.requireStepRows("ends", ends.length);
        layout.requireValueRows("values", values.length);
        layout.requireStepRows("final values", finalValues.length);
        layout.requireStepRows("advantages", advantages.length);
        int stride = layout.environments();
        for (int unroll = 0; unroll < layout.unrolls(); unroll++) {
            int firstStep = unroll * layout.steps() * stride;
            int firstValue = unroll * (layout.steps() + 1) * stride;
            for (int environment = 0; environment < stride; environment++) {
                double next = 0;
                for (int tick = layout.steps() - 1; tick >= 0; tick--) {
                    int row = firstStep + tick * stride + environment;
                    int valueRow = firstValue + tick * stride + environment;
                    byte end = ends[row];
                    double beyond =
                            Ends.terminated(end) ? 0 : Ends.cut(end) ? finalValues[row] : values[valueRow + stride];
                    double error = rewards[row] + discount * beyond - values[valueRow];
                    next = Ends.ended(end) ? error : error + discount * lambda * next;
                    advantages[row] = next;
                }
            }
        }
    }
}
