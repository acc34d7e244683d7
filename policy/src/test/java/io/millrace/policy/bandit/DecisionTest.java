package io.millrace.policy.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecisionTest {

    private final Decision decision = new Decision(5);

    @BeforeEach
    void askForTwoStores() {
        decision.ask(2, new byte[] {0, 1, 1, 0, 1, 1, 1, 1, 1, 1});
    }

    @Test
    void theNearestAllowedArmTakesThePlaceOfAnother() {
        assertThat(decision.nearest(0, 0)).isEqualTo(1);
        assertThat(decision.nearest(0, 2)).isEqualTo(2);
        assertThat(decision.nearest(1, 3)).isEqualTo(3);
    }

    @Test
    void ofTwoEquallyNearArmsItIsTheLower() {
        assertThat(decision.nearest(0, 3)).isEqualTo(2);
    }

    @Test
    void armsThatLeadToTheSameOneAddUp() {
        double[] probabilities = {0.1, 0.2, 0.3, 0.15, 0.25};

        decision.settle(0, 3, probabilities);

        assertThat(decision.chosen(0)).isEqualTo(2);
        assertThat(decision.propensity(0)).isCloseTo(0.45, within(1e-12));
    }

    @Test
    void everyArmOfASettledStoreHasItsProbability() {
        decision.settle(0, 3, new double[] {0.1, 0.2, 0.3, 0.15, 0.25});
        decision.settle(1, 3);

        assertThat(probabilities(0)).containsExactly(new double[] {0, 0.3, 0.45, 0, 0.25}, within(1e-12));
        assertThat(probabilities(1)).containsExactly(0, 0, 0, 1, 0);
    }

    private double[] probabilities(int store) {
        double[] probabilities = new double[5];
        for (int arm = 0; arm < 5; arm++) {
            probabilities[arm] = decision.probability(store, arm);
        }
        return probabilities;
    }

    @Test
    void theEntropyIsThatAfterTheMaskAndTheMeanOverStores() {
        double[] probabilities = {0.25, 0.25, 0.5, 0, 0};

        decision.settle(0, 3, probabilities);
        decision.settle(1, 3);

        assertThat(decision.meanEntropy()).isCloseTo(Math.log(2) / 2, within(1e-12));
    }

    @Test
    void aStoreThatIsAllowedNothingIsNamed() {
        assertThatThrownBy(() -> decision.ask(2, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Store 1 is allowed none of the 5 arms");
    }

    @Test
    void aStoreAtAnArmThatThereIsNotIsNamed() {
        assertThatThrownBy(() -> decision.setCurrent(1, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Store 1 shows arm 5, but there are 5");
    }
}
