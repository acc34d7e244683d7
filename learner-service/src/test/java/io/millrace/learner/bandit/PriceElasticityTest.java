package io.millrace.learner.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.bandit.PriceElasticity.Estimated;
import io.millrace.learner.bandit.PriceElasticity.Interval;
import io.millrace.learner.bandit.PriceElasticity.Reason;
import io.millrace.learner.bandit.PriceElasticity.Unknown;
import org.hipparchus.random.RandomDataGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceElasticityTest {

    private static final double REFERENCE = 500;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 20})
    void expectedUnitsAtTwoPricesGiveElasticityAndDemandExactly(double demand) {
        double[] prices = {450, 550};
        double[] days = {3000, 3000};

        Estimated found = estimated(prices, days, expectedUnits(prices, days, -5, demand));

        assertThat(found.elasticity()).isCloseTo(-5, within(1e-6));
        assertThat(found.demand()).isCloseTo(demand, within(1e-6));
    }

    @Test
    void expectedUnitsAtManyPricesGiveElasticityAndDemandExactly() {
        double[] prices = {450, 455, 500, 610, 650};
        double[] days = {10, 2000, 1, 70, 3};

        Estimated found = estimated(prices, days, expectedUnits(prices, days, -5, 1));

        assertThat(found.elasticity()).isCloseTo(-5, within(1e-6));
        assertThat(found.demand()).isCloseTo(1, within(1e-6));
    }

    @Test
    void steepDemandIsFoundFromFarAway() {
        double[] prices = {100, 200, 1000};
        double[] days = {1, 1000, 1000};

        Estimated found = estimated(prices, days, expectedUnits(prices, days, -60, 1e-6));

        assertThat(found.elasticity()).isCloseTo(-60, within(1e-6));
    }

    @Test
    void slopeAndInterceptAreThoseOfTheRegression() {
        double[] prices = {450, 550};
        double[] days = {30, 30};

        Estimated found = estimated(prices, days, expectedUnits(prices, days, -5, 2));

        assertThat(found.slope()).isCloseTo(-5 / 500.0, within(1e-10));
        assertThat(found.intercept()).isCloseTo(Math.log(2) + 5, within(1e-8));
    }

    @Test
    void errorsAtTwoPricesAreThoseOfTwoCounts() {
        // Two prices, two parameters: logarithms of the rates are free, with variances of one by the units.
        Estimated found = estimated(new double[] {450, 550}, new double[] {3000, 3000}, new double[] {4900, 1800});

        double variance = 1 / 4900.0 + 1 / 1800.0;
        assertThat(found.slopeError()).isCloseTo(Math.sqrt(variance) / 100, within(1e-12));
        assertThat(found.elasticityError()).isCloseTo(5 * Math.sqrt(variance), within(1e-10));
        // 500 lies half-way, 0 lies 5.5 steps of 100 below the second price.
        assertThat(found.demandError()).isCloseTo(found.demand() * Math.sqrt(variance) / 2, within(1e-10));
        assertThat(found.interceptError()).isCloseTo(Math.sqrt(5.5 * 5.5 / 4900 + 4.5 * 4.5 / 1800), within(1e-10));
    }

    @Test
    void rowsOfOnePriceCountAsTheirSum() {
        Estimated whole = estimated(new double[] {450, 550}, new double[] {30, 30}, new double[] {50, 20});

        Estimated parts = estimated(new double[] {550, 450, 450}, new double[] {30, 10, 20}, new double[] {20, 36, 14});

        assertThat(parts.elasticity()).isCloseTo(whole.elasticity(), within(1e-10));
        assertThat(parts.elasticityError()).isCloseTo(whole.elasticityError(), within(1e-10));
    }

    @Test
    void sixtyDaysInAHundredStoresTellTheElasticity() {
        double[] prices = {450, 550};
        double[] days = {3000, 3000};
        double[] units = draw(new RandomDataGenerator(7), prices, days);

        Estimated found = estimated(prices, days, units);

        assertThat(found.elasticity()).isCloseTo(-5, within(0.5));
        assertThat(found.elasticityError()).isCloseTo(0.14, within(0.01));
    }

    @Test
    void theIntervalCoversTheTruthAsOftenAsItSays() {
        double[] prices = {450, 500, 600};
        double[] days = {60, 60, 60};
        RandomDataGenerator random = new RandomDataGenerator(11);
        int covered = 0;
        for (int repetition = 0; repetition < 1000; repetition++) {
            Interval interval =
                    estimated(prices, days, draw(random, prices, days)).elasticityInterval(0.95);
            covered += interval.lower() <= -5 && -5 <= interval.upper() ? 1 : 0;
        }

        // Three standard errors of a share of 1000.
        assertThat(covered).isBetween(929, 971);
    }

    @Test
    void theIntervalOfDemandCoversTheTruthAsOftenAsItSays() {
        double[] prices = {550, 600};
        double[] days = {300, 300};
        RandomDataGenerator random = new RandomDataGenerator(12);
        int covered = 0;
        for (int repetition = 0; repetition < 1000; repetition++) {
            Interval interval =
                    estimated(prices, days, draw(random, prices, days)).demandInterval(0.95);
            covered += interval.lower() <= 1 && 1 <= interval.upper() ? 1 : 0;
        }

        assertThat(covered).isBetween(929, 971);
    }

    @Test
    void profitIsMarginTimesDemand() {
        Estimated known = new Estimated(500, -5, Math.log(3), 0, 0, 0);

        assertThat(known.expectedProfit(500, 400)).isCloseTo(300, within(1e-9));
        assertThat(known.expectedProfit(450, 400)).isCloseTo(50 * 3 * Math.exp(0.5), within(1e-9));
    }

    @Test
    void fromOnePriceNoElasticityIsTold() {
        PriceElasticity found = PriceElasticity.estimate(
                new double[] {500, 500}, new double[] {30, 30}, new double[] {40, 20}, REFERENCE);

        assertThat(found).isEqualTo(new Unknown(Reason.ONE_PRICE));
    }

    @Test
    void aPriceThatWasNeverAskedIsNoSecondPrice() {
        PriceElasticity found = PriceElasticity.estimate(
                new double[] {500, 600}, new double[] {30, 0}, new double[] {40, 0}, REFERENCE);

        assertThat(found).isEqualTo(new Unknown(Reason.ONE_PRICE));
    }

    @Test
    void withoutSalesNoElasticityIsTold() {
        PriceElasticity found =
                PriceElasticity.estimate(new double[] {450, 550}, new double[] {30, 30}, new double[2], REFERENCE);

        assertThat(found).isEqualTo(new Unknown(Reason.NO_SALES));
    }

    @Test
    void withoutRowsNoElasticityIsTold() {
        PriceElasticity found = PriceElasticity.estimate(new double[0], new double[0], new double[0], REFERENCE);

        assertThat(found).isEqualTo(new Unknown(Reason.NO_SALES));
    }

    @Test
    void salesAtTheLowestPriceOnlySetNoBoundToTheElasticity() {
        PriceElasticity found = PriceElasticity.estimate(
                new double[] {450, 500, 550}, new double[] {30, 30, 30}, new double[] {7, 0, 0}, REFERENCE);

        assertThat(found).isEqualTo(new Unknown(Reason.SALES_AT_AN_END_ONLY));
    }

    @Test
    void salesAtTheHighestPriceOnlySetNoBoundToTheElasticity() {
        PriceElasticity found = PriceElasticity.estimate(
                new double[] {450, 500, 550}, new double[] {30, 30, 30}, new double[] {0, 0, 2}, REFERENCE);

        assertThat(found).isEqualTo(new Unknown(Reason.SALES_AT_AN_END_ONLY));
    }

    @Test
    void salesAtAPriceInBetweenOnlyAreEnough() {
        Estimated found = estimated(new double[] {450, 500, 550}, new double[] {30, 30, 30}, new double[] {0, 6, 0});

        assertThat(found.elasticity()).isCloseTo(0, within(1e-9));
    }

    @Test
    void negativeUnitsAreRefused() {
        assertRefused(new double[] {450, 550}, new double[] {30, 30}, new double[] {4, -1}, "units of row 1 is -1.0");
    }

    @Test
    void unitsThatAreNoNumberAreRefused() {
        assertRefused(
                new double[] {450, 550}, new double[] {30, 30}, new double[] {Double.NaN, 1}, "units of row 0 is NaN");
    }

    @Test
    void anInfiniteExposureIsRefused() {
        assertRefused(
                new double[] {450, 550},
                new double[] {30, Double.POSITIVE_INFINITY},
                new double[] {4, 1},
                "exposure of row 1 is Infinity");
    }

    @Test
    void aPriceThatIsNotPositiveIsRefused() {
        assertRefused(new double[] {0, 550}, new double[] {30, 30}, new double[] {4, 1}, "price of row 0 is 0.0");
    }

    @Test
    void unitsSoldInNoTimeAreRefused() {
        assertRefused(
                new double[] {450, 550}, new double[] {30, 0}, new double[] {4, 1}, "Row 1 sold 1.0 units in no time");
    }

    @Test
    void rowsOfDifferentLengthAreRefused() {
        assertRefused(new double[] {450, 550}, new double[] {30, 30}, new double[] {4}, "Got 2 prices, 2 exposures");
    }

    @Test
    void aReferencePriceThatIsNotPositiveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceElasticity.estimate(new double[0], new double[0], new double[0], -1))
                .withMessageContaining("reference price is -1.0");
    }

    @Test
    void aConfidenceOfOneHasNoInterval() {
        Estimated known = new Estimated(500, -5, 0, 1, 1, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> known.elasticityInterval(1))
                .withMessageContaining("confidence is 1.0");
    }

    private static void assertRefused(double[] prices, double[] days, double[] units, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PriceElasticity.estimate(prices, days, units, REFERENCE))
                .withMessageContaining(message);
    }

    private static Estimated estimated(double[] prices, double[] days, double[] units) {
        PriceElasticity found = PriceElasticity.estimate(prices, days, units, REFERENCE);
        assertThat(found).isInstanceOf(Estimated.class);
        return (Estimated) found;
    }

    private static double[] expectedUnits(double[] prices, double[] days, double elasticity, double demand) {
        double[] units = new double[prices.length];
        for (int i = 0; i < units.length; i++) {
            units[i] = days[i] * demand * Math.exp(elasticity * (prices[i] / REFERENCE - 1));
        }
        return units;
    }

    private static double[] draw(RandomDataGenerator random, double[] prices, double[] days) {
        double[] units = expectedUnits(prices, days, -5, 1);
        for (int i = 0; i < units.length; i++) {
            units[i] = random.nextPoisson(units[i]);
        }
        return units;
    }
}
