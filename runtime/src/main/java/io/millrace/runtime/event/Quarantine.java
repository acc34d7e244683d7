package io.millrace.runtime.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.RejectedRecord;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends rejected records to the quarantine topic, counts them and says so in the log. */
public final class Quarantine implements Rejections {

    private static final Logger LOGGER = LoggerFactory.getLogger(Quarantine.class);

    private final EventSink<RejectedRecord> sink;
    private final String service;
    private final InstantSource clock;
    private final MeterRegistry meters;

    /** @param service who rejects; stands in each record */
    public Quarantine(EventSink<RejectedRecord> sink, String service, InstantSource clock, MeterRegistry meters) {
        this.sink = sink;
        this.service = service;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void reject(
            String topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        sink.send(
                0,
                topic,
                RejectedRecord.newBuilder()
                        .setTopic(topic)
                        .setPartition(partition)
                        .setOffset(offset)
                        .setKey(key == null ? null : ByteBuffer.wrap(key))
                        .setValue(value == null ? null : ByteBuffer.wrap(value))
                        .setReason(reason)
                        .setService(service)
                        .setRejectedAt(clock.instant())
                        .build());
        rejected(topic).increment();
        LOGGER.atWarn()
                .addKeyValue("topic", topic)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", offset)
                .addKeyValue("reason", reason)
                .log("put a record into quarantine");
    }

    /** Shows nothing rejected for a topic: a counter that appears only with its first count shows no rate for it. */
    public void expect(String topic) {
        var unused = rejected(topic);
    }

    private Counter rejected(String topic) {
        return Counter.builder("millrace.quarantined.records")
                .description("Records that could not be used and were put into quarantine")
                .tag("topic", topic)
                .register(meters);
    }
}
