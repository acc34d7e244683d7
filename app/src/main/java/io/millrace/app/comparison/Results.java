package io.millrace.app.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found. Depends on the study alone: the same settings and seed give the same numbers.
 *
 * @param study           name of it
 * @param settingsHash    SHA-256 of its settings
 * @param seed            trial i drew from seed + i
 * @param scope           how much was played
 * @param entries         the score of each, in the study's order
 * @param baseline        what stands beside them
 * @param efficiencyTests every pair of entries, by mean return over all episodes
 * @param greedyTests     every pair, by mean return of the greedy policy
 * @param verdict         which entry is best, and why
 * @param sensitivity     entries under other values of a setting
 * @param starts          entries in variants of the environment
 * @param published       what someone else found; null if the study names nothing
 */
public record Results(
        String study,
        String settingsHash,
        long seed,
        ComparisonScope scope,
        List<EntryScore> entries,
        Baseline baseline,
        List<PairTest> efficiencyTests,
        List<PairTest> greedyTests,
        Verdict verdict,
        List<SweepScores> sensitivity,
        List<StartScores> starts,
        @Nullable Published published) {

    /**
     * An entry and what it earned.
     *
     * @param settings all its settings as canonical JSON
     */
    public record EntryScore(String name, boolean reference, Score score, String settings) {}

    /** One entry under several values of one setting. */
    public record SweepScores(String entry, String setting, List<ValueScore> values) {

        /** How much the value matters: the greatest mean return over all episodes minus the least. */
        double range() {
            return values.stream()
                            .mapToDouble(value -> value.score().efficiency().mean())
                            .max()
                            .orElse(0)
                    - values.stream()
                            .mapToDouble(value -> value.score().efficiency().mean())
                            .min()
                            .orElse(0);
        }
    }

    /** A value as it is written, and what the entry earned with it. */
    public record ValueScore(String value, Score score) {}

    /** A variant of the environment, and what each entry earned in it. */
    public record StartScores(String name, Baseline baseline, Map<String, Score> scores) {}

    public Results {
        entries = List.copyOf(entries);
        efficiencyTests = List.copyOf(efficiencyTests);
        greedyTests = List.copyOf(greedyTests);
        sensitivity = List.copyOf(sensitivity);
        starts = List.copyOf(starts);
    }

    static Results of(
            Study study,
            Map<String, Score> scores,
            Baseline baseline,
            List<SweepScores> sensitivity,
            List<StartScores> starts) {
        List<EntryScore> entries = new ArrayList<>();
        for (Study.Entry entry : study.entries()) {
            Score score = scores.get(entry.name());
            if (score != null) {
                entries.add(new EntryScore(
                        entry.name(),
                        entry.reference(),
                        score,
                        entry.contender().settings()));
            }
        }
        List<PairTest> efficiencyTests = PairTest.all(by(entries, Score::efficiency));
        List<PairTest> greedyTests = PairTest.all(by(entries, Score::greedy));
        return new Results(
                study.name(),
                study.sha256(),
                study.seed(),
                study.scope(),
                entries,
                baseline,
                efficiencyTests,
                greedyTests,
                Verdict.of(entries, efficiencyTests, greedyTests, baseline),
                sensitivity,
                starts,
                study.published().orElse(null));
    }

    private static Map<String, Spread> by(List<EntryScore> entries, Function<Score, Spread> measure) {
        return entries.stream()
                .collect(Collectors.toMap(
                        EntryScore::name, entry -> measure.apply(entry.score()), (a, b) -> a, LinkedHashMap::new));
    }
}
