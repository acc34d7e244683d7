package io.millrace.app.offpolicy;

import io.millrace.learner.offpolicy.Estimator;
import io.millrace.learner.offpolicy.ValueEstimate;
import io.millrace.runtime.worker.UserMistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold before weights are published: the lower bound of an estimate clears a bar.
 *
 * @param estimator    whose lower bound it is
 * @param above        the bar; null for the mean return of the record
 * @param thinAccepted whether a record that hardly overlaps may open it
 */
public record Gate(Estimator estimator, @Nullable Double above, boolean thinAccepted) {

    /**
     * Whether it opens.
     *
     * @param estimate of the candidate
     * @param bar      that it had to clear
     * @param refusal  why it stays shut, in words; nothing if it opens
     */
    public record Verdict(ValueEstimate estimate, double bar, Optional<String> refusal) {}

    /**
     * Judges a candidate.
     *
     * @throws UserMistake if the record does not allow the estimator at all
     */
    public Verdict judge(Evidence evidence) {
        ValueEstimate estimate = evidence.report().estimates().get(estimator);
        if (estimate == null) {
            throw new UserMistake("The record of run \"" + evidence.record() + "\" allows no estimate by "
                    + estimator.key() + ". " + warnings(evidence) + " Use --by fqe.");
        }
        double bar = above == null ? evidence.report().recorded().value() : above;
        List<String> reasons = new ArrayList<>();
        if (!(estimate.lower() > bar)) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "the lower bound of %s, %.3f, misses the bar of %.3f by %.3f.",
                    estimator.key(),
                    estimate.lower(),
                    bar,
                    bar - estimate.lower()));
        }
        if (evidence.report().thin() && !thinAccepted) {
            reasons.add(warnings(evidence) + " Add --despite-thin-overlap to publish all the same.");
        }
        return new Verdict(
                estimate,
                bar,
                reasons.isEmpty()
                        ? Optional.empty()
                        : Optional.of(evidence.candidate() + " is not published: " + String.join(" ", reasons)));
    }

    private static String warnings(Evidence evidence) {
        return String.join(
                " ",
                evidence.report().warnings().stream().map(EvidenceText::words).toList());
    }
}
