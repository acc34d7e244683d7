package io.millrace.app.monitoring;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A run whose services are processes, on a broker in this one: an env-service, two actors, a learner, a monitor.
 * The second actor reaches the broker through a proxy that can be frozen.
 */
final class WatchedRun implements AutoCloseable {

    static final String RUN = "watched";

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Rejections NONE_EXPECTED = (topic, partition, offset, key, value, reason) -> {
        throw new AssertionError(topic + "@" + offset + " was rejected: " + reason);
    };
    private static final Duration RUN_DEADLINE = Duration.ofSeconds(60);

    /** Small enough to leave the machine to others; actors never wait for the learner. */
    private static final String SETTINGS = """
            run: watched
            environment: {name: cart-pole}
            algorithm: {name: impala, learning-rate: 1e-3, minibatch: 32}
            lanes: {count: 4, environments: 4, unroll: 16}
            max-policy-lag: 8
            topics: {partitions: 4}
            env: {ask-again: 1s}
            learner: {steps: 1000000000, engine: kernel, checkpoint-every: 5, keep-versions: 3}
            """;

    private final Path folder;
    private final EmbeddedBroker broker;
    private final FreezingProxy proxy;
    private final String proxied;
    private final Bus bus;
    private final Topics topics;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, Process> services = new LinkedHashMap<>();
    private final List<Process> started = new ArrayList<>();

    private WatchedRun(Path folder) throws IOException, ExecutionException, InterruptedException {
        this.folder = folder;
        int inside = Watchers.freePort();
        int controller = Watchers.freePort();
        int behind = Watchers.freePort();
        int front = Watchers.freePort();
        this.broker =
                EmbeddedBroker.start(folder.resolve("broker"), inside, listeners(inside, controller, behind, front));
        this.proxied = "127.0.0.1:" + front;
        Files.writeString(folder.resolve("watched.yaml"), SETTINGS);
        start("env");
        this.bus = new KafkaBus(
                new KafkaConnection(broker.address(), Duration.ofSeconds(10), Duration.ofSeconds(60), Map.of()));
        this.topics = topicsOf(RUN);
        this.proxy = new FreezingProxy(
                front,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), behind),
                topicId(topics.weights().name()));
        for (String service : List.of("learner", "actor", "second actor", "monitor")) {
            start(service);
        }
    }

    /** Starts everything; works when its services do. */
    static WatchedRun start(Path folder) throws IOException, ExecutionException, InterruptedException {
        return new WatchedRun(folder);
    }

    private static Map<String, String> listeners(int inside, int controller, int behind, int front) {
        return Map.of(
                "listeners",
                "CLIENT://127.0.0.1:" + inside + ",CONTROLLER://127.0.0.1:" + controller + ",PROXY://127.0.0.1:"
                        + behind,
                "advertised.listeners",
                "CLIENT://127.0.0.1:" + inside + ",PROXY://127.0.0.1:" + front,
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXY:PLAINTEXT",
                "controller.quorum.voters",
                "1@127.0.0.1:" + controller);
    }

    private Topics topicsOf(String name) {
        return new Topics(name, new RunRegistry(bus).await(name, RUN_DEADLINE).getPartitions());
    }

    private Uuid topicId(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            return admin.describeTopics(Set.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .topicId();
        }
    }

    /** Where each service shows its meters, and which job that is. */
    Map<String, String> targets() {
        Map<String, String> targets = new LinkedHashMap<>();
        ports.forEach((service, port) -> targets.put(instance(service), job(service)));
        return targets;
    }

    /** Host and port at which a service shows its meters. */
    String instance(String service) {
        return "127.0.0.1:" + ports.get(service);
    }

    private List<String> ofFurther(String service) {
        String name = service.substring(0, service.indexOf(' '));
        return switch (service.substring(name.length() + 1)) {
            case "env" -> List.of("env", folder.resolve(name + ".yaml").toString());
            case "learner" -> List.of("learner", name, "--data", data().toString());
            default -> List.of("actor", name);
        };
    }

    private static String job(String service) {
        return service.equals("second actor") ? "actor" : service;
    }

    Bus bus() {
        return bus;
    }

    Topics topics() {
        return topics;
    }

    FreezingProxy proxy() {
        return proxy;
    }

    /**
     * Starts a further run of these settings, which name no run, with one actor. Nobody scrapes its services: the
     * monitor tells of it.
     */
    void startFurther(String name, String settings) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), "run: " + name + System.lineSeparator() + settings);
        for (String service : List.of("env", "actor", "learner")) {
            start(name + " " + service);
        }
    }

    /** Takes what a further run, of one partition, has recorded out of the log. */
    void forget(String name) throws ExecutionException, InterruptedException {
        cut(name, -1);
    }

    /** Takes what a further run, of one partition, has recorded before an offset out of the log; -1 for all. */
    void cut(String name, long before) throws ExecutionException, InterruptedException {
        TopicPartition transitions =
                new TopicPartition(new Topics(name, 1).transitions().name(), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            var unused = admin.deleteRecords(Map.of(transitions, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    /** Ends the services of a further run. */
    void stopFurther(String name) throws InterruptedException {
        for (String service : List.of("env", "actor", "learner")) {
            kill(name + " " + service);
        }
    }

    /** Starts a service at the address it had before. */
    void start(String service) throws IOException {
        List<String> words = new ArrayList<>(
                switch (service) {
                    case "env" -> List.of("env", folder.resolve("watched.yaml").toString());
                    case "learner" -> List.of("learner", RUN, "--data", data().toString());
                    case "monitor" -> List.of("monitor", "--window", "2");
                    case "actor", "second actor" -> List.of("actor", RUN);
                    default -> ofFurther(service);
                });
        if (!ports.containsKey(service)) {
            ports.put(service, Watchers.freePort());
        }
        words.addAll(List.of(
                "--metrics-port",
                String.valueOf(ports.get(service)),
                "--bootstrap-servers",
                service.endsWith("second actor") ? proxied : broker.address()));
        words.addAll(
                0,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.millrace.app.MillraceMain"));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(service.replace(' ', '-') + "-" + started.size() + ".log")
                        .toFile())
                .start();
        started.add(process);
        services.put(service, process);
    }

    /** The folder in which the learner keeps its checkpoints. */
    Path data() {
        return folder.resolve("data");
    }

    /** Stops a service where it is, as a machine without processors would, or lets it go on. */
    void signal(String service, String signal) throws IOException, InterruptedException {
        send(signal, process(service).pid());
    }

    /** Lets the second actor of a further run work for one update in three, until the condition holds. */
    void slowUntil(String name, BooleanSupplier enough) throws IOException, InterruptedException {
        String actor = name + " second actor";
        long deadline = System.nanoTime() + RUN_DEADLINE.toNanos();
        Topics further = topicsOf(name);
        try (EventSource<Update> ledger = bus.reader(further.updates(), Start.END, NONE_EXPECTED)) {
            awaitUpdates(ledger, 1, deadline);
            while (!enough.getAsBoolean() && System.nanoTime() < deadline) {
                signal(actor, "STOP");
                awaitUpdates(ledger, 2, deadline);
                signal(actor, "CONT");
                awaitUpdates(ledger, 1, deadline);
            }
        } finally {
            signal(actor, "CONT");
        }
    }

    /** Waits until there are so many further updates than there are now. */
    private static void awaitUpdates(EventSource<Update> ledger, int count, long deadline) {
        int before = 1;
        while (before > 0) {
            before = ledger.poll(Duration.ZERO).size();
        }
        int seen = 0;
        while (seen < count && System.nanoTime() < deadline) {
            seen += ledger.poll(POLL).size();
        }
    }

    private static void send(String signal, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " " + pid + " fails");
        }
    }

    /** Ends a service as {@code kill -9} does. */
    void kill(String service) throws InterruptedException {
        Process process = process(service);
        process.destroyForcibly();
        awaitEnd(service);
    }

    /** Waits until a service has ended by itself. */
    void awaitEnd(String service) throws InterruptedException {
        if (!process(service).waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The " + service + " does not end");
        }
    }

    private Process process(String service) {
        Process process = services.get(service);
        if (process == null) {
            throw new IllegalStateException("There is no " + service);
        }
        return process;
    }

    /** Puts bytes onto the topic of actions that are no message of ours. */
    void poison() throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(topics.actions().name(), new byte[] {1, 2, 3}))
                    .get();
        }
    }

    /** What the services wrote, for the message of a failed test. */
    String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : Shipped.files(folder)) {
            if (file.toString().endsWith(".log")) {
                List<String> lines = Files.readAllLines(file);
                all.append(file.getFileName()).append(System.lineSeparator());
                lines.subList(Math.max(0, lines.size() - 30), lines.size())
                        .forEach(line -> all.append("  ").append(line).append(System.lineSeparator()));
            }
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        started.forEach(Process::destroyForcibly);
        proxy.close();
        bus.close();
        broker.close();
    }
}
