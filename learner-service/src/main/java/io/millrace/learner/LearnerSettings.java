package io.millrace.learner;

import java.time.Duration;

/**
 * How a learner works; the section {@code learner} of a run's settings.
 *
 * @param engine          what computes outputs and gradients: the name of an engine on the class path, or auto for the fastest
 * @param steps           environment steps to learn from before the run ends; at least 1
 * @param checkpointEvery updates between two checkpoints; at least 1
 * @param patience        after this long without an unroll the learner gives up; longer than zero
 * @param normaliseRewards whether it learns from rewards divided by the running deviation of the discounted return
 * @param source          name of another run whose record is learned from; empty for what this run records itself
 * @param passes          how often that record is learned from, from its beginning to its end; at least 1
 */
public record LearnerSettings(
        String engine,
        long steps,
        int checkpointEvery,
        Duration patience,
        boolean normaliseRewards,
        String source,
        int passes) {

    public LearnerSettings {
        require(steps >= 1, "steps", steps, "at least 1", "400000");
        require(checkpointEvery >= 1, "checkpoint-every", checkpointEvery, "at least 1", "10");
        require(!patience.isNegative() && !patience.isZero(), "patience", patience, "longer than zero", "10m");
        require(passes >= 1, "passes", passes, "at least 1", "3");
        require(
                passes == 1 || !source.isEmpty(),
                "passes",
                passes,
                "1 where learner.source names no run whose record could be read again",
                "1");
    }

    /** The same, for a run that ends after so many steps if it would not end before. */
    LearnerSettings endingAfter(long steps) {
        return new LearnerSettings(
                engine, Math.min(this.steps, steps), checkpointEvery, patience, normaliseRewards, source, passes);
    }

    private static void require(boolean holds, String key, Object found, String rule, String example) {
        if (!holds) {
            throw new IllegalArgumentException("learner." + key + " is " + found + ", but has to be " + rule
                    + ". Set it, for example, to " + example + ".");
        }
    }
}
