package io.millrace.app.offpolicy;

import io.millrace.learner.offpolicy.OffPolicySettings;
import io.millrace.learner.offpolicy.RecordedEpisode;
import io.millrace.learner.offpolicy.SequentialEvaluation;
import io.millrace.learner.offpolicy.SequentialReport;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.worker.UserMistake;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What a record says of a candidate.
 *
 * @param candidate  run and version that were asked about
 * @param record     name of the run that recorded
 * @param greedy     whether the candidate always does what it holds for best
 * @param discount   weight of the next step's reward
 * @param confidence of the intervals
 * @param leftOut    episodes that were not whole
 * @param bound      steps at which the reading ended before the record did; 0 if it did not
 * @param report     of the episodes
 */
public record Evidence(
        String candidate,
        String record,
        boolean greedy,
        double discount,
        double confidence,
        long leftOut,
        long bound,
        SequentialReport report) {

    /**
     * How a candidate is asked about.
     *
     * @param greedy     whether it does what it holds for best, or acts by its distribution
     * @param discount   in (0, 1]
     * @param confidence in (0, 1)
     * @param range      of the record
     */
    public record Question(boolean greedy, double discount, double confidence, RecordRange range) {

        /** Thin below this share of the episodes. */
        private static final double LEAST_EFFECTIVE_SHARE = 0.1;

        public Question {
            if (!(discount > 0 && discount <= 1)) {
                throw new UserMistake(
                        "--discount is " + discount + ", but is above 0, and 1 at most. Use, for example, 0.99.");
            }
            if (!(confidence > 0 && confidence < 1)) {
                throw new UserMistake("--confidence is " + confidence
                        + ", but there are intervals above 0 and below 1 alone. Use, for example, 0.95.");
            }
        }

        OffPolicySettings settings() {
            return new OffPolicySettings(Double.POSITIVE_INFINITY, LEAST_EFFECTIVE_SHARE, confidence);
        }
    }

    /** An interval of two episodes says nothing that anybody could act on. */
    private static final int LEAST_EPISODES = 10;

    /**
     * Asks a record.
     *
     * @param bus      that holds the record
     * @param progress told how many steps are held
     * @throws UserMistake if the candidate does not fit the record, or the record holds too few whole episodes
     */
    public static Evidence of(Candidate candidate, Run record, Bus bus, Question question, LongConsumer progress) {
        RecordFit.require(candidate.run(), record);
        TargetPolicy target = new TargetPolicy(
                candidate,
                question.greedy() ? TargetPolicy.Acting.GREEDY : TargetPolicy.Acting.DRAWN,
                record.getSeed());
        EpisodeReader reader = new EpisodeReader(record, target, question.range());
        List<RecordedEpisode> episodes = reader.read(bus, progress);
        requireEnough(record, reader, episodes.size());
        return new Evidence(
                candidate.name(),
                record.getRun(),
                question.greedy(),
                question.discount(),
                question.confidence(),
                reader.leftOut(),
                reader.bound(),
                SequentialEvaluation.of(
                        target.shape(), episodes, question.discount(), question.settings(), record.getSeed()));
    }

    private static void requireEnough(Run record, EpisodeReader reader, int episodes) {
        if (episodes < LEAST_EPISODES) {
            throw new UserMistake("The record of run \"" + record.getRun() + "\" holds " + episodes
                    + " whole episodes in what was read, and parts of " + reader.leftOut() + " more; at least "
                    + LEAST_EPISODES + " are needed. "
                    + (reader.bound() > 0
                            ? "Reading ended at " + reader.bound() + " steps: allow more with --most-steps, and a"
                                    + " larger heap (MILLRACE_OPTS=-Xmx…) if that is what bounds them."
                            : "Record more, or read a longer range."));
        }
    }
}
