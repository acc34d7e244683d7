package io.millrace.monitoring.live;

import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.Annotation;
import io.millrace.messages.AnnotationKind;
import io.millrace.messages.Intervention;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Progress;
import io.millrace.messages.Run;
import io.millrace.messages.Statistics;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** A registered run whose topics say what a test has them say. */
final class ToldRun {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String HASH = "0123456789abcdef".repeat(4);

    private final Bus bus;
    final Topics topics;

    ToldRun(Bus bus, String name, Instant registeredAt) {
        this.bus = bus;
        this.topics = new Topics(name, 2);
        var unused = new RunRegistry(bus).register(run(name, registeredAt));
    }

    void window(Instant start, long episodes, Map<String, Double> values) {
        send(topics.statistics(), new Statistics(topics.run(), start, start.plusSeconds(10), null, episodes, values));
    }

    void windowOfVersion(Instant start, long version, Map<String, Double> values) {
        send(topics.statistics(), new Statistics(topics.run(), start, start.plusSeconds(10), version, 1L, values));
    }

    void update(long version, Instant at, double entropy) {
        send(topics.updates(), update(version, at, entropy, null));
    }

    void intervention(long version, Instant at, Intervention intervention) {
        send(topics.updates(), update(version, at, 0, intervention));
    }

    void progress(long version, @Nullable String failure, boolean paused, boolean finished) {
        send(
                topics.progress(),
                new Progress("learner", version, 64 * version, List.of(0L), finished, failure, paused, NOON));
    }

    void annotation(AnnotationKind kind, String service, String text, Map<String, String> details) {
        send(topics.annotations(), new Annotation(kind, service, service + "-1", null, text, details, NOON));
    }

    private <V extends SpecificRecordBase> void send(Topic<V> topic, V value) {
        EventSink<V> sink = bus.sink(topic, Delivery.PROMPT);
        sink.send(0, "key", value);
        sink.flush();
    }

    private static Update update(long version, Instant at, double entropy, @Nullable Intervention intervention) {
        return new Update(
                "learner",
                version,
                HASH,
                "kernel",
                7L,
                List.of(),
                List.of(),
                64 * version,
                0.5,
                0.5,
                entropy,
                0.01,
                0.1,
                0.5,
                1.0,
                0.25,
                HASH,
                at,
                false,
                intervention);
    }

    private static Run run(String name, Instant registeredAt) {
        return new Run(
                name,
                HASH,
                "{\"algorithm\":{\"name\":\"ppo\"},\"learner\":{\"steps\":6400}}",
                7L,
                2,
                1,
                2,
                0,
                2,
                "identity",
                "1",
                1,
                new ActionSpaceDescription(ActionKind.DISCRETE, 2, List.of(), List.of()),
                "categorical",
                new NetworkDescription(List.of(64), "tanh", "separate", 1, List.of(), List.of(), List.of()),
                null,
                null,
                null,
                null,
                false,
                null,
                false,
                false,
                registeredAt);
    }
}
