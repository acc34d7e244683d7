package io.millrace.policy.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How often a rule takes an arm is what it says of it. */
class PropensityTest {

    private static final int TIMES = 3000;
    private static final double SIMULATIONS = 300;
    private static final int ARMS = 5;

    /** Of results with two best arms, so that ties are drawn. */
    private static final double[] MEANS = {4, 6, 3, 6, 2};

    static Stream<Arguments> rulesAndMasks() {
        List<Rule> rules = List.of(
                SmallMarket.rule("elasticity", Map.of()),
                SmallMarket.rule("epsilon-decay", Map.of()),
                SmallMarket.rule("epsilon-greedy", Map.of("epsilon", 0.4)),
                SmallMarket.rule("fixed", Map.of("arm", 2.0)),
                SmallMarket.rule("greedy", Map.of("test-weeks", 1.0)),
                SmallMarket.rule("greedy", Map.of("test-weeks", 2.0)),
                SmallMarket.rule("softmax", Map.of("temperature-factor", 0.5)),
                SmallMarket.rule("thompson", Map.of("simulations", SIMULATIONS)),
                SmallMarket.rule("thompson-printed", Map.of("simulations", SIMULATIONS)),
                SmallMarket.rule("ucb", Map.of()),
                SmallMarket.rule("ucb-committee", Map.of()));
        return rules.stream()
                .flatMap(rule -> Stream.of(
                        arguments(rule, null),
                        arguments(rule, new byte[] {0, 1, 1, 0, 0}),
                        arguments(rule, new byte[] {1, 0, 1, 0, 1})));
    }

    @ParameterizedTest
    @MethodSource("rulesAndMasks")
    void theShareOfAnArmIsItsPropensity(Rule rule, byte @Nullable [] mask) {
        Market market = SmallMarket.of(new int[] {3, 3, 3, 3, 3}, MEANS);
        Decision decision = new Decision(ARMS);
        int[] taken = new int[ARMS];
        double[] propensities = new double[ARMS];
        for (int time = 0; time < TIMES; time++) {
            decision.ask(1, mask);
            rule.decide(market, decision, SmallMarket.random(time));
            taken[decision.chosen(0)]++;
            propensities[decision.chosen(0)] += decision.propensity(0);
        }

        for (int arm = 0; arm < ARMS; arm++) {
            if (taken[arm] > 0) {
                assertThat(decision.allowed(0, arm)).isTrue();
                double propensity = propensities[arm] / taken[arm];
                double deviation = Math.sqrt(propensity * (1 - propensity) / TIMES);
                // A simulated propensity has its own draw in it: one of them.
                assertThat((double) taken[arm] / TIMES).isCloseTo(propensity, within(4 * deviation + 1 / SIMULATIONS));
            }
        }
        assertThat(Arrays.stream(taken).sum()).isEqualTo(TIMES);
    }
}
