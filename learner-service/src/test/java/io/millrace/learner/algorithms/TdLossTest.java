package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TdLossTest {

    @ParameterizedTest
    @CsvSource({
        "HUBER, 0.5, 0.125",
        "HUBER, 1, 0.5",
        "HUBER, 3, 2.5",
        "HUBER, -3, 2.5",
        "SQUARED, 0.5, 0.125",
        "SQUARED, -3, 4.5"
    })
    void anErrorCountsHalfItsSquareAndToHuberBeyondOneItsSizeLessOneHalf(TdLoss loss, double error, double expected) {
        assertThat(loss.loss(error)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"HUBER, 0.3", "HUBER, -0.9", "HUBER, 1.5", "HUBER, -40", "SQUARED, 0.3", "SQUARED, -40"})
    void theSlopeIsTheDerivative(TdLoss loss, double error) {
        double h = 1e-6;
        double rise = loss.loss(error + h) - loss.loss(error - h);

        assertThat(loss.slope(error)).isCloseTo(rise / (2 * h), within(1e-6));
    }
}
