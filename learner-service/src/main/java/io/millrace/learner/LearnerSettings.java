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
 * @param keepVersions    how many earlier states are kept to go back to; 0 for none
 * @param onDivergence    what it does about a number that is not finite
 * @param mostRollbacks   how often in a row it goes back by itself before it stops; at least 1
 * @param rollbackLearningRate what learning rates are multiplied by with each rollback; above 0, 1 at most
 * @param keepWeightsEvery     versions between two whose weights stay on their topic for ever; 0 for none
 */
public record LearnerSettings(
        String engine,
        long steps,
        int checkpointEvery,
        Duration patience,
        boolean normaliseRewards,
        String source,
        int passes,
        int keepVersions,
        OnDivergence onDivergence,
        int mostRollbacks,
        double rollbackLearningRate,
        int keepWeightsEvery) {

    /** What a learner does about a loss, a gradient or a parameter that is no finite number. */
    public enum OnDivergence {
        /** It stops and says where. */
        STOP,
        /** It goes back to the newest version that is kept. */
        ROLLBACK
    }

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
        require(keepVersions >= 0, "keep-versions", keepVersions, "0 or more", "16");
        require(
                keepVersions > 0 || onDivergence == OnDivergence.STOP,
                "keep-versions",
                keepVersions,
                "1 or more where learner.on-divergence is rollback: there would be nothing to go back to",
                "16");
        require(mostRollbacks >= 1, "most-rollbacks", mostRollbacks, "at least 1", "5");
        require(
                rollbackLearningRate > 0 && rollbackLearningRate <= 1,
                "rollback-learning-rate",
                rollbackLearningRate,
                "above 0, and 1 at most",
                "0.5");
        require(keepWeightsEvery >= 0, "keep-weights-every", keepWeightsEvery, "0 for none, or more", "100");
    }

    /** The same, for a run that ends after so many steps if it would not end before. */
    LearnerSettings endingAfter(long steps) {
        return new LearnerSettings(
                engine,
                Math.min(this.steps, steps),
                checkpointEvery,
                patience,
                normaliseRewards,
                source,
                passes,
                keepVersions,
                onDivergence,
                mostRollbacks,
                rollbackLearningRate,
                keepWeightsEvery);
    }

    /** Whether the weights of this version stay on their topic for ever. */
    boolean keepsWeights(long version) {
        return keepWeightsEvery > 0 && version % keepWeightsEvery == 0;
    }

    private static void require(boolean holds, String key, Object found, String rule, String example) {
        if (!holds) {
            throw new IllegalArgumentException("learner." + key + " is " + found + ", but has to be " + rule
                    + ". Set it, for example, to " + example + ".");
        }
    }
}
