package io.millrace.app.pricing;

import java.util.List;

/**
 * Which rules are compared in which markets, checked as a whole before anything is played.
 *
 * @param name    of the study's settings file
 * @param sha256  of all its settings
 * @param seed    of all chance: experiment e of any contender draws at lane e
 * @param scope   how much is played
 * @param entries at least two, of different names
 * @param sweeps  entries under several values of a setting
 */
record RuleStudy(String name, String sha256, long seed, RuleScope scope, List<Entry> entries, List<Sweep> sweeps) {

    /**
     * A rule of the comparison.
     *
     * @param reference  whether it is there to measure the others against
     * @param most       experiments that it is played in at most, whatever the scope
     * @param contender  the rule as it is
     * @param relabelled the same with re-matched price tags
     */
    record Entry(String name, boolean reference, int most, Contender contender, Contender relabelled) {}

    /**
     * Entries under several values of one setting.
     *
     * @param name    in words
     * @param setting dotted key, as in a run's settings
     * @param values  as they are written
     * @param lines   the entries
     */
    record Sweep(String name, String setting, List<String> values, List<Line> lines) {}

    /** An entry, and what it is under each value. */
    record Line(Entry entry, List<Contender> contenders) {}

    RuleStudy {
        entries = List.copyOf(entries);
        sweeps = List.copyOf(sweeps);
    }
}
