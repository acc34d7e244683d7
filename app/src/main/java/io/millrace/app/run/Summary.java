package io.millrace.app.run;

import io.millrace.app.evaluation.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * What a local run came to.
 *
 * @param run                  its name
 * @param settingsHash         SHA-256 of its settings
 * @param bus                  kafka or memory
 * @param engine               what computed the updates
 * @param steps                environment steps learned from, since the run began
 * @param updates              updates made, since the run began
 * @param secondsToFirstUpdate from the start of the command; absent if it made none
 * @param wallClockSeconds     from the start of the command to the last update
 * @param stepsPerSecond       steps learned from by this command, over the time from its first request for
 *                             actions to its last update
 * @param evaluation           what the greedy policy earned
 * @param weightsSha256        SHA-256 of the last weights
 */
public record Summary(
        String run,
        String settingsHash,
        String bus,
        String engine,
        long steps,
        long updates,
        @Nullable Double secondsToFirstUpdate,
        double wallClockSeconds,
        double stepsPerSecond,
        Evaluation evaluation,
        String weightsSha256) {}
