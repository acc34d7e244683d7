package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClippedSurrogateTest {

    private static final ClippedSurrogate TERM = new ClippedSurrogate(.2);

    @ParameterizedTest
    @CsvSource({"1, 1.5, -1.2", "1, 0.5, -0.5", "-1, 1.5, 1.5", "-1, 0.5, 0.8"})
    void theHandCheckedLossTermsComeOut(double advantage, double ratio, double loss) {
        assertThat(TERM.loss(advantage, 0, ratio)).isCloseTo(loss, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.5",
        "1, 0.5",
        "-1, 1.5",
        "-1, 0.5",
        "1, 1",
        "-1, 1",
        "2.5, 1.19",
        "2.5, 1.21",
        "-2.5, 0.79",
        "-2.5, 0.81"
    })
    void theSlopeIsTheDerivativeByTheLogProbability(double advantage, double ratio) {
        double h = 1e-6;
        double rise = TERM.loss(advantage, 0, ratio * Math.exp(h)) - TERM.loss(advantage, 0, ratio * Math.exp(-h));

        assertThat(TERM.slope(advantage, ratio)).isCloseTo(rise / (2 * h), within(1e-8));
    }

    @Test
    void theHandCheckedDivergenceComesOut() {
        assertThat((divergence(1.2) + divergence(.9)) / 2).isCloseTo(.011519, within(5e-7));
    }

    @Test
    void withoutTheTermThatLowersItsVarianceTheDivergenceIsTheFirstOrderOne() {
        double firstOrder = (divergence(1.2) - (1.2 - 1) + divergence(.9) - (.9 - 1)) / 2;

        assertThat(firstOrder).isCloseTo(-.038481, within(5e-7));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1.19, false", "0.81, false", "1.21, true", "0.79, true"})
    void aRatioBeyondTheClipOnEitherSideIsClipped(double ratio, boolean clipped) {
        assertThat(TERM.isClipped(ratio)).isEqualTo(clipped);
    }

    private static double divergence(double ratio) {
        return JointRow.approximateKl(ratio, Math.log(ratio));
    }
}
