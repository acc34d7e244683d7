package io.millrace.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Run;
import io.millrace.monitoring.guard.Finding;
import io.millrace.monitoring.guard.GuardSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.event.TopicMismatchException;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards runs: reads what monitoring computed of them beside their ledgers, finds what is wrong, and does what the
 * section {@code guard} of each run's settings says: nothing, say what it would do, or send commands to the learner.
 *
 * <p>Several of them on one bus do no harm. Each reads what the others asked for and asks no more for it; where two ask at
 * once, the learner carries out the first, and passes over the second, which knows nothing of that.
 */
public final class GuardWorker implements Worker {

    /** Section of a run's settings. */
    public static final String SECTION = "guard";

    private static final Logger LOGGER = LoggerFactory.getLogger(GuardWorker.class);
    private static final Duration WAIT = Duration.ofMillis(100);

    /** Each run costs a few readers of the bus. */
    private static final int MOST_RUNS = 64;

    private static final Rejections LOGGED = (topic, partition, offset, key, value, reason) -> LOGGER.atWarn()
            .addKeyValue("topic", topic)
            .addKeyValue("offset", offset)
            .addKeyValue("reason", reason)
            .log("passed over a record that is no run");

    private final String instance;
    private final Bus bus;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final @Nullable EventSource<Run> registry;
    private final Map<String, GuardedRun> runs = new LinkedHashMap<>();
    private volatile List<Finding> findings = List.of();

    private GuardWorker(
            String instance, Bus bus, MeterRegistry meters, InstantSource clock, @Nullable EventSource<Run> registry) {
        this.instance = instance;
        this.bus = bus;
        this.meters = meters;
        this.clock = clock;
        this.registry = registry;
    }

    /** A guard of one run. */
    public static GuardWorker of(ServiceContext context) {
        GuardWorker worker = new GuardWorker(context.service(), context.bus(), context.meters(), context.clock(), null);
        worker.guard(context.run());
        return worker;
    }

    /**
     * A guard of every run that a bus has or gets, until it reaches its end; of at most {@value #MOST_RUNS} at a time.
     *
     * @param instance which of the guards this is, unlike the others; stands on annotations
     */
    public static GuardWorker ofAll(String instance, Bus bus, MeterRegistry meters, InstantSource clock) {
        bus.create(List.of(Topics.RUNS));
        return new GuardWorker(instance, bus, meters, clock, bus.reader(Topics.RUNS, Start.BEGINNING, LOGGED));
    }

    @Override
    public String name() {
        return "guard";
    }

    /** {@inheritDoc} Returns the number of records taken in. */
    @Override
    public int runOnce() {
        int taken = 0;
        if (registry != null) {
            List<Event<Run>> registered = registry.poll(WAIT);
            registered.forEach(event -> guard(event.value()));
            taken += registered.size();
        }
        Duration timeout = registry == null ? WAIT : Duration.ZERO;
        for (GuardedRun run : runs.values()) {
            taken += run.follow(timeout);
        }
        findings =
                runs.values().stream().flatMap(run -> run.findings().stream()).toList();
        if (registry != null) {
            leaveFinished();
        }
        return taken;
    }

    /** What is wrong now, over all runs. May be asked by any thread. */
    public List<Finding> findings() {
        return findings;
    }

    private void guard(Run run) {
        if (runs.containsKey(run.getRun())) {
            return;
        }
        if (runs.size() == MOST_RUNS) {
            LOGGER.atWarn()
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("guarded", MOST_RUNS)
                    .log("not guarding this run: there are too many that have not reached their end");
            return;
        }
        try {
            runs.put(run.getRun(), new GuardedRun(run, settings(run), instance, bus, meters, clock));
        } catch (TopicMismatchException foreign) {
            // The others are guarded all the same.
            LOGGER.atWarn()
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("reason", foreign.getMessage())
                    .log("not guarding a run whose topics are not its own");
        }
    }

    private void leaveFinished() {
        for (Iterator<GuardedRun> all = runs.values().iterator(); all.hasNext(); ) {
            GuardedRun run = all.next();
            if (run.finished()) {
                run.close();
                all.remove();
            }
        }
    }

    /** A run that an earlier version registered has no such section; one of a later version may have another. */
    private static GuardSettings settings(Run run) {
        Settings defaults = Settings.empty().under(SECTION, defaults());
        try {
            return Settings.parse(run.getSettings(), "the settings of run " + run.getRun())
                    .underlaidBy(defaults)
                    .bind(SECTION, GuardSettings.class);
        } catch (SettingsException refused) {
            LOGGER.atWarn()
                    .addKeyValue("run", run.getRun())
                    .addKeyValue("reason", refused.getMessage())
                    .log("looking at this run with the defaults, without acting");
            return defaults.bind(SECTION, GuardSettings.class);
        }
    }

    /** What the section says where a run's file says nothing. */
    public static Settings defaults() {
        try (InputStream document = GuardSettings.class.getResourceAsStream("GuardSettings.yaml")) {
            if (document == null) {
                throw new IllegalStateException("GuardSettings.yaml is missing: this jar was not built whole.");
            }
            return Settings.parse(
                    new String(document.readAllBytes(), StandardCharsets.UTF_8), "the defaults of section guard");
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The defaults of section guard cannot be read.", unreadable);
        }
    }

    @Override
    public void close() {
        runs.values().forEach(GuardedRun::close);
        if (registry != null) {
            registry.close();
        }
    }
}
