package io.millrace.app.offpolicy;

import io.millrace.app.report.TextTable;
import io.millrace.learner.offpolicy.Estimator;
import io.millrace.learner.offpolicy.SequentialReport;
import io.millrace.learner.offpolicy.SupportWarning;
import io.millrace.learner.offpolicy.ValueEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a record says of a candidate, in words. */
public final class EvidenceText {

    private EvidenceText() {}

    /** A table and what to beware of, without the last line break. */
    public static String of(Evidence evidence) {
        SequentialReport report = evidence.report();
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%s%s on the record of %s: %,d whole episodes of %,d steps, %,d others left out",
                evidence.candidate(),
                evidence.greedy() ? ", greedy," : "",
                evidence.record(),
                report.episodes(),
                report.steps(),
                evidence.leftOut()));
        if (evidence.bound() > 0) {
            lines.addAll(TextTable.wrapped(format(
                    "Reading ended at %,d steps, before the record did. Allow more with --most-steps, or begin later"
                            + " with --from.",
                    evidence.bound())));
        }
        lines.add("");
        lines.addAll(TextTable.aligned(rows(evidence)));
        if (Double.isFinite(report.effectiveEpisodes())) {
            lines.add("");
            lines.addAll(TextTable.wrapped(format(
                    "Effective sample size: %.1f of %,d episodes (%.1f as a mean over steps). Largest weight %.3g, %.0f %%"
                            + " of their sum.",
                    report.effectiveEpisodes(),
                    report.episodes(),
                    report.effectiveAtSteps(),
                    report.largestWeight(),
                    100 * report.largestShare())));
        }
        report.warnings().forEach(warning -> lines.addAll(TextTable.wrapped(words(warning))));
        return String.join(System.lineSeparator(), lines);
    }

    private static List<List<String>> rows(Evidence evidence) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                evidence.discount() == 1 ? "return of an episode" : "return, discounted by " + evidence.discount(),
                "estimate",
                format("%.0f %% from", 100 * evidence.confidence()),
                "to"));
        rows.add(row("as recorded", evidence.report().recorded()));
        for (Estimator estimator : Estimator.values()) {
            rows.add(row(estimator.words(), evidence.report().estimates().get(estimator)));
        }
        return rows;
    }

    private static List<String> row(String name, @Nullable ValueEstimate estimate) {
        return estimate == null
                ? List.of(name, "-", "-", "-")
                : List.of(name, number(estimate.value()), number(estimate.lower()), number(estimate.upper()));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? format("%.3f", value) : "-";
    }

    /** What a warning means, and what to do. */
    static String words(SupportWarning warning) {
        return switch (warning) {
            case THIN_OVERLAP ->
                "Thin overlap: a few episodes carry nearly all the weight, and intervals are too short."
                        + " Trust no estimate but, with care, fitted Q. Record with a policy nearer to this one.";
            case NO_OVERLAP ->
                "No overlap: from some step on, no recorded episode did what this policy would do. What"
                        + " weighs is 0 or cannot be told.";
            case MISSING_SUPPORT ->
                "Missing support: this policy takes actions that the record never shows. What they"
                        + " earn is in none of these numbers.";
            case UNKNOWN_PROBABILITIES ->
                "Unknown probabilities: the record does not say how likely its actions were,"
                        + " so nothing can be weighed. Fitted Q, which needs none, is left.";
            case DETERMINISTIC_BEHAVIOUR ->
                "Deterministic record: every action was certain, so that what this policy"
                        + " would do otherwise was never tried and nothing can be weighed. Fitted Q is left, which guesses"
                        + " the rest.";
            case TARGET_WITHOUT_DENSITY ->
                "This policy does one thing alone where actions are numbers, which no recorded"
                        + " action is exactly, so nothing can be weighed. Fitted Q is left; leave out --greedy for the"
                        + " others.";
        };
    }

    private static String format(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
