package io.millrace.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Command;
import io.millrace.messages.Run;
import io.millrace.monitoring.guard.Decision;
import io.millrace.monitoring.guard.Finding;
import io.millrace.monitoring.guard.GuardSettings;
import io.millrace.monitoring.guard.GuardSettings.Mode;
import io.millrace.monitoring.guard.RunGuard;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of one run, told to its guard, and what the guard decides, said on them. It begins with what the topics
 * hold: the ledger and what was asked for so far, and only then the statistics, so that nothing is asked for again
 * that was asked for before a restart, or by another monitor. One thread at a time.
 */
final class GuardedRun implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(GuardedRun.class);

    /** Records of statistics that a guard looks back on at its start. */
    private static final long LOOKS_BACK = 100_000;

    private final String run;
    private final Mode mode;
    private final String instance;
    private final InstantSource clock;
    private final RunGuard guard;
    private final GuardMetrics metrics;

    /** What happened, before what came of it. */
    private final List<Feed<?>> causes = new ArrayList<>();

    private final Feed<?> statistics;
    private final EventSink<Command> commands;
    private final EventSink<Annotation> annotations;
    private boolean caughtUp;
    private List<Finding> findings = List.of();

    /** @param instance which of the guards this is; stands on annotations */
    GuardedRun(Run run, GuardSettings settings, String instance, Bus bus, MeterRegistry meters, InstantSource clock) {
        this.run = run.getRun();
        this.mode = settings.mode();
        this.instance = instance;
        this.clock = clock;
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        // A run that an earlier version registered lacks some.
        bus.create(topics.all());
        guard = new RunGuard(run.getRun(), settings, run.getMaxPolicyLag());
        metrics = new GuardMetrics(meters, run.getRun(), mode);
        commands = bus.sink(topics.commands(), Delivery.PROMPT);
        annotations = bus.sink(topics.annotations(), Delivery.PROMPT);
        causes.add(Feed.open(bus, topics.updates(), Long.MAX_VALUE, PassedOver.QUIETLY, guard::take));
        causes.add(Feed.open(bus, topics.progress(), 1, PassedOver.QUIETLY, guard::take));
        if (mode == Mode.ACT) {
            causes.add(Feed.open(bus, topics.commands(), Long.MAX_VALUE, PassedOver.QUIETLY, this::take));
        } else if (mode == Mode.DRY_RUN) {
            causes.add(Feed.open(bus, topics.annotations(), Long.MAX_VALUE, PassedOver.QUIETLY, this::take));
        }
        statistics = Feed.open(bus, topics.statistics(), LOOKS_BACK, PassedOver.QUIETLY, guard::take);
    }

    private void take(Command command) {
        if (command.getBy().equals(RunGuard.NAME)) {
            guard.asked(command.getKnownVersion());
        }
    }

    private void take(Annotation annotation) {
        Long version = annotation.getVersion();
        if (annotation.getKind() == AnnotationKind.DRY_RUN && version != null) {
            guard.asked(version);
        }
    }

    /**
     * Takes in what happened, and acts on it.
     *
     * @param timeout longest wait for statistics
     * @return records taken in
     */
    int follow(Duration timeout) {
        int taken = causes.stream().mapToInt(feed -> feed.follow(Duration.ZERO)).sum();
        if (!caughtUp && !causes.stream().allMatch(Feed::caughtUp)) {
            return taken;
        }
        taken += statistics.follow(timeout);
        caughtUp = caughtUp || statistics.caughtUp();
        if (caughtUp) {
            Instant now = clock.instant();
            find(now);
            guard.decide(now).ifPresent(this::act);
        }
        return taken;
    }

    private void find(Instant now) {
        List<Finding> before = findings;
        findings = guard.findings(now);
        if (findings.equals(before)) {
            return;
        }
        metrics.found(findings);
        without(findings, before).forEach(finding -> LOGGER.atWarn()
                .addKeyValue("run", run)
                .addKeyValue("rule", finding.rule())
                .addKeyValue("weightsVersion", finding.version())
                .addKeyValue("found", finding.text())
                .log("found something wrong"));
        without(before, findings).forEach(finding -> LOGGER.atInfo()
                .addKeyValue("run", run)
                .addKeyValue("rule", finding.rule())
                .log("what was wrong is over"));
    }

    private static List<Finding> without(List<Finding> some, List<Finding> others) {
        Map<String, Finding> byRule = others.stream().collect(Collectors.toMap(Finding::rule, Function.identity()));
        return some.stream()
                .filter(finding -> !byRule.containsKey(finding.rule()))
                .toList();
    }

    private void act(Decision decision) {
        // Acknowledged before it counts: what could not be sent is decided again after a restart.
        if (mode == Mode.ACT) {
            commands.send(0, decision.policy(), command(decision));
            commands.flush();
        } else {
            annotations.send(0, RunGuard.NAME, annotation(decision));
            annotations.flush();
        }
        guard.asked(decision.knownVersion());
        metrics.acted(decision.rule(), decision.kind());
        LOGGER.atWarn()
                .addKeyValue("run", run)
                .addKeyValue("rule", decision.rule())
                .addKeyValue("mode", mode)
                .addKeyValue("act", decision.inWords())
                .addKeyValue("reason", decision.reason())
                .log("acting");
    }

    private Command command(Decision decision) {
        return Command.newBuilder()
                .setPolicy(decision.policy())
                .setKind(decision.kind())
                .setBy(RunGuard.NAME)
                .setReason(decision.reason())
                .setKnownVersion(decision.knownVersion())
                .setToVersion(decision.toVersion())
                .setIssuedAt(clock.instant())
                .build();
    }

    private Annotation annotation(Decision decision) {
        return Annotation.newBuilder()
                .setKind(AnnotationKind.DRY_RUN)
                .setService(RunGuard.NAME)
                .setInstance(instance)
                .setVersion(decision.knownVersion())
                .setText("Would " + decision.inWords() + ": " + decision.reason())
                .setDetails(Map.of("rule", decision.rule()))
                .setAt(clock.instant())
                .build();
    }

    /** What is wrong with the run now. */
    List<Finding> findings() {
        return findings;
    }

    /** Whether the run has reached its end, and all of it is told. */
    boolean finished() {
        return caughtUp && guard.finished();
    }

    @Override
    public void close() {
        causes.forEach(Feed::close);
        statistics.close();
    }
}
