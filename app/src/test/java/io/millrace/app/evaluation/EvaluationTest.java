package io.millrace.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What an evaluation says of the returns that were earned. */
class EvaluationTest {

    private static final double[] RETURNS = {8, 9, 10, 11, 12};

    @Test
    void theIntervalIsStudentsAtNinetyFivePercent() {
        Evaluation evaluation = Evaluation.of(3, RETURNS, 10, null);

        // Mean 10, standard deviation sqrt(2.5), and 2.776445 from the table of t with 4 degrees of freedom.
        double margin = 2.776445105 * Math.sqrt(2.5) / Math.sqrt(5);
        assertThat(evaluation.low()).isCloseTo(10 - margin, within(1e-8));
        assertThat(evaluation.high()).isCloseTo(10 + margin, within(1e-8));
    }

    @Test
    void theGapIsWhatTheBestPolicyEarnsMore() {
        assertThat(Evaluation.of(3, RETURNS, 10, 12.5).gap()).isEqualTo(2.5);
    }

    @Test
    void whereTheOptimumIsNotKnownThereIsNoGap() {
        assertThat(Evaluation.of(3, RETURNS, 10, null).gap()).isNull();
    }

    @Test
    void aSingleEpisodeHasAnIntervalOfNoWidth() {
        Evaluation evaluation = Evaluation.of(3, new double[] {7}, 10, null);

        assertThat(evaluation.low()).isEqualTo(7);
        assertThat(evaluation.high()).isEqualTo(7);
    }

    @Test
    void episodesThatAllEarnTheSameHaveAnIntervalOfNoWidth() {
        Evaluation evaluation = Evaluation.of(3, new double[] {75, 75, 75}, 100, 75.0);

        assertThat(evaluation.high() - evaluation.low()).isZero();
        assertThat(evaluation.gap()).isZero();
    }
}
