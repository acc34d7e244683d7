package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectileTest {

    @ParameterizedTest
    @CsvSource({"0.7, 2, 2.8, -2.8", "0.7, -2, 1.2, 1.2", "0.5, 3, 4.5, -3", "0.5, -3, 4.5, 3", "0.9, 0, 0, 0"})
    void anErrorCountsByItsSign(double tau, double error, double loss, double slope) {
        assertThat(new Expectile(tau).loss(error)).isCloseTo(loss, within(1e-12));
        assertThat(new Expectile(tau).slope(error)).isCloseTo(slope, within(1e-12));
    }

    @Test
    void amongTwoOutcomesTheValueComesNearToTheBetterOne() {
        // Where .9 * (10 - v) = .1 * (v - 0).
        assertThat(minimum(new Expectile(.9), 0, 10)).isCloseTo(9, within(1e-6));
        assertThat(minimum(new Expectile(.5), 0, 10)).isCloseTo(5, within(1e-6));
    }

    private static double minimum(Expectile expectile, double... outcomes) {
        double value = 0;
        for (int step = 0; step < 1000; step++) {
            double slope = 0;
            for (double outcome : outcomes) {
                slope += expectile.slope(outcome - value);
            }
            value -= .1 * slope;
        }
        return value;
    }
}
