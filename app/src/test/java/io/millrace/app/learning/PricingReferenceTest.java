package io.millrace.app.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.Millrace;
import io.millrace.app.comparison.TrialProgress;
import io.millrace.app.pricing.RuleComparison;
import io.millrace.app.pricing.RuleResults;
import io.millrace.app.pricing.RuleScore;
import io.millrace.runtime.settings.Settings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that set prices: the entries of the example beside reference figures, over five hundred experiments. */
@Tag("learning")
class PricingReferenceTest {

    private static final Path FILE = Millrace.repository().resolve("examples").resolve("pricing.yaml");

    private static RuleResults results;

    @BeforeAll
    static void playTheExample() {
        results = played(Settings.read(FILE)
                .with("comparison.relabelling-experiments", "0")
                .with("comparison.sweep-experiments", "500")
                .with("comparison.sweeps", "[{setting: environment.prices.arms, values: [7, 9, 11, 13]}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "A/B test, 16.86, 0.25",
        "eps-greedy, 6.15, 0.25",
        "eps-decay, 6.46, 0.25",
        "softmax, 11.14, 0.3",
        "'softmax, cold', 6.63, 0.3",
        "UCB, 5.68, 0.25",
        "'UCB, narrow', 5.47, 0.25",
        "'Thompson, printed', 5.49, 0.25",
        "Thompson, 6.07, 0.25",
        "oracle, 5.01, 0.02"
    })
    void a003A7RegretIsThatOfTheReference(String entry, double percent, double tolerance) {
        assertThat(score(entry).regretPercent().mean()).isCloseTo(percent, within(tolerance));
    }

    @ParameterizedTest
    @CsvSource({
        "A/B test, 0.948",
        "eps-greedy, 0.970",
        "eps-decay, 0.986",
        "softmax, 0.980",
        "'softmax, cold', 0.986",
        "UCB, 0.994",
        "'UCB, narrow', 0.980",
        "'Thompson, printed', 0.994",
        "Thompson, 0.990"
    })
    void a003A8HitIsThatOfTheReference(String entry, double share) {
        assertThat(score(entry).hit().mean()).isCloseTo(share, within(0.03));
    }

    @Test
    void a003A9TheOrderByRegretIsThatOfTheReference() {
        assertThat(List.of("Thompson, printed", "UCB", "eps-greedy", "eps-decay", "softmax", "A/B test"))
                .extracting(entry -> score(entry).regretPercent().mean())
                .isSorted();
    }

    @Test
    void a003A10ThompsonHitsLessOftenAtNineArmsThanAtSeven() {
        assertThat(swept("Thompson", 9).hit().mean())
                .isLessThanOrEqualTo(swept("Thompson", 7).hit().mean() - 0.2);
    }

    @Test
    void a003A15TheCommitteeComesToItsReference() {
        assertThat(score("UCB and committee").regretPercent().mean()).isCloseTo(6.65, within(0.5));
        assertThat(score("UCB and committee").hit().mean()).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void a003A17TheCommitteeHitsOftenWhereThereAreManyArms() {
        assertThat(swept("UCB and committee", 11).hit().mean()).isGreaterThanOrEqualTo(0.90);
        assertThat(swept("UCB and committee", 13).hit().mean())
                .isGreaterThanOrEqualTo(0.50)
                .isGreaterThan(swept("UCB", 13).hit().mean());
    }

    @ParameterizedTest
    @CsvSource({
        "eps-greedy, 5.76",
        "eps-decay, 6.16",
        "softmax, 11.17",
        "'softmax, cold', 6.34",
        "UCB, 5.10",
        "'UCB, narrow', 5.08",
        "'Thompson, printed', 5.08",
        "Thompson, 5.09"
    })
    void whereMuchIsSoldRegretIsThatOfTheReferenceToo(String entry, double percent) {
        assertThat(Demanded.SCORES.entries().stream()
                        .filter(score -> score.name().equals(entry))
                        .findFirst()
                        .orElseThrow()
                        .score()
                        .regretPercent()
                        .mean())
                .isCloseTo(percent, within(0.25));
    }

    /** The entries where a store may expect to sell twenty units a day; played when first asked for. */
    private static final class Demanded {
        static final RuleResults SCORES = played(Settings.read(FILE)
                .with("environment.demand", "20")
                .with("comparison.relabelling-experiments", "0")
                .with("comparison.sweeps", "[]"));
    }

    private static RuleResults played(Settings study) {
        TrialProgress progress = new TrialProgress(new PrintWriter(System.err, true, StandardCharsets.UTF_8), false);
        return RuleComparison.of(study, Runtime.getRuntime().availableProcessors())
                .run(progress)
                .orElseThrow();
    }

    private static RuleScore score(String name) {
        return results.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow()
                .score();
    }

    private static RuleScore swept(String name, int arms) {
        int value = results.sweeps().get(0).values().indexOf(String.valueOf(arms));
        return results.sweeps().get(0).lines().stream()
                .filter(line -> line.entry().equals(name))
                .findFirst()
                .orElseThrow()
                .scores()
                .get(value);
    }
}
