package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ActionValuesTest {

    private static final float[] VALUES = {9, 9, 9, 1, 3, 2, 5, 5, 4};
    private static final byte[] MASKS = {1, 1, 1, 1, 0, 1, 0, 0, 0};

    private final ActionValues values = new ActionValues(3);

    @Test
    void theGreedyActionHasTheGreatestValueOfItsRow() {
        assertThat(values.at(VALUES, null, 1).greedy()).isEqualTo(1);
        assertThat(values.at(VALUES, null, 1).greatest()).isEqualTo(3);
    }

    @Test
    void ofEqualValuesTheFirstIsGreedy() {
        assertThat(values.at(VALUES, null, 2).greedy()).isZero();
    }

    @Test
    void whatIsForbiddenIsNotGreedyHoweverGreat() {
        assertThat(values.at(VALUES, MASKS, 1).greedy()).isEqualTo(2);
    }

    @Test
    void theExpectedValueMixesTheGreatestWithTheMeanOfAll() {
        // Of (1, 3) with epsilon 0.2: 0.1 * 1 + 0.9 * 3.
        assertThat(new ActionValues(2).at(new float[] {1, 3}, null, 0).expected(.2))
                .isCloseTo(2.8, within(1e-12));
    }

    @Test
    void theExpectedValueLeavesOutWhatIsForbidden() {
        assertThat(values.at(VALUES, MASKS, 1).expected(.5)).isCloseTo(.5 * 2 + .5 * 1.5, within(1e-12));
    }

    @Test
    void aRowThatAllowsNothingIsRefused() {
        assertThatThrownBy(() -> values.at(VALUES, MASKS, 2).greatest())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allows none of 3 actions");
    }
}
