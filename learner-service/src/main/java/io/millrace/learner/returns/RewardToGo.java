package io.millrace.learner.returns;

import io.millrace.learner.returns.Advantages.Layout;

/**
 * Monte-Carlo returns: what was earned from a step on until its episode ended. No estimate stands for a reward that
 * was not seen, so the return of a step is known only where its episode ended in the same unroll.
 *
 * <p>With {@code return = reward + discount * next}, where {@code next} is the return of the next step of the same
 * episode; it is zero where the step terminated the episode, and whatever the caller puts beyond a truncated one.
 *
 * @param discount weight of the next step's reward, the paper's gamma; in [0, 1]
 * @see <a href="https://doi.org/10.1007/BF00992696">Williams 1992, section 5</a>, on episodes of many steps
 */
public record RewardToGo(double discount) {

    public RewardToGo {
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("A discount lies between 0 and 1; found " + discount + ".");
        }
    }

    /**
     * The returns of every environment of every unroll, each sequence on its own. Arrays may be longer than the
     * layout needs.
     *
     * @param rewards by step row
     * @param ends    bits of {@link Ends} by step row
     * @param beyond  what counts for all that a truncated episode could still have earned, by step row, read where
     *     a step truncated its episode; zeros if nothing does
     * @param returns receives the returns by step row, in the rewards' unit; those that are not known stay as they are
     * @param known   receives by step row whether the return is known
     * @throws IllegalArgumentException if an array is shorter than the layout needs
     */
    public void ofUnrolls(
            Layout layout, float[] rewards, byte[] ends, double[] beyond, double[] returns, boolean[] known) {
        layout.requireStepRows("rewards", rewards.length);
        layout.requireStepRows("ends", ends.length);
        layout.requireStepRows("values beyond", beyond.length);
        layout.requireStepRows("returns", returns.length);
        layout.requireStepRows("marks of what is known", known.length);
        int stride = layout.environments();
        for (int unroll = 0; unroll < layout.unrolls(); unroll++) {
            int first = unroll * layout.steps() * stride;
            for (int environment = 0; environment < stride; environment++) {
                double next = 0;
                boolean endSeen = false;
                for (int tick = layout.steps() - 1; tick >= 0; tick--) {
                    int row = first + tick * stride + environment;
                    byte end = ends[row];
                    if (Ends.ended(end)) {
                        endSeen = true;
                        next = Ends.cut(end) ? beyond[row] : 0;
                    }
                    known[row] = endSeen;
                    if (endSeen) {
                        next = rewards[row] + discount * next;
                        returns[row] = next;
                    }
                }
            }
        }
    }
}
