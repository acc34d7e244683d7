package io.millrace.learner.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitteeTest {

    private static final double[] PRICES = {
        450, 450 + 100 / 3.0, 450 + 200 / 3.0, 550, 450 + 400 / 3.0, 650 - 100 / 3.0, 650
    };
    private static final double[] PROFITS = expectedProfits();
    private static final double[] EQUAL = {1, 1, 1, 1, 1, 1, 1};

    private final Committee committee = new Committee(7);
    private final double[] estimates = new double[7];
    private final double[] spreads = new double[7];

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void withoutNoiseTheCommitteeFindsTheBestArm(long seed) {
        committee.fit(PRICES, PROFITS, EQUAL, new SplittableRandom(seed), estimates, spreads);

        int best = 0;
        for (int arm = 1; arm < 7; arm++) {
            best = estimates[arm] > estimates[best] ? arm : best;
        }
        assertThat(PRICES[best]).isCloseTo(516.6667, within(1e-4));
    }

    @Test
    void withoutNoiseAllSevenTakePart() {
        assertThat(fit(PROFITS, EQUAL)).isEqualTo(7);

        assertThat(committee.leftOut()).isEmpty();
    }

    @Test
    void estimateAndSpreadAreMeanAndDeviationOfTheMembers() {
        // Of two arms only the line and the forest can speak, and both say the means where trees drew both arms.
        Committee two = new Committee(2);
        double[] estimate = new double[2];
        double[] spread = new double[2];
        RandomForest forest = new RandomForest(2);
        Points points = new Points(2);
        points.set(new double[] {1, 3}, new double[] {10, 30}, new double[] {1, 1});
        forest.fit(points, new SplittableRandom(5));
        double fromForest = 30 * forest.at(0.5);

        two.fit(
                new double[] {1, 3},
                new double[] {10, 30},
                new double[] {1, 1},
                new SplittableRandom(5),
                estimate,
                spread);

        assertThat(fromForest).isGreaterThan(10);
        assertThat(estimate[0]).isCloseTo((10 + fromForest) / 2, within(1e-12));
        assertThat(spread[0]).isCloseTo((fromForest - 10) / 2, within(1e-12));
    }

    @Test
    void membersWithMoreParametersThanArmsAreLeftOut() {
        double[] counts = {5, 0, 0, 0, 0, 0, 5};

        int taking = fit(PROFITS, counts);

        assertThat(taking).isEqualTo(2);
        assertThat(committee.leftOut())
                .containsExactly(
                        Approximator.SKEW_NORMAL,
                        Approximator.QUADRATIC,
                        Approximator.POWER_EXPONENTIAL,
                        Approximator.GAUSSIAN,
                        Approximator.LORENTZIAN);
    }

    @Test
    void withOneArmTriedItsMeanStandsForAll() {
        double[] counts = {0, 0, 8, 0, 0, 0, 0};

        int taking = fit(PROFITS, counts);

        assertThat(taking).isEqualTo(1);
        assertThat(estimates).containsOnly(PROFITS[2]);
    }

    @Test
    void withNoArmTriedNobodySpeaks() {
        Arrays.fill(estimates, 9);
        Arrays.fill(spreads, 9);

        int taking = fit(PROFITS, new double[7]);

        assertThat(taking).isZero();
        assertThat(estimates).containsOnly(0);
        assertThat(spreads).containsOnly(0);
    }

    @Test
    void armsThatWereNotTriedDoNotCount() {
        double[] counts = {1, 1, 1, 0, 1, 1, 1};
        double[] wild = PROFITS.clone();
        wild[3] = Double.NaN;
        fit(PROFITS, counts);
        double[] expected = estimates.clone();

        fit(wild, counts);

        assertThat(estimates).containsExactly(expected);
    }

    @Test
    void whoeverIsLeftOutIsCounted() {
        double[] losses = PROFITS.clone();
        losses[6] = -20;

        fit(losses, EQUAL);
        fit(PROFITS, EQUAL);
        fit(losses, EQUAL);

        assertThat(committee.leftOut()).contains(Approximator.POWER_EXPONENTIAL);
        assertThat(committee.timesLeftOut(Approximator.POWER_EXPONENTIAL)).isEqualTo(2);
        assertThat(committee.timesLeftOut(Approximator.LINE)).isZero();
    }

    @Test
    void armsTriedMoreOftenPullTheCurvesMore() {
        double[] odd = PROFITS.clone();
        odd[3] += 30;
        fit(odd, EQUAL);
        double light = Math.abs(estimates[3] - odd[3]);

        fit(odd, new double[] {1, 1, 1, 50, 1, 1, 1});

        assertThat(Math.abs(estimates[3] - odd[3])).isLessThan(light / 2);
    }

    @Test
    void onlyTheRatioOfTheCountsMatters() {
        fit(PROFITS, new double[] {1, 2, 3, 4, 3, 2, 1});
        double[] expected = estimates.clone();

        fit(PROFITS, new double[] {8, 16, 24, 32, 24, 16, 8});

        assertThat(estimates).containsExactly(expected);
    }

    @Test
    void sameArgumentsAndDrawsGiveTheSameToTheBit() {
        double[] counts = {3, 8, 20, 11, 2, 1, 4};
        double[] noisy = {81, 99.5, 97, 95, 72, 70, 51};
        fit(noisy, counts);
        double[] expected = estimates.clone();
        double[] expectedSpreads = spreads.clone();
        fit(PROFITS, EQUAL);

        fit(noisy, counts);

        assertThat(estimates).containsExactly(expected);
        assertThat(spreads).containsExactly(expectedSpreads);
    }

    @Test
    void curvesDoNotDependOnTheUnitsOfPriceAndReward() {
        fit(PROFITS, EQUAL);
        double[] expected = estimates.clone();
        double[] cents = new double[7];
        double[] thousands = new double[7];
        for (int arm = 0; arm < 7; arm++) {
            cents[arm] = 100 * PRICES[arm];
            thousands[arm] = PROFITS[arm] / 1000;
        }

        committee.fit(cents, thousands, EQUAL, new SplittableRandom(1), estimates, spreads);

        for (int arm = 0; arm < 7; arm++) {
            assertThat(1000 * estimates[arm]).isCloseTo(expected[arm], within(1e-6));
        }
    }

    @Test
    void withoutAnyRewardAllMembersThatCanSayNothing() {
        fit(new double[7], EQUAL);

        assertThat(estimates).containsOnly(0);
        assertThat(committee.leftOut()).containsExactly(Approximator.POWER_EXPONENTIAL);
    }

    @Test
    void pricesOutOfOrderAreRefused() {
        double[] prices = {450, 500, 490, 550, 560, 570, 580};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> committee.fit(prices, PROFITS, EQUAL, new SplittableRandom(1), estimates, spreads))
                .withMessageContaining("arm 2 is 490.0 after 500.0");
    }

    @Test
    void aMeanThatIsNoNumberIsRefused() {
        double[] means = PROFITS.clone();
        means[4] = Double.NaN;

        assertThatIllegalArgumentException().isThrownBy(() -> fit(means, EQUAL)).withMessageContaining("mean of arm 4");
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(PROFITS, new double[] {1, 1, -1, 1, 1, 1, 1}))
                .withMessageContaining("count of arm 2");
    }

    @Test
    void anotherNumberOfArmsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(new double[6], EQUAL))
                .withMessageContaining("speaks of 7 arms, but got 7 prices, 6 means");
    }

    private int fit(double[] means, double[] counts) {
        return committee.fit(PRICES, means, counts, new SplittableRandom(1), estimates, spreads);
    }

    private static double[] expectedProfits() {
        double[] profits = new double[PRICES.length];
        for (int arm = 0; arm < profits.length; arm++) {
            profits[arm] = (PRICES[arm] - 400) * Math.exp(-5 * (PRICES[arm] / 500 - 1));
        }
        return profits;
    }
}
