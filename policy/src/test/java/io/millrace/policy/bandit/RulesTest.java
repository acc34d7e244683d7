package io.millrace.policy.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    @ParameterizedTest
    @MethodSource("io.millrace.policy.bandit.Rules#names")
    void everyRuleIsMadeOfItsOwnDefaults(String name) {
        assertThat(Rules.of(name, Rules.defaults(name))).isNotNull();
    }

    @Test
    void anUnknownRuleIsToldWhichThereAre() {
        assertThatThrownBy(() -> Rules.defaults("ubc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no rule ubc.")
                .hasMessageContaining("thompson, thompson-printed, ucb, ucb-committee.");
    }

    @Test
    void aSettingOfAnotherRuleIsRefused() {
        assertThatThrownBy(() -> Rules.of("ucb", Map.of("epsilon", 0.1)))
                .hasMessage("Rule ucb was given the settings [epsilon], but has [weight]. Give it these.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            epsilon-greedy   | epsilon            | 1.5      | rule.epsilon is 1.5, but lies between 0.0 and 1.0. Try 0.1.
            epsilon-greedy   | epsilon            | NaN      | rule.epsilon is NaN, but lies between 0.0 and 1.0. Try 0.1.
            epsilon-decay    | decay              | -1       | rule.decay is -1.0, but is a number of at least 0.0. Try 1.0.
            fixed            | arm                | 0.5      | rule.arm is 0.5, but is a whole number of at least 0. Try 0.0.
            greedy           | test-weeks         | 0        | rule.test-weeks is 0.0, but is a whole number of at least 1. Try 6.0.
            softmax          | temperature-factor | 0        | rule.temperature-factor is 0.0, but is a number above 0.0. Try 1.0.
            softmax          | decay              | Infinity | rule.decay is Infinity, but is a number of at least 0.0. Try 0.0.
            thompson         | alpha              | 0        | rule.alpha is 0.0, but is a number above 0.0. Try 0.5.
            thompson-printed | beta               | -1       | rule.beta is -1.0, but is a number above 0.0. Try 1.0E-9.
            thompson         | simulations        | -1       | rule.simulations is -1.0, but is a whole number of at least 0. Try 1000.0.
            ucb              | weight             | -1       | rule.weight is -1.0, but is a number of at least 0.0. Try 1.0.
            ucb-committee    | disagreement       | NaN      | rule.disagreement is NaN, but is a number of at least 0.0. Try 1.0.
            """)
    void aSettingThatCannotBeIsRefusedWithOneThatCan(String rule, String setting, double value, String message) {
        Map<String, Double> settings = new HashMap<>(Rules.defaults(rule));
        settings.put(setting, value);

        assertThatThrownBy(() -> Rules.of(rule, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
