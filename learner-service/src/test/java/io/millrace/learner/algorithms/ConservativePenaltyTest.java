package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConservativePenaltyTest {

    private static final float LOG_2 = (float) Math.log(2);

    /** Of exponentials 1, 2 and 1. */
    private static final float[] VALUES = {9, 9, 9, 0, LOG_2, 0};

    @Test
    void theGapReachesFromTheActionTakenToTheLogOfTheSumOfExponentials() {
        assertThat(gap(VALUES, 3)).isCloseTo(Math.log(4), within(1e-6));
        assertThat(gap(VALUES, 4)).isCloseTo(Math.log(4) - Math.log(2), within(1e-6));
    }

    @Test
    void itsSlopeIsTheSoftmaxLessOneWhereTaken() {
        float[] gradients = {7, 7, 7, 0, 0, 0};

        double gap = new ConservativePenalty(2).add(VALUES, null, 1, 3, 4, .5, gradients);

        assertThat(gap).isCloseTo(Math.log(2), within(1e-6));
        assertThat(gradients).containsExactly(new float[] {7, 7, 7, .25f, -.5f, .25f}, within(1e-6f));
    }

    @Test
    void itIsAddedToWhatIsThere() {
        float[] gradients = {0, 0, 0, 1, 1, 1};

        new ConservativePenalty(1).add(VALUES, null, 1, 3, 3, 1, gradients);

        assertThat(gradients).containsExactly(new float[] {0, 0, 0, .25f, 1.5f, 1.25f}, within(1e-6f));
    }

    @Test
    void whatIsForbiddenHasNoPart() {
        byte[] masks = {1, 1, 1, 1, 1, 0};
        float[] gradients = new float[6];

        double gap = new ConservativePenalty(1).add(VALUES, masks, 1, 3, 3, 1, gradients);

        assertThat(gap).isCloseTo(Math.log(3), within(1e-6));
        assertThat(gradients).containsExactly(new float[] {0, 0, 0, -2f / 3, 2f / 3, 0}, within(1e-6f));
    }

    @Test
    void greatValuesHaveAFiniteGap() {
        float[] values = {0, 0, 0, 1000, 1000, -1000};

        assertThat(gap(values, 3)).isCloseTo(Math.log(2), within(1e-6));
        assertThat(gap(values, 5)).isCloseTo(2000 + Math.log(2), within(1e-6));
    }

    private static double gap(float[] values, int taken) {
        return new ConservativePenalty(1).add(values, null, 1, 3, taken, 1, new float[6]);
    }
}
