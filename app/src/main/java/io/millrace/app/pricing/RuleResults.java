package io.millrace.app.pricing;

import io.millrace.app.comparison.PairTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of rules found. Depends on the study alone: the same settings and seed give the same numbers.
 *
 * @param study        name of it
 * @param settingsHash SHA-256 of its settings
 * @param seed         experiment e drew at lane e of it
 * @param scope        how much was played
 * @param stores       in a market
 * @param weeks        of an experiment
 * @param entries      the score of each rule, in the study's order
 * @param regretTests  every pair of entries, by regret in percent
 * @param hitTests     every pair of entries, by hit
 * @param best         the entry of the least regret, references apart
 * @param evidence     why, in sentences
 * @param sweeps       entries under other values of a setting
 * @param relabelling  entries with and without re-matched price tags
 */
public record RuleResults(
        String study,
        String settingsHash,
        long seed,
        RuleScope scope,
        int stores,
        int weeks,
        List<EntryScore> entries,
        List<PairTest> regretTests,
        List<PairTest> hitTests,
        String best,
        List<String> evidence,
        List<SweepScores> sweeps,
        List<RelabelledScore> relabelling) {

    /**
     * A rule and how it did.
     *
     * @param hits          experiment by experiment: whether it hit
     * @param regretPercent experiment by experiment
     * @param settings      all its settings as canonical JSON
     */
    public record EntryScore(
            String name,
            boolean reference,
            RuleScore score,
            List<Boolean> hits,
            List<Double> regretPercent,
            String settings) {

        public EntryScore {
            hits = List.copyOf(hits);
            regretPercent = List.copyOf(regretPercent);
        }
    }

    /** Entries under several values of one setting. */
    public record SweepScores(String name, String setting, List<String> values, List<LineScores> lines) {

        public SweepScores {
            values = List.copyOf(values);
            lines = List.copyOf(lines);
        }
    }

    /** An entry, and its score under each value. */
    public record LineScores(String entry, boolean reference, List<RuleScore> scores) {

        public LineScores {
            scores = List.copyOf(scores);
        }
    }

    /**
     * An entry without and with re-matched price tags, over the same experiments.
     *
     * @param ratio changes with, over changes without; null where there are none without
     */
    public record RelabelledScore(
            String entry,
            RuleScore without,
            RuleScore with,
            @Nullable Double ratio) {}

    public RuleResults {
        entries = List.copyOf(entries);
        regretTests = List.copyOf(regretTests);
        hitTests = List.copyOf(hitTests);
        evidence = List.copyOf(evidence);
        sweeps = List.copyOf(sweeps);
        relabelling = List.copyOf(relabelling);
    }
}
