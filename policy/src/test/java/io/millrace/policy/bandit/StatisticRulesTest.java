package io.millrace.policy.bandit;

import static io.millrace.policy.bandit.SmallMarket.chosen;
import static io.millrace.policy.bandit.SmallMarket.decide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules that draw each store's arm by the same probabilities. */
class StatisticRulesTest {

    private static final List<Double> MARGINS = List.of(1.0, 2.0, 3.0, 4.0);

    @Test
    void epsilonIsSharedByTheOtherArms() {
        Market market = SmallMarket.of(new int[] {5, 5, 5, 5}, 1, 4, 2, 3);

        Decision decision = decide(new EpsilonRule(0.3, 0), market, 200, 1);

        for (int store = 0; store < decision.stores(); store++) {
            assertThat(decision.propensity(store)).isCloseTo(decision.chosen(store) == 1 ? 0.7 : 0.1, within(1e-12));
        }
    }

    @Test
    void epsilonFallsWithTheWeekCountedFromZero() {
        Market afterThree = SmallMarket.of(3, MARGINS, new int[] {5, 5, 5, 5}, new double[] {9, 1, 1, 1});

        Decision decision = decide(new EpsilonRule(0.5, 1), afterThree, 1, 1);

        assertThat(decision.chosen(0)).isZero();
        assertThat(decision.propensity(0)).isCloseTo(1 - 0.5 / 4, within(1e-12));
    }

    @Test
    void armsOfTheSameMeanAreGreedyInTurn() {
        Market market = SmallMarket.of(new int[] {5, 5, 5}, 4, 1, 4);

        assertThat(chosen(decide(new EpsilonRule(0, 0), market, 50, 1))).containsOnly(0, 2);
    }

    @Test
    void aMarketOfOneArmHasNoOther() {
        Market market = SmallMarket.of(new int[] {5}, 4);

        Decision decision = decide(new EpsilonRule(1, 0), market, 1, 1);

        assertThat(decision.chosen(0)).isZero();
        assertThat(decision.propensity(0)).isEqualTo(1);
    }

    @Test
    void softmaxTakesTheMeanOfAllForItsTemperature() {
        Market market = SmallMarket.of(new int[] {3, 1}, 2, 6);

        Decision decision = decide(new SoftmaxRule(1, 0), market, 50, 1);

        // The mean of all is 3, so that the arms are 4 / 3 apart.
        double worse = 1 / (1 + Math.exp(4.0 / 3));
        for (int store = 0; store < decision.stores(); store++) {
            double expected = decision.chosen(store) == 0 ? worse : 1 - worse;
            assertThat(decision.propensity(store)).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void softmaxCoolsFromWeekToWeek() {
        Market market = SmallMarket.of(2, List.of(1.0, 1.0), new int[] {3, 1}, new double[] {2, 6});

        Decision decision = decide(new SoftmaxRule(3, 1), market, 1, 1);

        // A factor of 3 is 1 after two weeks.
        double worse = 1 / (1 + Math.exp(4.0 / 3));
        assertThat(decision.propensity(0)).isCloseTo(decision.chosen(0) == 0 ? worse : 1 - worse, within(1e-6));
    }

    @Test
    void softmaxHasNoPreferenceWhereNothingWasSold() {
        Market market = SmallMarket.of(new int[] {3, 1}, 0, 0);

        assertThat(decide(new SoftmaxRule(1, 0), market, 1, 1).propensity(0)).isEqualTo(0.5);
    }

    @Test
    void aTestKeepsEveryStoreAtItsArm() {
        Market market = SmallMarket.of(5, MARGINS, new int[] {5, 5, 5, 5}, new double[] {9, 1, 1, 1});
        Decision decision = SmallMarket.ask(market, 3, null);
        IntStream.range(0, 3).forEach(store -> decision.setCurrent(store, 3 - store));

        new GreedyRule(6).decide(market, decision, SmallMarket.random(1));

        assertThat(chosen(decision)).containsExactly(3, 2, 1);
        assertThat(decision.propensity(0)).isEqualTo(1);
    }

    @Test
    void afterTheTestAllStoresGetTheBestArm() {
        Market market = SmallMarket.of(6, MARGINS, new int[] {5, 5, 5, 5}, new double[] {9, 1, 5, 1});

        assertThat(chosen(decide(new GreedyRule(6), market, 3, 1))).containsOnly(2);
    }

    @Test
    void aStoreThatEntersATestGetsAnyArm() {
        Market market = SmallMarket.of(1, MARGINS, new int[] {5, 5, 5, 5}, new double[] {9, 1, 5, 1});

        Decision decision = decide(new GreedyRule(6), market, 100, 1);

        assertThat(chosen(decision)).contains(0, 1, 2, 3);
        assertThat(decision.propensity(0)).isEqualTo(0.25);
    }

    @Test
    void elasticityGoesByTheFittedDemand() {
        Market market = SmallMarket.of(new int[] {5, 5}, 9, 1);
        market.estimate(0, 3, 0);
        market.estimate(1, 4, 0);

        assertThat(decide(new ElasticityRule(), market, 1, 1).chosen(0)).isEqualTo(1);
        assertThat(new ElasticityRule().recommend(market)).isEqualTo(1);
    }

    @Test
    void elasticityGoesByMeansWhereNoDemandWasFitted() {
        Market market = SmallMarket.of(new int[] {5, 5}, 1, 9);

        assertThat(decide(new ElasticityRule(), market, 1, 1).chosen(0)).isEqualTo(1);
        assertThat(new ElasticityRule().recommend(market)).isEqualTo(1);
    }

    @Test
    void aFixedArmThatThereIsNotIsRefused() {
        Market market = SmallMarket.of(new int[] {5, 5}, 1, 9);

        assertThatThrownBy(() -> decide(new FixedRule(2), market, 1, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("rule.arm is 2, but there are 2 arms, counted from 0. Set it to at most 1.");
    }
}
