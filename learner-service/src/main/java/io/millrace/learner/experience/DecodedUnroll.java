package io.millrace.learner.experience;

import org.jspecify.annotations.Nullable;

/**
 * One unroll as plain arrays, checked. Step row = tick x B + environment; observation rows likewise,
 * with one tick more. Nobody writes to the arrays until the unroll is given back ({@link Unrolls#giveBack});
 * from then on nobody reads them.
 *
 * @param lane              of the unroll
 * @param number            of the unroll in its lane
 * @param observations      (T + 1) x B x observation size
 * @param masks             (T + 1) x B x choices, 1 where allowed; null where all are
 * @param sampled           actions as the policy drew them, T x B x sampled width; indices as floats where discrete
 * @param logProbabilities  behaviour log-probability of what was drawn, T x B, in nats
 * @param rewards           T x B, in the environment's own unit
 * @param ends              bits of {@link io.millrace.learner.returns.Ends}, T x B
 * @param finalRows         step rows that ended an episode, ascending
 * @param finalObservations one for each final row
 * @param weightsVersions   version that acted at each tick, T
 * @param finalMasks        final rows x choices, 1 where allowed; null where all are
 */
@SuppressWarnings("ArrayRecordComponent") // Rows by the thousand; a decoded unroll is never compared.
public record DecodedUnroll(
        int lane,
        long number,
        float[] observations,
        byte @Nullable [] masks,
        float[] sampled,
        float[] logProbabilities,
        float[] rewards,
        byte[] ends,
        int[] finalRows,
        float[] finalObservations,
        long[] weightsVersions,
        byte @Nullable [] finalMasks) {

    /** Without masks of final observations. */
    public DecodedUnroll(
            int lane,
            long number,
            float[] observations,
            byte @Nullable [] masks,
            float[] sampled,
            float[] logProbabilities,
            float[] rewards,
            byte[] ends,
            int[] finalRows,
            float[] finalObservations,
            long[] weightsVersions) {
        this(
                lane,
                number,
                observations,
                masks,
                sampled,
                logProbabilities,
                rewards,
                ends,
                finalRows,
                finalObservations,
                weightsVersions,
                null);
    }
}
