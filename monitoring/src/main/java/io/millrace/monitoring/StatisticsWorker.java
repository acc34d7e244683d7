package io.millrace.monitoring;

import io.millrace.messages.Episode;
import io.millrace.messages.Progress;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import io.millrace.monitoring.statistics.Countable;
import io.millrace.monitoring.statistics.Partial;
import io.millrace.monitoring.statistics.RunWindows;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Worker;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Computes the statistics of one run from its topics, where starting Kafka Streams would cost more than the
 * run. It begins a minute of event time before the newest window that is told already and tells the windows
 * from there on anew: what is told replaces what stands there, so nothing is counted twice. A record of an
 * older window that nobody has counted by then is late.
 */
public final class StatisticsWorker implements Worker {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(90);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    private static final Duration TOLD_ANEW = Duration.ofMinutes(1);
    private static final Duration LAST_WAIT = Duration.ofMillis(50);
    private static final int MOST_POLLS = 100;

    private final Bus bus;
    private final Topics topics;
    private final Rejections quarantine;
    private final InstantSource clock;
    private final StatisticsSettings settings;
    private final MonitorMetrics metrics;
    private final Countable countable;
    private final RunWindows windows;
    private @Nullable Sources sources;
    private Instant toldAt = Instant.MIN;

    /** Opened by the worker's own thread, which alone uses them. */
    private record Sources(
            Instant since,
            EventSource<Episode> episodes,
            EventSource<Update> updates,
            EventSource<Progress> progress,
            EventSink<Statistics> told)
            implements AutoCloseable {

        @Override
        public void close() {
            episodes.close();
            updates.close();
            progress.close();
        }
    }

    /** @param context of the run; its quarantine takes what cannot be used */
    public StatisticsWorker(ServiceContext context, StatisticsSettings settings) {
        this.bus = context.bus();
        this.topics = context.topics();
        this.quarantine = context.quarantine();
        this.clock = context.clock();
        this.settings = settings;
        this.metrics = new MonitorMetrics(context.meters());
        this.countable = new Countable(settings);
        this.windows = new RunWindows(topics.run(), settings);
        metrics.expect(topics.run());
    }

    @Override
    public String name() {
        return "statistics";
    }

    @Override
    public int runOnce() {
        Sources open = sources();
        // Once in a while and then much at a time: a look at the bus costs more than what it brings.
        LockSupport.parkNanos(PAUSE_NANOS);
        int taken = takeAll(open, Duration.ZERO);
        Instant now = clock.instant();
        if (!now.isBefore(toldAt.plus(TELL_EVERY)) || now.isBefore(toldAt)) {
            toldAt = now;
            tell(open, now);
        }
        return taken;
    }

    /** Takes in what there is by now and tells it: of a run that ends, the last window is told whole. */
    @Override
    public void close() {
        Sources open = sources;
        if (open == null) {
            return;
        }
        try (open) {
            int emptyRounds = 0;
            while (emptyRounds < 2 && !Thread.currentThread().isInterrupted()) {
                emptyRounds = takeAll(open, LAST_WAIT) == 0 ? emptyRounds + 1 : 0;
            }
            tell(open, Instant.ofEpochMilli(Long.MAX_VALUE / 2));
            open.told().flush();
        }
    }

    private int takeAll(Sources open, Duration wait) {
        Partial partial = new Partial(settings);
        Instant now = clock.instant();
        int taken = 0;
        for (int polls = 0; polls < MOST_POLLS; polls++) {
            int polled = takeEpisodes(open, partial, now, wait) + takeUpdates(open, partial, now, wait);
            polled += takeProgress(open, partial, now, wait);
            if (polled == 0) {
                break;
            }
            taken += polled;
        }
        if (!partial.empty()) {
            long late = windows.add(partial, now);
            if (late > 0) {
                metrics.late(topics.run(), late);
            }
        }
        return taken;
    }

    private int takeEpisodes(Sources open, Partial partial, Instant now, Duration wait) {
        List<Event<Episode>> polled = open.episodes().poll(wait);
        for (Event<Episode> event : polled) {
            Episode episode = event.value();
            String refusal = countable.whyNot(episode, now);
            if (refusal != null) {
                open.episodes().reject(event, refusal);
            } else if (!episode.getEndedAt().isBefore(open.since())) {
                partial.add(episode);
            }
        }
        return polled.size();
    }

    private int takeUpdates(Sources open, Partial partial, Instant now, Duration wait) {
        List<Event<Update>> polled = open.updates().poll(wait);
        for (Event<Update> event : polled) {
            Update update = event.value();
            String refusal = countable.whyNot(update, now);
            if (refusal != null) {
                open.updates().reject(event, refusal);
            } else if (!update.getUpdatedAt().isBefore(open.since())) {
                partial.add(update);
            } else {
                windows.follow(update);
            }
        }
        return polled.size();
    }

    private int takeProgress(Sources open, Partial partial, Instant now, Duration wait) {
        List<Event<Progress>> polled = open.progress().poll(wait);
        for (Event<Progress> event : polled) {
            String refusal = countable.whyNot(event.value(), now);
            if (refusal != null) {
                open.progress().reject(event, refusal);
            } else if (!event.value().getReportedAt().isBefore(open.since())) {
                partial.open(event.value());
            }
        }
        return polled.size();
    }

    private void tell(Sources open, Instant now) {
        send(open, windows.close(now));
        send(open, windows.news(now));
        // Nothing is kept but the windows themselves.
        var unused = windows.takeChanged();
    }

    private static void send(Sources open, List<Statistics> statistics) {
        statistics.forEach(window -> open.told().send(0, RunWindows.key(window), window));
    }

    private Sources sources() {
        Sources there = sources;
        if (there != null) {
            return there;
        }
        Instant since = since();
        Sources opened = new Sources(
                since,
                from(topics.episodes(), Episode::getEndedAt, since),
                from(topics.updates(), Update::getUpdatedAt, since),
                from(topics.progress(), Progress::getReportedAt, since),
                bus.sink(topics.statistics(), Delivery.BULK));
        sources = opened;
        return opened;
    }

    /** Start of the oldest window that is told anew. */
    private Instant since() {
        Instant newest = Instant.EPOCH;
        for (Event<Statistics> told : Backwards.newest(bus, topics.statistics())) {
            Instant start = told.value().getWindowStart();
            newest = start.isAfter(newest) ? start : newest;
        }
        return newest.equals(Instant.EPOCH) ? newest : settings.startOf(newest.minus(TOLD_ANEW));
    }

    private <V extends SpecificRecordBase> EventSource<V> from(
            Topic<V> topic, Function<V, Instant> eventTime, Instant since) {
        return bus.reader(topic, Backwards.before(bus, topic, eventTime, since), quarantine);
    }
}
