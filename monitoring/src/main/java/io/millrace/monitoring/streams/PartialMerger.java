package io.millrace.monitoring.streams;

import io.millrace.messages.Statistics;
import io.millrace.monitoring.statistics.Partial;
import io.millrace.monitoring.statistics.RunWindows;
import io.millrace.monitoring.statistics.StatisticsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Adds partial folds to the windows of their runs, and tells once a second what changed. The windows are kept
 * unpacked here, and every change is written to the store at once, so that it is part of the transaction of
 * the partial that made it. After a restart everything that is open is told again.
 */
final class PartialMerger implements Processor<String, Partial, String, Statistics> {

    /** Name of the store. Key: run/ for the head of a run, run/window start in hexadecimal for a window. */
    static final String STORE = "windows";

    private final StatisticsSettings settings;
    private final Duration tellEvery;
    private final ObjLongConsumer<String> late;
    private final Map<String, RunWindows> runs = new HashMap<>();
    private @Nullable ProcessorContext<String, Statistics> context;
    private @Nullable KeyValueStore<String, byte[]> store;

    /** @param late is told of records that came too late: the run, and how many */
    PartialMerger(StatisticsSettings settings, Duration tellEvery, ObjLongConsumer<String> late) {
        this.settings = settings;
        this.tellEvery = tellEvery;
        this.late = late;
    }

    @Override
    public void init(ProcessorContext<String, Statistics> context) {
        this.context = context;
        this.store = context.getStateStore(STORE);
        restore(store());
        var unused = context.schedule(tellEvery, PunctuationType.WALL_CLOCK_TIME, this::tell);
    }

    private void restore(KeyValueStore<String, byte[]> store) {
        try (KeyValueIterator<String, byte[]> stored = store.all()) {
            while (stored.hasNext()) {
                KeyValue<String, byte[]> entry = stored.next();
                int slash = entry.key.indexOf('/');
                RunWindows windows = windows(entry.key.substring(0, slash));
                if (slash == entry.key.length() - 1) {
                    windows.restoreHead(entry.value);
                } else {
                    windows.restoreWindow(Long.parseLong(entry.key.substring(slash + 1), 16), entry.value);
                }
            }
        }
    }

    @Override
    public void process(Record<String, Partial> partial) {
        RunWindows windows = windows(partial.key());
        Instant now = now();
        long tooLate = windows.add(partial.value(), now);
        if (tooLate > 0) {
            late.accept(partial.key(), tooLate);
        }
        forward(windows.close(now), partial.timestamp());
        keep(partial.key(), windows);
    }

    private void tell(long timestamp) {
        Instant now = now();
        runs.forEach((run, windows) -> {
            forward(windows.close(now), timestamp);
            forward(windows.news(now), timestamp);
            keep(run, windows);
        });
    }

    private void forward(List<Statistics> statistics, long timestamp) {
        for (Statistics window : statistics) {
            Objects.requireNonNull(context).forward(new Record<>(RunWindows.key(window), window, timestamp));
        }
    }

    private void keep(String run, RunWindows windows) {
        List<Long> changed = windows.takeChanged();
        for (long start : changed) {
            // Where it is closed there is nothing any more, and nothing is what deletes it.
            store().put(run + "/" + String.format(Locale.ROOT, "%016x", start), windows.window(start));
        }
        if (!changed.isEmpty()) {
            store().put(run + "/", windows.head());
        }
    }

    private RunWindows windows(String run) {
        return runs.computeIfAbsent(run, name -> new RunWindows(name, settings));
    }

    private Instant now() {
        return Instant.ofEpochMilli(Objects.requireNonNull(context).currentSystemTimeMs());
    }

    private KeyValueStore<String, byte[]> store() {
        return Objects.requireNonNull(store);
    }
}
