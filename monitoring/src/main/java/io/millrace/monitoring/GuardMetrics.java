package io.millrace.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.CommandKind;
import io.millrace.monitoring.guard.Finding;
import io.millrace.monitoring.guard.GuardSettings.Mode;
import io.millrace.monitoring.guard.RuleName;
import java.util.List;
import java.util.Locale;

/** The meters of the guard of one run. */
final class GuardMetrics {

    private final MeterRegistry meters;
    private final String run;
    private final Mode mode;
    private volatile List<Finding> findings = List.of();

    /** @param mode as the run's settings say; where it is off, nothing is ever done */
    GuardMetrics(MeterRegistry meters, String run, Mode mode) {
        this.meters = meters;
        this.run = run;
        this.mode = mode;
        RuleName.ALL.forEach(this::show);
        if (mode != Mode.OFF) {
            for (String rule : RuleName.ACTED_ON) {
                for (CommandKind kind : List.of(CommandKind.ROLLBACK, CommandKind.PAUSE)) {
                    // A counter that appears only with its first count shows no rate for it.
                    var unused = acts(rule, kind);
                }
            }
        }
    }

    private void show(String rule) {
        Gauge.builder("millrace.guard.findings", () -> findings.stream()
                        .filter(finding -> finding.rule().equals(rule))
                        .count())
                .description("1 while the rule finds something wrong with the run, 0 while it does not")
                .tag("run", run)
                .tag("rule", rule)
                .register(meters);
    }

    /** Notes what is wrong now. */
    void found(List<Finding> now) {
        findings = now;
    }

    /** Counts something that was asked of the learner, or would have been. */
    void acted(String rule, CommandKind kind) {
        acts(rule, kind).increment();
    }

    private Counter acts(String rule, CommandKind kind) {
        return Counter.builder("millrace.guard.acts")
                .description("What the guard asked of the learner, or in a dry run would have asked")
                .tag("run", run)
                .tag("rule", rule)
                .tag("act", kind.name().toLowerCase(Locale.ROOT))
                .tag("mode", mode == Mode.ACT ? "act" : "dry-run")
                .register(meters);
    }
}
