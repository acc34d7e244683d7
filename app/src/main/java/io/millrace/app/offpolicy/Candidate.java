package io.millrace.app.offpolicy;

import io.millrace.messages.Run;
import io.millrace.weights.PublishedWeights;

/**
 * Weights that are asked about.
 *
 * @param run     that learned them
 * @param weights one of its versions
 */
public record Candidate(Run run, PublishedWeights weights) {

    /** Run and version, as they are named on the command line. */
    public String name() {
        return run.getRun() + "@" + weights.version();
    }
}
