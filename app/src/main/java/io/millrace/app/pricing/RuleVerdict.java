package io.millrace.app.pricing;

import io.millrace.app.comparison.PairTest;
import io.millrace.app.pricing.RuleResults.EntryScore;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which rule is best: the one of least regret, references apart.
 *
 * @param best     its name
 * @param evidence why, in sentences
 */
record RuleVerdict(String best, List<String> evidence) {

    RuleVerdict {
        evidence = List.copyOf(evidence);
    }

    /** @param regretTests every pair, by regret in percent */
    static RuleVerdict of(List<EntryScore> entries, List<PairTest> regretTests) {
        List<EntryScore> eligible = entries.stream().anyMatch(entry -> !entry.reference())
                ? entries.stream().filter(entry -> !entry.reference()).toList()
                : entries;
        EntryScore best = eligible.stream()
                .min(Comparator.comparingDouble(
                        entry -> entry.score().regretPercent().mean()))
                .orElseThrow();
        EntryScore surest = eligible.stream()
                .max(Comparator.comparingDouble(entry -> entry.score().hit().mean()))
                .orElseThrow();
        List<String> names = eligible.stream().map(EntryScore::name).toList();
        String lead = lead(best);
        return new RuleVerdict(
                best.name(),
                List.of(
                        names.size() == 1 ? lead : lead + told(notToldApart(best.name(), names, regretTests), names),
                        recommendation(best, surest)));
    }

    private static String lead(EntryScore best) {
        Estimate regret = best.score().regretPercent();
        return String.format(
                Locale.ROOT,
                "%s has the least regret, %.2f %% of what the best price would have earned (95 %% interval %.2f to %.2f).",
                best.name(),
                regret.mean(),
                regret.low(),
                regret.high());
    }

    private static String told(List<String> unclear, List<String> eligible) {
        return unclear.isEmpty()
                ? " Student's t and Wilcoxon's signed ranks both tell it from each of the other "
                        + (eligible.size() - 1) + " (5 %, all pairs taken together)."
                : " The two tests together do not tell it from " + String.join(", ", unclear)
                        + " (5 %, all pairs taken together), so that it leads, but not beyond chance.";
    }

    private static String recommendation(EntryScore best, EntryScore surest) {
        return best.score().hit().mean() >= surest.score().hit().mean()
                ? String.format(
                        Locale.ROOT,
                        "In %.3f of the experiments it recommends an optimal price in the end; none does so more often.",
                        best.score().hit().mean())
                : String.format(
                        Locale.ROOT,
                        "In %.3f of the experiments it recommends an optimal price in the end; %s does so most often, in"
                                + " %.3f.",
                        best.score().hit().mean(),
                        surest.name(),
                        surest.score().hit().mean());
    }

    private static List<String> notToldApart(String name, List<String> others, List<PairTest> tests) {
        return tests.stream()
                .filter(test -> !test.toldApart())
                .flatMap(test -> test.first().equals(name)
                        ? Stream.of(test.second())
                        : test.second().equals(name) ? Stream.of(test.first()) : Stream.empty())
                .filter(others::contains)
                .toList();
    }
}
