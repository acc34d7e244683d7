package io.millrace.app.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.actor.ActorService;
import io.millrace.app.Millrace;
import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.RunFile;
import io.millrace.env.EnvService;
import io.millrace.learner.LearnerService;
import io.millrace.messages.Run;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.ServiceContext;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerGroup;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.RunPolicy;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that compacts the weights all the time, and a learner that is killed: what is marked stays. */
@Timeout(300)
class CompactedWeightsTest {

    private static final Duration AMPLE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Rejections NONE_EXPECTED = (topic, partition, offset, key, value, reason) -> {
        throw new AssertionError(topic + "@" + offset + " was rejected: " + reason);
    };

    /** 64 steps to an update; every fifth version stays. */
    private static final int UPDATES = 60;

    private static final int EVERY = 5;

    /** Weights are a chunk and a manifest: this is the manifest of version 25 that was to stay, beyond a checkpoint. */
    private static final int KILLED_AT = 2 * (1 + 24 + 4 + 1);

    private static final String KILLED = "killed by the test";

    private final Path folder;

    CompactedWeightsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyVersionThatTheLedgerMarksIsThereAfterCompactionAndAKill() throws Exception {
        try (EmbeddedBroker broker =
                        EmbeddedBroker.start(folder.resolve("broker"), 0, Map.of("log.cleaner.backoff.ms", "100"));
                Bus bus = connect(broker);
                Bus killed = dyingAt(KILLED_AT, connect(broker))) {
            Run run = new RunRegistry(bus).register(file().toRun(Instant.EPOCH));
            Topics topics = new Topics(run.getRun(), run.getPartitions());
            compactAtOnce(broker, topics);
            WorkerGroup others = work(List.of(
                    ActorService.worker(context("actor", bus, run), "actor"),
                    EnvService.worker(context("env", bus, run))));

            WorkerGroup first =
                    work(LearnerService.workers(context("learner", killed, run), folder.resolve("learner")));
            first.awaitFirstEnd();
            assertThat(first.stop(AMPLE))
                    .get()
                    .extracting(Throwable::getMessage)
                    .isEqualTo(KILLED);
            WorkerGroup second = work(LearnerService.workers(context("learner", bus, run), folder.resolve("learner")));
            second.awaitFirstEnd();
            assertThat(second.stop(AMPLE)).isEmpty();
            assertThat(others.stop(AMPLE)).isEmpty();
            awaitCompaction(bus, topics);

            Map<Long, String> marked = marked(bus, topics);
            assertThat(marked).hasSize(UPDATES / EVERY);
            assertThat(found(bus, run, marked)).isEqualTo(marked);
        }
    }

    private static Bus connect(EmbeddedBroker broker) {
        return new KafkaBus(new KafkaConnection(broker.address(), AMPLE, AMPLE, Map.of()));
    }

    private static WorkerGroup work(List<Worker> workers) {
        return WorkerGroup.start(workers, new Health(AMPLE, System::nanoTime));
    }

    private static ServiceContext context(String service, Bus bus, Run run) {
        return ServiceContext.of(service, bus, run, new SimpleMeterRegistry(), InstantSource.system());
    }

    /** A bus whose process is dead when it is to send so many parts of weights. */
    private static Bus dyingAt(int parts, Bus bus) {
        AtomicInteger sent = new AtomicInteger();
        return (Bus) Proxy.newProxyInstance(
                Bus.class.getClassLoader(), new Class<?>[] {Bus.class}, (proxy, method, arguments) -> {
                    Object given = method.invoke(bus, arguments);
                    boolean weights = method.getName().equals("sink")
                            && ((Topic<?>) arguments[0]).name().endsWith(".weights");
                    return weights ? dyingAt(parts, sent, (EventSink<?>) given) : given;
                });
    }

    private static EventSink<?> dyingAt(int parts, AtomicInteger sent, EventSink<?> sink) {
        return (EventSink<?>) Proxy.newProxyInstance(
                EventSink.class.getClassLoader(), new Class<?>[] {EventSink.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("send") && sent.incrementAndGet() >= parts) {
                        throw new IllegalStateException(KILLED);
                    }
                    return method.invoke(sink, arguments);
                });
    }

    private static final String LEARNER = "learner={steps: " + 64 * UPDATES
            + ", engine: kernel, checkpoint-every: 7, keep-weights-every: " + EVERY + "}";

    private RunFile file() {
        return RunFile.read(settings(), Map.of(), List.of("run=compacted", LEARNER));
    }

    private Path settings() {
        return Millrace.tinyFile(folder);
    }

    /** A segment is closed as soon as it is a tenth of a second old, and whatever is closed is compacted. */
    private static void compactAtOnce(EmbeddedBroker broker, Topics topics) throws Exception {
        ConfigResource weights =
                new ConfigResource(ConfigResource.Type.TOPIC, topics.weights().name());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.incrementalAlterConfigs(Map.of(
                            weights,
                            List.of(
                                    set(TopicConfig.SEGMENT_MS_CONFIG, "100"),
                                    set(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.01"))))
                    .all()
                    .get();
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    /** Until of the usual keys only a few records of old versions are left. */
    private static void awaitCompaction(Bus bus, Topics topics) {
        long deadline = System.nanoTime() + AMPLE.toNanos();
        long written = bus.ends(topics.weights()).get(0);
        while (all(bus, topics.weights()).size() > written * 2 / 3) {
            assertThat(System.nanoTime()).as("the deadline of the test").isLessThan(deadline);
        }
    }

    private static Map<Long, String> marked(Bus bus, Topics topics) {
        Map<Long, String> marked = new TreeMap<>();
        for (Event<Update> entry : all(bus, topics.updates())) {
            if (entry.value().getKept()) {
                marked.put(entry.value().getVersion(), entry.value().getWeightsSha256());
            }
        }
        return marked;
    }

    private static Map<Long, String> found(Bus bus, Run run, Map<Long, String> marked) {
        Map<Long, String> found = new TreeMap<>();
        for (long version : marked.keySet()) {
            KeptWeights.exactly(bus, run.getRun(), RunPolicy.layout(run), version)
                    .ifPresent(weights -> found.put(version, weights.sha256()));
        }
        return found;
    }

    private static <V extends SpecificRecordBase> List<Event<V>> all(Bus bus, Topic<V> topic) {
        List<Event<V>> events = new ArrayList<>();
        long end = bus.ends(topic).get(0);
        try (EventSource<V> source = bus.reader(topic, Start.BEGINNING, NONE_EXPECTED)) {
            while (source.position(0) < end) {
                events.addAll(source.poll(POLL));
            }
        }
        return events;
    }
}
