package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdvantageScaleTest {

    private static final double[] ADVANTAGES = {6, 2, 100};

    @Test
    void theFirstRowsAreBroughtToMeanZeroAndDeviationOne() {
        AdvantageScale scale = AdvantageScale.of(ADVANTAGES, 2, true);

        assertThat(scale.apply(6)).isCloseTo(1, within(1e-7));
        assertThat(scale.apply(2)).isCloseTo(-1, within(1e-7));
    }

    @Test
    void whereItIsNotAskedForNothingChanges() {
        assertThat(AdvantageScale.of(ADVANTAGES, 2, false).apply(6)).isEqualTo(6);
    }

    @Test
    void aSingleRowStaysAsItIs() {
        assertThat(AdvantageScale.of(ADVANTAGES, 1, true).apply(6)).isEqualTo(6);
    }

    @Test
    void advantagesThatAreAllTheSameBecomeNothing() {
        assertThat(AdvantageScale.of(new double[] {3, 3}, 2, true).apply(3)).isZero();
    }
}
