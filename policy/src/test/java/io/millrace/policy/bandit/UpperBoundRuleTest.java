package io.millrace.policy.bandit;

import static io.millrace.policy.bandit.SmallMarket.chosen;
import static io.millrace.policy.bandit.SmallMarket.decide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class UpperBoundRuleTest {

    @Test
    void theBoundIsTheOneWorkedByHand() {
        double width = Math.sqrt(2);

        assertThat(UpperBoundRule.bound(0.5, width, 16, 10)).isCloseTo(1.244659, within(1e-6));
        assertThat(UpperBoundRule.bound(0.6, width, 16, 5)).isCloseTo(1.653108, within(1e-6));
        assertThat(UpperBoundRule.bound(0.2, width, 16, 1)).isCloseTo(2.554820, within(1e-6));
    }

    @Test
    void armsWithoutResultsAreTriedOnceBeforeAllOthers() {
        Market market = SmallMarket.of(new int[] {10, 0, 10, 0}, 90, 0, 1, 0);

        int[] chosen = chosen(decide(UpperBoundRule.onMean(0), market, 3, 1));

        assertThat(chosen).startsWith(chosen[0]).containsExactlyInAnyOrder(1, 3, 0);
    }

    @Test
    void aStoreCountsWhatThoseBeforeItWereGiven() {
        Market market = SmallMarket.of(new int[] {1, 1}, 5, 5);

        Decision decision = decide(UpperBoundRule.onMean(1), market, 2, 1);

        assertThat(decision.chosen(1)).isNotEqualTo(decision.chosen(0));
        assertThat(decision.propensity(0)).isEqualTo(0.5);
        assertThat(decision.propensity(1)).isEqualTo(1);
    }

    @Test
    void whatAStoreIsNotAllowedStillCountsAsTried() {
        Market market = SmallMarket.of(new int[] {1, 1, 1}, 5, 1, 5);
        Decision decision = SmallMarket.ask(market, 2, new byte[] {0, 1, 0, 1, 1, 1});

        UpperBoundRule.onMean(1).decide(market, decision, SmallMarket.random(1));

        // Either of the first and last arm is drawn for the first store, and the other for the second.
        assertThat(decision.chosen(0)).isEqualTo(1);
        assertThat(decision.propensity(1)).isEqualTo(1);
    }

    @Test
    void withoutAFitTheCommitteeIsItsArmsMeans() {
        Market market = SmallMarket.of(new int[] {4, 5, 6}, 4, 5, 4.5);

        int[] committee = chosen(decide(UpperBoundRule.onCommittee(1, 1), market, 20, 1));

        assertThat(committee).isEqualTo(chosen(decide(UpperBoundRule.onMean(1), market, 20, 1)));
    }

    @Test
    void theCommitteeGoesByWhatItExpectsAndByWhereItDisagrees() {
        Market market = SmallMarket.of(new int[] {4, 4, 4}, 9, 1, 1);
        market.estimate(0, 1, 0);
        market.estimate(1, 5, 0);
        market.estimate(2, 4, 2);

        assertThat(decide(UpperBoundRule.onCommittee(0, 0), market, 1, 1).chosen(0))
                .isEqualTo(1);
        assertThat(decide(UpperBoundRule.onCommittee(0, 1), market, 1, 1).chosen(0))
                .isEqualTo(2);
        assertThat(UpperBoundRule.onCommittee(0, 1).recommend(market)).isEqualTo(1);
    }
}
