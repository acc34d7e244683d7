package io.millrace.app.comparison;

import io.millrace.app.comparison.Results.EntryScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which entry is best: the one of greatest mean return over all episodes of learning, references apart.
 *
 * @param best       its name
 * @param bestGreedy the entry whose greedy policy earns most, references apart
 * @param clear      whether both tests tell the best from every other entry that is no reference
 * @param evidence   why, in sentences
 */
public record Verdict(String best, String bestGreedy, boolean clear, List<String> evidence) {

    public Verdict {
        evidence = List.copyOf(evidence);
    }

    static Verdict of(List<EntryScore> entries, List<PairTest> efficiency, List<PairTest> greedy, Baseline baseline) {
        List<EntryScore> eligible = entries.stream().anyMatch(entry -> !entry.reference())
                ? entries.stream().filter(entry -> !entry.reference()).toList()
                : entries;
        EntryScore best = greatest(eligible, Verdict::efficiency);
        EntryScore bestGreedy = greatest(eligible, Verdict::greedy);
        List<String> names = eligible.stream().map(EntryScore::name).toList();
        List<String> unclear = notToldApart(best.name(), names, efficiency);
        List<String> evidence = new ArrayList<>();
        evidence.add(lead(best, unclear, names.size()));
        evidence.add(
                finalPolicy(best, bestGreedy, notToldApart(best.name(), List.of(bestGreedy.name()), greedy), baseline));
        evidence.add(convergence(best));
        entries.stream()
                .filter(EntryScore::reference)
                .max(Comparator.comparingDouble(Verdict::efficiency))
                .filter(reference -> !names.contains(reference.name()))
                .ifPresent(reference -> evidence.add(String.format(
                        Locale.ROOT,
                        "The best reference, %s, has a mean return of %.3f and a greedy policy that earns %.3f.",
                        reference.name(),
                        efficiency(reference),
                        greedy(reference))));
        return new Verdict(best.name(), bestGreedy.name(), unclear.isEmpty(), evidence);
    }

    private static String lead(EntryScore best, List<String> unclear, int eligible) {
        String lead = String.format(
                Locale.ROOT,
                "%s has the greatest mean return over all episodes of learning, %.3f (95 %% interval %.3f to %.3f).",
                best.name(),
                efficiency(best),
                best.score().efficiency().low(),
                best.score().efficiency().high());
        if (unclear.isEmpty()) {
            return lead + " Student's t and Wilcoxon's signed ranks both tell it from each of the other "
                    + (eligible - 1) + " (5 %, all pairs taken together).";
        }
        return lead + " The two tests together do not tell it from " + String.join(", ", unclear)
                + " (5 %, all pairs taken together), so that it leads, but not beyond chance.";
    }

    private static String finalPolicy(EntryScore best, EntryScore bestGreedy, List<String> unclear, Baseline baseline) {
        @Nullable Double optimum = baseline.optimum();
        String own = String.format(Locale.ROOT, "After learning, its greedy policy earns %.3f", greedy(best))
                + (optimum == null ? "" : String.format(Locale.ROOT, " of at most %.3f", optimum));
        if (bestGreedy.name().equals(best.name())) {
            return own + ", the most of all.";
        }
        return own
                + String.format(
                        Locale.ROOT,
                        "; the greedy policy of %s earns the most, %.3f",
                        bestGreedy.name(),
                        greedy(bestGreedy))
                + (unclear.isEmpty() ? ", more than chance explains." : ", which may be chance.");
    }

    private static String convergence(EntryScore best) {
        @Nullable Integer episode = best.score().convergenceEpisode();
        return episode == null
                ? "It did not converge."
                : "It converged in episode " + episode + " of "
                        + best.score().curve().size() + ".";
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

    private static EntryScore greatest(List<EntryScore> entries, ToDoubleFunction<EntryScore> measure) {
        return entries.stream().max(Comparator.comparingDouble(measure)).orElseThrow();
    }

    private static double efficiency(EntryScore entry) {
        return entry.score().efficiency().mean();
    }

    private static double greedy(EntryScore entry) {
        return entry.score().greedy().mean();
    }
}
