package io.millrace.monitoring.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Episode;
import io.millrace.messages.Progress;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Update;
import io.millrace.monitoring.statistics.Countable;
import io.millrace.monitoring.statistics.Partial;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.Quarantine;
import io.millrace.schemas.Codec;
import io.millrace.schemas.UndecodableRecordException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Folds what a poll brought into partials, keyed by run. It keeps nothing: what it was given it has passed on
 * before the next. A record that cannot be used goes on as rejected, in the same transaction.
 */
final class RecordReader implements Processor<byte[], byte[], String, Reading> {

    private static final Codec<Episode> EPISODES = Codec.of(Episode.getClassSchema());
    private static final Codec<Update> UPDATES = Codec.of(Update.getClassSchema());
    private static final Codec<Progress> PROGRESS = Codec.of(Progress.getClassSchema());

    private final StatisticsSettings settings;
    private final MeterRegistry meters;
    private final Countable countable;
    private @Nullable ProcessorContext<String, Reading> context;

    RecordReader(StatisticsSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.meters = meters;
        this.countable = new Countable(settings);
    }

    @Override
    public void init(ProcessorContext<String, Reading> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ProcessorContext<String, Reading> context = Objects.requireNonNull(this.context);
        RecordMetadata source = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A record of a topic says where it was read"));
        RunTopic topic = RunTopic.of(source.topic());
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        Quarantine quarantine = new Quarantine(rejecting(topic.run(), record), "monitor", () -> now, meters);
        Partial partial = new Partial(settings);
        for (Polled polled : polled(record, source)) {
            String refusal = read(topic, polled, now, partial);
            if (refusal != null) {
                quarantine.reject(
                        source.topic(), source.partition(), polled.offset(), polled.key(), polled.value(), refusal);
            }
            if (partial.full()) {
                context.forward(new Record<>(topic.run(), new Reading(partial, null), record.timestamp()));
                partial = new Partial(settings);
            }
        }
        if (!partial.empty()) {
            context.forward(new Record<>(topic.run(), new Reading(partial, null), record.timestamp()));
        }
    }

    private static List<Polled> polled(Record<byte[], byte[]> record, RecordMetadata source) {
        return record.headers().lastHeader(Polled.SEVERAL) == null
                ? List.of(new Polled(source.offset(), record.key(), record.value()))
                : Polled.apart(record.value());
    }

    /** Adds a record to the partial fold; gives the reason if it cannot. */
    private @Nullable String read(RunTopic topic, Polled polled, Instant now, Partial partial) {
        byte[] value = polled.value();
        if (value == null) {
            return "The record has no value.";
        }
        try {
            return switch (topic.kind()) {
                case EPISODES -> add(EPISODES.decode(value), now, partial);
                case UPDATES -> add(UPDATES.decode(value), now, partial);
                case PROGRESS -> add(PROGRESS.decode(value), now, partial);
            };
        } catch (UndecodableRecordException undecodable) {
            return String.valueOf(undecodable.getMessage());
        }
    }

    private @Nullable String add(Episode episode, Instant now, Partial partial) {
        String refusal = countable.whyNot(episode, now);
        if (refusal == null) {
            partial.add(episode);
        }
        return refusal;
    }

    private @Nullable String add(Update update, Instant now, Partial partial) {
        String refusal = countable.whyNot(update, now);
        if (refusal == null) {
            partial.add(update);
        }
        return refusal;
    }

    private @Nullable String add(Progress progress, Instant now, Partial partial) {
        String refusal = countable.whyNot(progress, now);
        if (refusal == null) {
            partial.open(progress);
        }
        return refusal;
    }

    private EventSink<RejectedRecord> rejecting(String run, Record<byte[], byte[]> record) {
        return new EventSink<>() {
            @Override
            public void send(int partition, String key, RejectedRecord rejected) {
                Objects.requireNonNull(context)
                        .forward(new Record<>(run, new Reading(null, rejected), record.timestamp()));
            }

            @Override
            public void flush() {}
        };
    }
}
