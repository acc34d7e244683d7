package io.millrace.datasets.exchange;

import java.util.List;

/**
 * How steps are cut into unrolls.
 *
 * @param lanes        one for each environment of each lane of each run in the files
 * @param unrollLength steps in an unroll
 * @param rounds       unrolls of each lane
 * @param leftOver     steps behind the last whole round
 */
public record ImportPlan(int lanes, int unrollLength, long rounds, long leftOver) {

    private static final int LONGEST = 256;
    private static final int SHORTEST = 16;

    /** Unrolls stay well under the usual limit of a message. */
    private static final int MOST_BYTES = 400_000;

    /** Cuts into unrolls of this length. */
    static ImportPlan of(List<Long> steps, int unrollLength) {
        long least = steps.stream().mapToLong(Long::longValue).min().orElse(0);
        long all = steps.stream().mapToLong(Long::longValue).sum();
        long rounds = least / unrollLength;
        return new ImportPlan(steps.size(), unrollLength, rounds, all - rounds * unrollLength * steps.size());
    }

    /** Cuts so that as few as can be are left over, into long unrolls rather than short ones. */
    static ImportPlan best(List<Long> steps, int observationSize) {
        long least = steps.stream().mapToLong(Long::longValue).min().orElse(1);
        int most = (int) Math.max(1, Math.min(least, longest(observationSize)));
        ImportPlan best = of(steps, most);
        for (int length = most; length >= Math.min(SHORTEST, most); length--) {
            ImportPlan plan = of(steps, length);
            best = plan.leftOver() < best.leftOver() ? plan : best;
        }
        return best;
    }

    private static int longest(int observationSize) {
        return Math.min(LONGEST, MOST_BYTES / (Float.BYTES * observationSize + 64));
    }
}
