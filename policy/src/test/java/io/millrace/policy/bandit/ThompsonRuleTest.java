package io.millrace.policy.bandit;

import static io.millrace.policy.bandit.SmallMarket.chosen;
import static io.millrace.policy.bandit.SmallMarket.decide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.bandit.ThompsonRule.Posterior;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.FDistribution;
import org.junit.jupiter.api.Test;

class ThompsonRuleTest {

    private static final int STORES = 20_000;

    @Test
    void anArmIsTakenAsOftenAsItIsTheBestByThePosterior() {
        // Gamma(30.5, 10) x 2 against Gamma(10.5, 5) x 3: their ratio is an F variable up to a factor.
        Market market = SmallMarket.of(1, List.of(2.0, 3.0), new int[] {10, 5}, new double[] {3, 2});

        Decision decision = decide(new ThompsonRule(Posterior.UNITS, 0.5, 1e-9, 0), market, STORES, 1);

        double meanRatio = (2 * 30.5 / 10) / (3 * 10.5 / 5);
        double expected = 1 - new FDistribution(2 * 30.5, 2 * 10.5).cumulativeProbability(1 / meanRatio);
        assertThat(share(decision, 0)).isCloseTo(expected, within(0.015));
    }

    @Test
    void thePrintedFormTakesRewardsForCounts() {
        Market market = SmallMarket.of(1, List.of(2.0, 3.0), new int[] {10, 5}, new double[] {3, 2});

        Decision decision = decide(new ThompsonRule(Posterior.REWARD, 0.5, 1e-9, 0), market, STORES, 1);

        // Gamma(60.5, 10) against Gamma(30.5, 5).
        double meanRatio = (60.5 / 10) / (30.5 / 5);
        double expected = 1 - new FDistribution(2 * 60.5, 2 * 30.5).cumulativeProbability(1 / meanRatio);
        assertThat(share(decision, 0)).isCloseTo(expected, within(0.015));
    }

    @Test
    void anArmWithoutResultsIsTriedFirst() {
        Market market = SmallMarket.of(new int[] {10, 0}, 90, 0);

        assertThat(chosen(decide(new ThompsonRule(Posterior.UNITS, 0.5, 1e-9, 0), market, 20, 1)))
                .containsOnly(1);
    }

    @Test
    void theNumberOfSimulationsChangesNoDecision() {
        Market market = SmallMarket.of(new int[] {3, 3, 3}, 4, 5, 5);

        int[] without = chosen(decide(new ThompsonRule(Posterior.UNITS, 0.5, 1e-9, 0), market, 50, 1));

        assertThat(chosen(decide(new ThompsonRule(Posterior.UNITS, 0.5, 1e-9, 100), market, 50, 1)))
                .isEqualTo(without);
    }

    @Test
    void whatWasDrawnIsNeverImpossible() {
        // The second arm is drawn about once in fifty: none of ten simulations takes it, some of the stores do.
        Market market = SmallMarket.of(new int[] {3, 3}, 8, 4);

        Decision decision = decide(new ThompsonRule(Posterior.UNITS, 0.5, 1e-9, 10), market, 200, 1);

        assertThat(chosen(decision)).contains(1);
        for (int store = 0; store < 200; store++) {
            assertThat(decision.propensity(store)).isEqualTo(decision.chosen(store) == 0 ? 1 : 1.0 / 11);
        }
    }

    private static double share(Decision decision, int arm) {
        return IntStream.of(chosen(decision)).filter(chosen -> chosen == arm).count() / (double) decision.stores();
    }
}
