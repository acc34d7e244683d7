package io.millrace.app.evaluation;

import java.util.List;

/**
 * What was judged where, for the head of a report.
 *
 * @param run         name of the run
 * @param environment what was played
 * @param seed        of the episodes
 * @param otherwise   settings of the environment in which it differs from the one that was learned in, each
 *                    {@code key=value}; empty if it is the same
 * @param settings    all settings of the run, as text
 */
public record Played(String run, String environment, long seed, List<String> otherwise, String settings) {

    public Played {
        otherwise = List.copyOf(otherwise);
    }
}
