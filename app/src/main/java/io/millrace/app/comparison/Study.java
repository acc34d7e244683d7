package io.millrace.app.comparison;

import java.util.List;
import java.util.Optional;

/**
 * What is compared with what, checked as a whole before anything is played.
 *
 * @param name      of the study's settings file
 * @param sha256    of all its settings
 * @param seed      trial i of any entry draws all its chance from seed + i
 * @param scope     how much is played
 * @param entries   at least two, of different names
 * @param sweeps    entries with other values of a setting
 * @param starts    the entries in variants of the environment, such as other start states
 * @param published what someone else found
 */
record Study(
        String name,
        String sha256,
        long seed,
        ComparisonScope scope,
        List<Entry> entries,
        List<Sweep> sweeps,
        List<Start> starts,
        Optional<Published> published) {

    /**
     * A column of the comparison.
     *
     * @param reference whether it is there to measure the others against
     */
    record Entry(String name, boolean reference, Contender contender) {}

    /**
     * One entry under several values of one setting.
     *
     * @param entry   its name
     * @param setting dotted key, as in a run's settings
     */
    record Sweep(String entry, String setting, List<Value> values) {}

    /** A value as it is written, and the entry with it. */
    record Value(String text, Contender contender) {}

    /** A variant of the environment, and all entries in it. */
    record Start(String name, List<Entry> entries) {}

    Study {
        entries = List.copyOf(entries);
        sweeps = List.copyOf(sweeps);
        starts = List.copyOf(starts);
    }
}
