package io.millrace.datasets.rows;

import org.jspecify.annotations.Nullable;

/**
 * One step as a file holds it. Nobody changes its arrays.
 *
 * @param run             that recorded it
 * @param lane            of that run
 * @param environment     place in the lane, from 0
 * @param episode         of this environment of this lane
 * @param step            index in the episode, from 0
 * @param observation     before the step
 * @param action          what the environment received; one number, the index, where actions are discrete
 * @param sampled         the action as the policy drew it; null where it is the action itself
 * @param actionMask      1 for each action that was allowed, else 0; null where all are, always
 * @param logProbability  behaviour log-probability of what was drawn; NaN where nobody knows
 * @param reward          in the environment's own unit
 * @param terminated      whether the step terminated the episode
 * @param truncated       whether it cut it
 * @param nextObservation after the step, where the next row of this environment does not show it: where an episode
 *                        ended, and at the end of the record; null elsewhere
 * @param nextActionMask  the mask that belongs to it; null where there is none
 * @param weightsVersion  that chose the action
 * @param time            of the step, milliseconds since 1970-01-01 UTC
 */
@SuppressWarnings("ArrayRecordComponent") // Rows by the million; never compared.
public record StepRow(
        String run,
        int lane,
        int environment,
        long episode,
        int step,
        float[] observation,
        float[] action,
        float @Nullable [] sampled,
        byte @Nullable [] actionMask,
        float logProbability,
        float reward,
        boolean terminated,
        boolean truncated,
        float @Nullable [] nextObservation,
        byte @Nullable [] nextActionMask,
        long weightsVersion,
        long time) {

    /** Whether the episode ended here. */
    public boolean ended() {
        return terminated || truncated;
    }
}
