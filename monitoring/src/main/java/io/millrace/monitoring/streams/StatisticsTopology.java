package io.millrace.monitoring.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.RejectedRecord;
import io.millrace.messages.Statistics;
import io.millrace.monitoring.statistics.Partial;
import io.millrace.monitoring.statistics.StatisticsSettings;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Episodes, updates and progress of all runs into statistics of each: partials by partition, then windows by
 * run. What Streams itself knows as time is the time of reading: windows go by the time that stands in the
 * messages, and a clock that jumped must not become the timestamp of a record that a broker then refuses.
 */
final class StatisticsTopology {

    /** Tasks that the runs are shared among in the second half. */
    private static final int RUN_PARTITIONS = 4;

    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final StatisticsSettings settings;
    private final MeterRegistry meters;
    private final ObjLongConsumer<String> late;
    private final Map<String, String> statisticsTopics = new ConcurrentHashMap<>();

    /** @param late is told of records that came too late: the run, and how many */
    StatisticsTopology(StatisticsSettings settings, MeterRegistry meters, ObjLongConsumer<String> late) {
        this.settings = settings;
        this.meters = meters;
        this.late = late;
    }

    /** Over every run of a cluster, also those that come later. */
    Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        return build(builder, builder.stream(RunTopic.PATTERN, consumed()));
    }

    /** Over these topics alone. */
    Topology build(Collection<String> topics) {
        StreamsBuilder builder = new StreamsBuilder();
        return build(builder, builder.stream(topics, consumed()));
    }

    private static Consumed<byte[], byte[]> consumed() {
        return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withTimestampExtractor(new WallclockTimestampExtractor())
                .withOffsetResetPolicy(AutoOffsetReset.earliest());
    }

    private Topology build(StreamsBuilder builder, KStream<byte[], byte[]> records) {
        KStream<String, Reading> read = records.process(() -> new RecordReader(settings, meters));
        read.filter((run, reading) -> reading.rejected() != null)
                .map((run, reading) -> byTopic(Objects.requireNonNull(reading.rejected())))
                .to(
                        (source, rejected, context) -> quarantine(source),
                        Produced.with(Serdes.String(), messages(Codec.of(RejectedRecord.getClassSchema()))));
        read.filter((run, reading) -> reading.partial() != null)
                .mapValues(reading -> Objects.requireNonNull(reading.partial()))
                .repartition(Repartitioned.<String, Partial>as("by-run")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(partials())
                        .withNumberOfPartitions(RUN_PARTITIONS))
                .process(new Merging())
                .to(
                        (key, statistics, context) -> statisticsTopic(statistics.getRun()),
                        Produced.with(Serdes.String(), messages(Codec.of(Statistics.getClassSchema()))));
        return builder.build();
    }

    private final class Merging implements ProcessorSupplier<String, Partial, String, Statistics> {
        @Override
        public Processor<String, Partial, String, Statistics> get() {
            return new PartialMerger(settings, TELL_EVERY, late);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            StoreBuilder<KeyValueStore<String, byte[]>> windows = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(PartialMerger.STORE), Serdes.String(), Serdes.ByteArray());
            return Set.of(windows.withLoggingEnabled(Map.of()).withCachingDisabled());
        }
    }

    private static KeyValue<String, RejectedRecord> byTopic(RejectedRecord rejected) {
        return KeyValue.pair(rejected.getTopic(), rejected);
    }

    private static String quarantine(String source) {
        return new Topics(RunTopic.of(source).run(), 1).quarantine().name();
    }

    private String statisticsTopic(String run) {
        return statisticsTopics.computeIfAbsent(
                run, name -> new Topics(name, 1).statistics().name());
    }

    private Serde<Partial> partials() {
        return Serdes.serdeFrom(
                (topic, partial) -> partial == null ? null : partial.toBytes(),
                (topic, bytes) -> bytes == null ? null : Partial.of(settings, bytes));
    }

    private static <V extends SpecificRecordBase> Serde<V> messages(Codec<V> codec) {
        return Serdes.serdeFrom(
                (topic, message) -> message == null ? null : codec.encode(message),
                (topic, bytes) -> bytes == null ? null : codec.decode(bytes));
    }
}
