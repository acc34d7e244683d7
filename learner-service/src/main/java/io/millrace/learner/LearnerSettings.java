package io.millrace.learner;

import io.millrace.learner.records.RecordPoint;
import io.millrace.learner.records.RecordRange;
import io.millrace.learner.records.RecordRequest;
import io.millrace.learner.records.RecordRequest.Reach;
import io.millrace.learner.records.SourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a learner works; the section {@code learner} of a run's settings.
 *
 * @param engine          what computes outputs and gradients: the name of an engine on the class path, or auto for the fastest
 * @param steps           environment steps to learn from before the run ends; at least 1
 * @param checkpointEvery updates between two checkpoints; at least 1
 * @param patience        after this long without an unroll the learner gives up; longer than zero
 * @param normaliseRewards whether it learns from rewards divided by the running deviation of the discounted return
 * @param source          names of runs and datasets that are learned from, separated by commas; empty for what this run
 *     records itself
 * @param sourceFrom      where in their records to begin, an offset or a time; empty for the beginning
 * @param sourceTo        where in their records to end; empty for the end
 * @param follow          whether the source is learned from as it records
 * @param passes          how often those records are learned from, from beginning to end; at least 1
 * @param keepVersions    how many earlier states are kept to go back to; 0 for none
 * @param onDivergence    what it does about a number that is not finite
 * @param mostRollbacks   how often in a row it goes back by itself before it stops; at least 1
 * @param rollbackLearningRate what learning rates are multiplied by with each rollback; above 0, 1 at most
 */
public record LearnerSettings(
        String engine,
        long steps,
        int checkpointEvery,
        Duration patience,
        boolean normaliseRewards,
        String source,
        String sourceFrom,
        String sourceTo,
        boolean follow,
        int passes,
        int keepVersions,
        OnDivergence onDivergence,
        int mostRollbacks,
        double rollbackLearningRate) {

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
        requireRecords(source, sourceFrom, sourceTo, follow, passes);
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
                sourceFrom,
                sourceTo,
                follow,
                passes,
                keepVersions,
                onDivergence,
                mostRollbacks,
                rollbackLearningRate);
    }

    private static void requireRecords(String source, String from, String to, boolean follow, int passes) {
        List<SourceName> names = SourceName.all(source, "learner.source");
        boolean ranged = !from.isBlank() || !to.isBlank();
        var unusedFrom = RecordPoint.parse(from, Instant.EPOCH, "learner.source-from");
        var unusedTo = RecordPoint.parse(to, Instant.EPOCH, "learner.source-to");
        require(
                !ranged || !names.isEmpty(),
                from.isBlank() ? "source-to" : "source-from",
                from.isBlank() ? to : from,
                "empty where learner.source names nothing that has a record",
                "\"\"");
        require(
                !ranged || names.stream().allMatch(SourceName::isRun),
                from.isBlank() ? "source-to" : "source-from",
                from.isBlank() ? to : from,
                "empty where learner.source names a dataset, which is a part of records already",
                "\"\"");
        require(
                !follow || (names.size() == 1 && names.get(0).isRun()),
                "follow",
                true,
                "false where learner.source is not the name of one run that could go on recording",
                "false");
        require(
                !follow || passes == 1,
                "passes",
                passes,
                "1 where learner.follow is true: it ends with its source",
                "1");
        require(
                !follow || to.isBlank(),
                "source-to",
                to,
                "empty where learner.follow is true: it ends with its source, or after learner.steps",
                "\"\"");
    }

    /** What to learn from. */
    public List<SourceName> sources() {
        return SourceName.all(source, "learner.source");
    }

    /**
     * The same, with the part of it that is meant.
     *
     * @param now what times before now are counted from
     */
    public RecordRequest records(Instant now) {
        return new RecordRequest(
                sources(),
                new RecordRange(
                        RecordPoint.parse(sourceFrom, now, "learner.source-from"),
                        RecordPoint.parse(sourceTo, now, "learner.source-to")),
                follow ? Reach.AS_IT_GROWS : Reach.AS_IT_STANDS);
    }

    private static void require(boolean holds, String key, Object found, String rule, String example) {
        if (!holds) {
            throw new IllegalArgumentException("learner." + key + " is " + found + ", but has to be " + rule
                    + ". Set it, for example, to " + example + ".");
        }
    }
}
