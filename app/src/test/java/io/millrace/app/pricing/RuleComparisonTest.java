package io.millrace.app.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.pricing.RuleResults.EntryScore;
import io.millrace.app.pricing.RuleResults.RelabelledScore;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rules whose figures follow from the market alone, and what a comparison makes of them. */
class RuleComparisonTest {

    private static final RuleResults RESULTS = Markets.played(Markets.study(), 2);

    @Test
    void a003A5TheOracleMissesWhatTheLimitCosts() {
        RuleScore oracle = entry("oracle").score();

        assertThat(oracle.regretPercent().mean()).isCloseTo(5.01, within(0.02));
        assertThat(oracle.regretPercent().error()).isZero();
        assertThat(oracle.regret().mean()).isCloseTo(20780, within(1.0));
        assertThat(oracle.changes().mean()).isEqualTo(185);
    }

    @Test
    void a003A5WithoutALimitTheOracleMissesTheFirstWeekAlone() {
        RuleScore free = RESULTS.sweeps().get(1).lines().get(0).scores().get(0);

        assertThat(free.regretPercent().mean()).isCloseTo(2.81, within(0.02));
    }

    @Test
    void a003A6ATestOfAllArmsMissesTheSameEveryWeek() {
        RuleScore test = entry("A/B test").score();

        assertThat(test.regretPercent().mean()).isCloseTo(16.86, within(0.02));
        assertThat(test.changes().mean()).isZero();
        assertThat(test.last().mean()).isEqualTo(0.29);
        assertThat(test.regretByWeek()).hasSize(6).allSatisfy(week -> assertThat(week)
                .isCloseTo(16.861, within(0.001)));
    }

    @Test
    void theBestArmIsFoundAnewForEveryGrid() {
        assertThat(RESULTS.sweeps().get(0).lines().get(3).scores())
                .satisfiesExactly(
                        five -> assertThat(five.regretPercent().mean()).isCloseTo(7.65, within(0.01)),
                        seven -> assertThat(seven.regretPercent().mean()).isCloseTo(5.01, within(0.01)),
                        nine -> assertThat(nine.regretPercent().mean()).isCloseTo(4.20, within(0.01)));
    }

    @Test
    void everyWeekHasItsFigures() {
        RuleScore score = entry("UCB & more").score();

        assertThat(score.rightByWeek()).hasSize(6);
        assertThat(score.rightByWeek().get(0)).isEqualTo(0.29);
        assertThat(score.rightByWeek().get(5)).isEqualTo(score.last().mean());
        assertThat(score.changesByWeek().get(0)).isZero();
        assertThat(score.changesByWeek().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(score.changes().mean(), within(1e-9));
    }

    @Test
    void anEntryIsPlayedAsOftenAsItAllows() {
        assertThat(entry("softmax").score().experiments()).isEqualTo(6);
        assertThat(entry("UCB & more").score().experiments()).isEqualTo(12);
        assertThat(RESULTS.sweeps().get(0).lines().get(2).scores().get(0).experiments())
                .isEqualTo(3);
    }

    @Test
    void everyPairIsTestedOverTheExperimentsThatBothPlayed() {
        assertThat(RESULTS.regretTests()).hasSize(6);
        assertThat(RESULTS.regretTests().get(3))
                .returns("UCB & more", test -> test.first())
                .returns("softmax", test -> test.second())
                .satisfies(test -> assertThat(test.difference())
                        .isCloseTo(mean(entry("UCB & more"), 6) - mean(entry("softmax"), 6), within(1e-9)));
    }

    @Test
    void referencesAreNotTheBest() {
        assertThat(RESULTS.best()).isEqualTo("UCB & more");
    }

    @Test
    void matchedAnewFewerPriceTagsChange() {
        RelabelledScore softmax = RESULTS.relabelling().get(2);

        assertThat(softmax.entry()).isEqualTo("softmax");
        assertThat(Objects.requireNonNull(softmax.ratio())).isBetween(0.2, 0.45);
        assertThat(softmax.with().regretPercent().mean())
                .isCloseTo(softmax.without().regretPercent().mean(), within(0.5));
    }

    @Test
    void whereNothingChangesThereIsNoRatio() {
        assertThat(RESULTS.relabelling().get(0).ratio()).isNull();
    }

    @Test
    void theResultsDoNotDependOnTheThreads() {
        assertThat(Markets.played(Markets.study(), 5)).isEqualTo(RESULTS);
    }

    @Test
    void anExperimentDoesNotDependOnThoseBeforeIt() {
        Contender contender = Contender.of(Markets.study().without("comparison").with("rule", "{name: ucb-committee}"));
        Player busy = new Player(contender);
        for (int experiment = 0; experiment < 3; experiment++) {
            busy.play(experiment);
        }

        assertThat(busy.play(3)).isEqualTo(new Player(contender).play(3));
    }

    private static double mean(EntryScore entry, int experiments) {
        return entry.regretPercent().stream()
                .limit(experiments)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static EntryScore entry(String name) {
        return RESULTS.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
