package io.millrace.policy.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.bandit.PricingMarket.Constraint;
import io.millrace.policy.bandit.PricingMarket.Figures;
import io.millrace.policy.bandit.RulePolicy.Tags;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference table of the pricing problem, from a plain loop. */
class RuleFiguresTest {

    private static final int EXPERIMENTS = 500;
    private static final PricingMarket MARKET = new PricingMarket(7, 1);

    /** 003-A6, 003-A7, 003-A8. Price changes have no tolerance in the reference: they get one in fifty. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            greedy,           ,                   0,   16.86, 0.948, 0.29,  0
            epsilon-greedy,   ,                   0,    6.15, 0.970, 0.911, 309
            epsilon-decay,    ,                   0,    6.46, 0.986, 0.913, 317.2
            softmax,          ,                   0,   11.14, 0.980, 0.408, 424.4
            softmax,          temperature-factor, 0.1,  6.63, 0.986, 0.792,
            ucb,              ,                   0,    5.68, 0.994, 0.949, 324.7
            ucb,              weight,             0.3,  5.47, 0.980, 0.974,
            thompson-printed, ,                   0,    5.49, 0.994, 0.967, 272.5
            thompson,         ,                   0,    6.07, 0.990, 0.914, 334.1
            """)
    void aRuleLosesWhatTheReferenceLoses(
            String name, String setting, double value, double regret, double hit, double last, Double changes) {
        Rule rule = setting == null ? rule(name) : SmallMarket.rule(name, Map.of(setting, value));

        Figures figures = MARKET.run(rule, Tags.AS_CHOSEN, Constraint.TEN_PERCENT, EXPERIMENTS);

        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(figures.regretPercent()).isCloseTo(regret, within(0.25));
            softly.assertThat(figures.hit()).isCloseTo(hit, within(0.03));
            softly.assertThat(figures.last()).isCloseTo(last, within(0.03));
            if (changes != null) {
                softly.assertThat(figures.changes()).isCloseTo(changes, within(0.02 * changes + 1e-9));
            }
        });
    }

    /** 003-A5, and the same with other numbers of arms. */
    @ParameterizedTest
    @CsvSource({"7, TEN_PERCENT, 5.01", "7, NONE, 2.81", "5, TEN_PERCENT, 7.65", "9, TEN_PERCENT, 4.20"})
    void theOracleLosesWhatTheFirstWeekAndTheConstraintCost(int arms, Constraint constraint, double regret) {
        PricingMarket market = new PricingMarket(arms, 1);

        Figures figures = market.run(new FixedRule(market.bestArm()), Tags.AS_CHOSEN, constraint, 1);

        assertThat(figures.regretPercent()).isCloseTo(regret, within(0.02));
    }

    /** 003-A5. */
    @Test
    void theOracleChangesNoMorePricesThanItMust() {
        Figures figures = MARKET.run(new FixedRule(MARKET.bestArm()), Tags.AS_CHOSEN, Constraint.TEN_PERCENT, 1);

        assertThat(figures.changes()).isEqualTo(185);
    }

    @Test
    void withoutAConstraintLessIsLost() {
        Figures figures = MARKET.run(rule("ucb"), Tags.AS_CHOSEN, Constraint.NONE, EXPERIMENTS);

        assertThat(figures.regretPercent()).isCloseTo(4.33, within(0.25));
    }

    /** 003-A9. */
    @Test
    void rulesComeInTheOrderOfTheReference() {
        List<Double> regrets = Stream.of(
                        "thompson-printed", "ucb", "epsilon-greedy", "epsilon-decay", "softmax", "greedy")
                .map(name -> MARKET.run(rule(name), Tags.AS_CHOSEN, Constraint.TEN_PERCENT, EXPERIMENTS / 2)
                        .regretPercent())
                .toList();

        assertThat(regrets).isSorted();
    }

    /** 003-A10. */
    @Test
    void oneOptimalArmOfNineIsHitMoreSeldomThanOneOfTwoOfSeven() {
        Figures nine =
                new PricingMarket(9, 1).run(rule("thompson"), Tags.AS_CHOSEN, Constraint.TEN_PERCENT, EXPERIMENTS);
        Figures seven = MARKET.run(rule("thompson"), Tags.AS_CHOSEN, Constraint.TEN_PERCENT, EXPERIMENTS);

        assertThat(nine.hit()).isLessThan(seven.hit() - 0.2);
    }

    @ParameterizedTest
    @CsvSource({"epsilon-greedy", "epsilon-decay", "softmax", "thompson", "ucb"})
    void tagsOfFewestChangesLoseAsMuchAndChangeLess(String name) {
        Figures asChosen = MARKET.run(rule(name), Tags.AS_CHOSEN, Constraint.TEN_PERCENT, 100);
        Figures fewest = MARKET.run(rule(name), Tags.FEWEST_CHANGES, Constraint.TEN_PERCENT, 100);

        assertThat(fewest.regretPercent()).isCloseTo(asChosen.regretPercent(), within(0.5));
        assertThat(fewest.changes()).isLessThan(0.9 * asChosen.changes());
    }

    /** As registered, without simulations where there are some: propensities are not looked at. */
    private static Rule rule(String name) {
        return SmallMarket.rule(
                name, Rules.defaults(name).containsKey("simulations") ? Map.of("simulations", 0.0) : Map.of());
    }
}
