package io.millrace.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The measures of a learning curve, on curves of which one can see them. */
class LearningCurveTest {

    private static final double RANDOM = -2;

    @Test
    void theCurveIsTheMeanOverTheTrials() {
        LearningCurve curve = new LearningCurve(List.of(trial(0, 1, 2), trial(4, 5, 8)));

        assertThat(curve.means()).containsExactly(2, 3, 5);
    }

    @Test
    void efficiencyIsTheMeanOverAllEpisodes() {
        assertThat(curve(150, -1, 0.5).efficiency()).isCloseTo((150 * -1 + 50 * 0.5) / 200, within(1e-12));
    }

    @Test
    void theFirstAreTenEpisodesAndTheLastAreFifty() {
        double[] returns = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
        LearningCurve counting = new LearningCurve(List.of(trial(returns)));

        assertThat(counting.first()).isEqualTo(5.5);
        assertThat(counting.last()).isEqualTo(175.5);
    }

    @Test
    void aCurveThatJumpsConvergesOnceTheJumpFillsTheAverage() {
        // Episode 60 is the first whose ten episodes, 51 to 60, are all at the level of the last: -1 is too far
        // below it for even one of them.
        assertThat(curve(50, -1.5, 0.5).convergenceEpisode(RANDOM)).hasValue(60);
    }

    @Test
    void atTheToleranceACurveHasConverged() {
        // With 9 of 10 at 0.5 and one at -0.5 the average is 0.4, just 0.1 below the last.
        assertThat(curve(50, -0.5, 0.5).convergenceEpisode(RANDOM)).hasValue(59);
    }

    @Test
    void aFlatCurveHasConvergedAtTheFirstAverageThereIs() {
        assertThat(curve(0, 0, 0.25).convergenceEpisode(RANDOM)).hasValue(10);
    }

    @Test
    void aCurveThatEndsNearRandomHasNotConverged() {
        assertThat(curve(0, 0, RANDOM + 0.49).convergenceEpisode(RANDOM)).isEmpty();
        assertThat(curve(0, 0, RANDOM + 0.51).convergenceEpisode(RANDOM)).hasValue(10);
    }

    @Test
    void regretSumsWhatIsMissedOfTheOptimum() {
        LearningCurve curve = new LearningCurve(List.of(trial(0, 0.25, 0.5)));

        assertThat(curve.regret(0.5)).containsExactly(0.5, 0.75, 0.75);
    }

    @Test
    void theMovingAverageLooksBackOnAsManyAsThereAre() {
        double[] returns = IntStream.rangeClosed(1, 12).asDoubleStream().toArray();

        double[] average = new LearningCurve(List.of(trial(returns))).movingAverage();

        assertThat(average).startsWith(1, 1.5, 2).endsWith(5.5, 6.5, 7.5);
    }

    @Test
    void aScoreHoldsTheMeasuresOfItsTrials() {
        Score score = Score.of(
                List.of(
                        new TrialResult(constant(1), 0.2, 100),
                        new TrialResult(constant(2), 0.4, 200),
                        new TrialResult(constant(3), 0.6, 600)),
                new Baseline(RANDOM, 4.0));

        assertThat(score.efficiency().mean()).isEqualTo(2);
        assertThat(score.efficiency().deviation()).isEqualTo(1);
        // Student's t at 2 degrees of freedom is 4.3027; the standard error 1 / sqrt 3.
        assertThat(score.efficiency().high()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-5));
        assertThat(score.greedy().mean()).isCloseTo(0.4, within(1e-12));
        assertThat(score.regret()).isNotNull().extracting(Spread::mean).isEqualTo(200.0 * 2);
        assertThat(score.convergenceEpisode()).isEqualTo(10);
        assertThat(score.learningEfficiency()).isEqualTo(0.05);
        assertThat(score.steps()).isEqualTo(300);
    }

    @Test
    void withoutAnOptimumThereIsNoRegret() {
        Score score = Score.of(List.of(trial(constant(1)), trial(constant(1))), new Baseline(RANDOM, null));

        assertThat(score.regret()).isNull();
        assertThat(score.cumulativeRegret()).isEmpty();
    }

    /** 200 episodes: so many at one level, the others at another. */
    private static LearningCurve curve(int before, double early, double late) {
        double[] returns = constant(late);
        Arrays.fill(returns, 0, before, early);
        return new LearningCurve(List.of(trial(returns)));
    }

    private static double[] constant(double value) {
        double[] returns = new double[200];
        Arrays.fill(returns, value);
        return returns;
    }

    private static TrialResult trial(double... returns) {
        return new TrialResult(returns, 0, 0);
    }
}
