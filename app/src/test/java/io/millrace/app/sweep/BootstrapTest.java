package io.millrace.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.hipparchus.random.RandomGenerator;
import org.hipparchus.random.Well19937c;
import org.junit.jupiter.api.Test;

/** Means, probabilities and their intervals, held against numbers found by hand, by counting and by simulation. */
class BootstrapTest {

    private static final Bootstrap BOOTSTRAP = new Bootstrap(20_000, 1);

    @Test
    void theInterquartileMeanForgetsOneGreatSuccess() {
        // A quarter of 8 is left out at each end: 3, 4, 5 and 6 stay.
        assertThat(Bootstrap.interquartileMean(new double[] {7, 1, 100, 2, 6, 3, 5, 4}))
                .isEqualTo(4.5);
    }

    @Test
    void aQuarterOfFiveSeedsIsOneSeed() {
        assertThat(Bootstrap.interquartileMean(new double[] {0, 10, 1, 2, 3})).isEqualTo(2);
    }

    @Test
    void aQuarterOfThreeSeedsIsNone() {
        assertThat(Bootstrap.interquartileMean(new double[] {9, 0, 3})).isEqualTo(4);
    }

    @Test
    void aTieIsHalfAnImprovement() {
        // Of six pairs, 2 beats 1 and 1; 1 beats none; 1 ties with 1 twice; both lose to 3.
        assertThat(Bootstrap.probabilityOfImprovement(new double[] {2, 1}, new double[] {1, 1, 3}))
                .isCloseTo((2 + 2 * 0.5) / 6, within(1e-15));
    }

    @Test
    void whoAlwaysWinsImprovesForSure() {
        assertThat(BOOTSTRAP.improvement(new double[] {5, 6, 7}, new double[] {1, 2, 3}))
                .isEqualTo(new Estimate(1, 1.0, 1.0));
    }

    @Test
    void whoAlwaysTiesImprovesByHalfInEveryDraw() {
        assertThat(BOOTSTRAP.improvement(new double[] {4, 4}, new double[] {4, 4, 4}))
                .isEqualTo(new Estimate(0.5, 0.5, 0.5));
    }

    @Test
    void theIntervalOfAMeanIsThatOfAllDrawsThereCanBe() {
        double[] scores = {0, 1, 5, 6};
        double[] all = everyDraw(scores, drawn -> Arrays.stream(drawn).average().orElseThrow());

        Estimate estimate = BOOTSTRAP.mean(scores);

        assertThat(estimate)
                .isEqualTo(new Estimate(3, all[(int) (0.025 * all.length)], all[(int) (0.975 * all.length)]));
    }

    @Test
    void theIntervalOfAnInterquartileMeanIsThatOfAllDrawsThereCanBe() {
        double[] scores = {0, 1, 5, 6};
        double[] all = everyDraw(scores, Bootstrap::interquartileMean);

        Estimate estimate = BOOTSTRAP.middle(scores);

        assertThat(estimate)
                .isEqualTo(new Estimate(3, all[(int) (0.025 * all.length)], all[(int) (0.975 * all.length)]));
    }

    @Test
    void theIntervalOfAnImprovementIsThatOfAllDrawsThereCanBe() {
        double[] scores = {1, 3, 4, 6};
        double[] others = {1, 2, 5};
        double[] all = everyPairOfDraws(scores, others);

        Estimate estimate = BOOTSTRAP.improvement(scores, others);

        assertThat(estimate.value()).isCloseTo(7.5 / 12, within(1e-15));
        assertThat(estimate.low()).isCloseTo(all[(int) (0.025 * all.length)], within(1e-12));
        assertThat(estimate.high()).isCloseTo(all[(int) (0.975 * all.length)], within(1e-12));
    }

    @Test
    void theIntervalHoldsTheTrueMeanAboutAsOftenAsItSays() {
        RandomGenerator random = new Well19937c(11);
        Bootstrap bootstrap = new Bootstrap(500, 3);
        int held = 0;
        for (int i = 0; i < 1000; i++) {
            double[] scores = new double[30];
            Arrays.setAll(scores, seed -> 4 + 2 * random.nextGaussian());
            Estimate mean = bootstrap.mean(scores);
            held += Objects.requireNonNull(mean.low()) <= 4 && 4 <= Objects.requireNonNull(mean.high()) ? 1 : 0;
        }

        // Of 30 seeds a percentile bootstrap holds about 94 %; the standard error of the share is 0.8 %.
        assertThat(held).isBetween(915, 965);
    }

    @Test
    void theSameScoresGiveTheSameInterval() {
        double[] scores = {3, 1, 4, 1, 5};

        assertThat(new Bootstrap(100, 7).mean(scores)).isEqualTo(new Bootstrap(100, 7).mean(scores));
    }

    @Test
    void oneSeedHasNoInterval() {
        assertThat(BOOTSTRAP.mean(new double[] {2})).isEqualTo(new Estimate(2, null, null));
        assertThat(BOOTSTRAP.improvement(new double[] {2}, new double[] {1, 3}))
                .isEqualTo(new Estimate(0.5, null, null));
    }

    private static double[] everyDraw(double[] scores, ToDoubleFunction<double[]> statistic) {
        int n = scores.length;
        double[] all = new double[(int) Math.pow(n, n)];
        for (int draw = 0; draw < all.length; draw++) {
            all[draw] = statistic.applyAsDouble(drawn(scores, draw));
        }
        Arrays.sort(all);
        return all;
    }

    private static double[] everyPairOfDraws(double[] scores, double[] others) {
        int ours = (int) Math.pow(scores.length, scores.length);
        int theirs = (int) Math.pow(others.length, others.length);
        double[] all = new double[ours * theirs];
        for (int first = 0; first < ours; first++) {
            for (int second = 0; second < theirs; second++) {
                all[first * theirs + second] =
                        Bootstrap.probabilityOfImprovement(drawn(scores, first), drawn(others, second));
            }
        }
        Arrays.sort(all);
        return all;
    }

    /** The draw of that number: its digits say which scores. */
    private static double[] drawn(double[] scores, int number) {
        double[] drawn = new double[scores.length];
        int rest = number;
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = scores[rest % scores.length];
            rest /= scores.length;
        }
        return drawn;
    }
}
