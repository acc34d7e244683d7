package io.millrace.app.price;

import io.millrace.learner.offpolicy.OffPolicyReport;
import io.millrace.learner.offpolicy.OverlapWarning;
import io.millrace.learner.offpolicy.ValueEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What another rule would have earned, in words. */
public final class OffPolicyText {

    private OffPolicyText() {}

    /** A table and what to beware of, without the last line break. */
    public static String of(RuleReplay.Result result) {
        OffPolicyReport report = result.report();
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%s on the record of %s: %,d decisions of rule %s, %,d store-weeks left out",
                result.target(), result.run(), report.decisions(), result.logged(), result.unknown()));
        lines.add("");
        lines.add(format("%-32s %12s   %s", "reward of a decision", "estimate", "95 % interval"));
        lines.add(format("%-32s %12.2f", "as recorded", result.loggedMean()));
        lines.add(line("importance sampling (IPS)", report.importanceSampling()));
        lines.add(line("self-normalised (SNIPS)", report.selfNormalised()));
        lines.add(line("direct method (market means)", report.directMethod()));
        lines.add(line("doubly robust", report.doublyRobust()));
        lines.add("");
        lines.add(format(
                "effective sample size %.1f of %,d, mean weight %.3f%s",
                report.effectiveSampleSize(),
                report.decisions(),
                report.meanWeight(),
                report.cappedShare() > 0 ? format(", %.1f %% of the weights capped", 100 * report.cappedShare()) : ""));
        report.warnings().forEach(warning -> lines.add("warning: " + words(warning, report)));
        return String.join(System.lineSeparator(), lines);
    }

    private static String line(String name, ValueEstimate estimate) {
        return format("%-32s %12.2f   %.2f to %.2f", name, estimate.value(), estimate.lower(), estimate.upper());
    }

    private static String words(OverlapWarning warning, OffPolicyReport report) {
        return switch (warning) {
            case THIN_OVERLAP ->
                "a few decisions carry nearly all the weight, because the rules seldom agree: intervals are too short";
            case ZERO_PROPENSITY ->
                format("%,d decisions say that they could not be made; they are left out", report.zeroPropensities());
            case MISSING_SUPPORT ->
                "the rule wants prices that the record never tried, of which only the direct method says anything";
        };
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
