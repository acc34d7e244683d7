package io.millrace.policy.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpace.Discrete;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationRulesTest {

    private static final Map<String, Double> CONSTANTS =
            Map.of("mover-weight", -1.0, "growth", 0.0, "scaled", 0.0, "forecast", 0.0);

    private static final Map<String, Double> LOOKAHEAD =
            Map.of("mover-weight", -1.0, "growth", 0.0, "scaled", 0.0, "forecast", 0.0, "horizon", 5.0);

    private static final ActionSpace SWITCHES = new MultiBinary(2);

    // The first region is below its goal, but so attractive that it will not be for long.
    private static final float[] OBSERVATION = {7, 0.4f, 2, 0.5f, 0.6f, 0, 0.5f};

    @Test
    void theTrivialRuleInvestsWhereTheShareIsBelowItsGoal() {
        assertThat(action("trivial", CONSTANTS)).containsExactly(1, 0);
    }

    @Test
    void theLookaheadRuleInvestsWhereTheShareIsGoingToBeBelowItsGoal() {
        assertThat(action("lookahead", LOOKAHEAD)).containsExactly(0, 1);
    }

    @Test
    void anotherEnvironmentHasNoRules() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObservationRules.of("pricing", "trivial", CONSTANTS, 6, SWITCHES))
                .withMessageContainingAll("pricing", "migration");
    }

    @Test
    void anUnknownRuleIsRefusedWithThoseThereAre() {
        assertRefused("greedy", CONSTANTS, 6, SWITCHES, "lookahead, trivial");
    }

    @Test
    void aMissingNumberIsRefused() {
        assertRefused("lookahead", CONSTANTS, 6, SWITCHES, "horizon");
    }

    @Test
    void aNumberOfAnotherRuleIsRefused() {
        assertRefused("trivial", LOOKAHEAD, 6, SWITCHES, "horizon");
    }

    @Test
    void observationsOfAnotherSizeAreRefused() {
        assertRefused("trivial", CONSTANTS, 8, SWITCHES, "6 numbers");
    }

    @Test
    void actionsThatAreNoSwitchesAreRefused() {
        assertRefused("trivial", CONSTANTS, 6, new Discrete(2), "switch for each region");
    }

    private static float[] action(String rule, Map<String, Double> settings) {
        ObservationRule made = ObservationRules.of("migration", rule, settings, 6, SWITCHES);
        assertThat(made.observationSize()).isEqualTo(6);
        assertThat(made.actionWidth()).isEqualTo(2);
        float[] action = {9, 9, 9};
        made.act(OBSERVATION, 1, action, 1);
        return new float[] {action[1], action[2]};
    }

    private static void assertRefused(
            String rule, Map<String, Double> settings, int size, ActionSpace space, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObservationRules.of("migration", rule, settings, size, space))
                .withMessageContaining(said);
    }
}
