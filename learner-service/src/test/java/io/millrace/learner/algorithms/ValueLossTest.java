package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueLossTest {

    @Test
    void withoutAClipItIsHalfTheSquaredError() {
        assertThat(ValueLoss.loss(3, 100, 1, 0)).isEqualTo(2);
    }

    @Test
    void anEstimateThatMovedPastTheClipTowardsTheTargetIsTakenAtTheClip() {
        // From 0 to 0.9, held at 0.2: the error to 1 is taken as 0.8.
        assertThat(ValueLoss.loss(.9, 0, 1, .2)).isCloseTo(.32, within(1e-12));
        assertThat(ValueLoss.slope(.9, 0, 1, .2)).isZero();
    }

    @Test
    void anEstimateThatMovedPastTheClipAwayFromTheTargetIsStillCorrected() {
        assertThat(ValueLoss.loss(-.5, 0, 1, .2)).isCloseTo(1.125, within(1e-12));
        assertThat(ValueLoss.slope(-.5, 0, 1, .2)).isEqualTo(-1.5);
    }

    @ParameterizedTest
    @CsvSource({".9, 0, 1, .2", "-.5, 0, 1, .2", ".1, 0, 1, .2", "2, 0, 1, .2", "3, 1, -1, 0"})
    void theSlopeIsTheDerivativeByTheValue(double value, double oldValue, double target, double clip) {
        double h = 1e-6;
        double rise =
                ValueLoss.loss(value + h, oldValue, target, clip) - ValueLoss.loss(value - h, oldValue, target, clip);

        assertThat(ValueLoss.slope(value, oldValue, target, clip)).isCloseTo(rise / (2 * h), within(1e-8));
    }
}
