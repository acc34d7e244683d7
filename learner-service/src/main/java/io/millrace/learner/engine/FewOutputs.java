package io.millrace.learner.engine;

import java.util.Arrays;

/**
 * The outputs of a network that a loss depends on, where these are few: of the values of thousands of actions, those
 * of the actions taken. All numbers of the others' gradients are zero.
 */
final class FewOutputs {

    /**
     * Of so many outputs one may have a gradient where it pays. The kernel's products, which go through all of them, are several
     * times as fast for each. Measured, see {@code docs/decisions/0024-values-of-many-actions.md}.
     */
    static final int ONE_OF = 16;

    private final int outputs;
    private final boolean[] seen;
    private final int[] found;
    private int count;
    private float[] gradients = {};

    /**
     * @param outputs that there are in all
     * @param oneOf   of so many outputs one may have a gradient
     */
    FewOutputs(int outputs, int oneOf) {
        this.outputs = outputs;
        seen = new boolean[outputs];
        found = new int[outputs / oneOf];
    }

    /**
     * Looks which there are.
     *
     * @param gradients rows x outputs; kept and read until the next call
     * @return whether they are few: otherwise nothing else may be asked
     */
    boolean areFewIn(float[] gradients, int rows) {
        this.gradients = gradients;
        count = 0;
        boolean few = found.length > 0;
        for (int row = 0; row < rows && few; row++) {
            few = look(row * outputs);
        }
        for (int i = 0; i < count; i++) {
            seen[found[i]] = false;
        }
        Arrays.sort(found, 0, count);
        return few;
    }

    private boolean look(int from) {
        for (int output = 0; output < outputs; output++) {
            if (gradients[from + output] != 0 && !seen[output]) {
                if (count == found.length) {
                    return false;
                }
                seen[output] = true;
                found[count++] = output;
            }
        }
        return true;
    }

    int count() {
        return count;
    }

    /** The i-th, in ascending order. */
    int output(int i) {
        return found[i];
    }

    /** That of the i-th output in a row. */
    float gradient(int row, int i) {
        return gradients[row * outputs + found[i]];
    }
}
