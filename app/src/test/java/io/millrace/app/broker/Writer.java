package io.millrace.app.broker;

import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.schemas.Codec;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topic.Keep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Hosts a broker on a folder and writes to it for ever, saying after each message how many are acknowledged. */
final class Writer {

    static final Topic<Progress> TOPIC =
            new Topic<>("millrace.writer.progress", Codec.of(Progress.getClassSchema()), 1, Keep.FOR_EVER);

    private Writer() {}

    public static void main(String[] arguments) {
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0, Map.of());
        Bus bus = new KafkaBus(
                new KafkaConnection(broker.address(), Duration.ofSeconds(20), Duration.ofSeconds(60), Map.of()));
        bus.create(List.of(TOPIC));
        EventSink<Progress> sink = bus.sink(TOPIC, Delivery.PROMPT);
        String filler = "x".repeat(200_000);
        for (long version = 0; ; version++) {
            sink.send(0, "k", new Progress(filler, version, 0L, List.of(), false, null, false, Instant.EPOCH));
            sink.flush();
            System.out.println(version + 1);
        }
    }
}
