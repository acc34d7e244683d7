package io.millrace.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.faults.FaultPlan.Strike;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of services apart, behind a proxy, to which everything in a plan happens. */
final class FaultyRun implements AutoCloseable {

    private static final String MILLRACE = "io.millrace.app.MillraceMain";
    private static final int LEARNER_DISK_MEGABYTES = 1;
    private static final int BROKER_DISK_MEGABYTES = 128;
    private static final long DELAY_MILLIS = 15;
    private static final int UPDATES_DELAYED = 4;

    private final FaultPlan plan;
    private final Path folder;
    private final int brokerPort;
    private final CuttingProxy proxy;
    private final Processes processes;
    private final @Nullable FakeClock clock;
    private final @Nullable SmallDisk learnerDisk;
    private final @Nullable SmallDisk brokerDisk;
    private @Nullable Corruption corruption;

    FaultyRun(FaultPlan plan, Path folder) throws IOException {
        this.plan = plan;
        this.folder = folder;
        this.brokerPort = freePort();
        this.clock = plan.has(FaultKind.CLOCKS_JUMPED) ? new FakeClock(folder) : null;
        this.learnerDisk = plan.has(FaultKind.LEARNER_DISK_FULL)
                ? SmallDisk.of(folder.resolve("runs"), LEARNER_DISK_MEGABYTES)
                : null;
        this.brokerDisk = plan.has(FaultKind.BROKER_DISK_FULL)
                ? SmallDisk.of(folder.resolve("broker"), BROKER_DISK_MEGABYTES)
                : null;
        this.proxy = new CuttingProxy(brokerPort);
        this.processes = new Processes(folder, clock == null ? Map.of() : clock.environment());
    }

    /** Runs it from its beginning to its end; gives what stands on its topics then, with when each fault struck. */
    Outcome run() throws IOException {
        startBroker();
        start("env");
        try (Bus bus = connect()) {
            Run registered = new RunRegistry(bus).await(RunUnderTest.NAME, Deadline.GENEROUS);
            Topics topics = new Topics(RunUnderTest.NAME, registered.getPartitions());
            start("actor");
            start("learner");
            if (watched()) {
                start("monitor");
            }
            List<String> struck = new ArrayList<>();
            try (Observer observer = new Observer(bus, topics)) {
                for (Strike strike : plan.strikes()) {
                    long at = observer.await(strike.version());
                    strike(strike.kind(), observer, topics);
                    struck.add(strike.kind().words() + " at " + at);
                }
                Deadline.await("the end of the run", () -> {
                    observer.look();
                    startAgainWhatGaveUp();
                    return !processes.running("learner").isAlive();
                });
                assertThat(processes.awaitEnd("learner"))
                        .as("the learner's exit code")
                        .isZero();
                assertThat(processes.awaitEnd("env"))
                        .as("the env-service's exit code")
                        .isZero();
                observer.look();
                return new Outcome(struck, Recorded.of(bus, topics), observer.seen(), corruption);
            }
        }
    }

    /**
     * What came of a run.
     *
     * @param struck     each fault, and where the ledger stood
     * @param seen       each unroll that could be read on the way
     * @param corruption what was sent that nobody should have sent; null if nothing was
     */
    record Outcome(
            List<String> struck,
            Recorded recorded,
            Map<String, String> seen,
            @Nullable Corruption corruption) {}

    /** The ends of the logs of all processes. */
    String logs() throws IOException {
        return processes.logs();
    }

    @Override
    public void close() throws IOException {
        processes.close();
        proxy.close();
        if (learnerDisk != null) {
            learnerDisk.close();
        }
        if (brokerDisk != null) {
            brokerDisk.close();
        }
    }

    /** Corrupt messages are for the monitor, too. */
    private boolean watched() {
        return plan.has(FaultKind.MONITOR_KILLED) || plan.has(FaultKind.MESSAGES_CORRUPTED);
    }

    private void strike(FaultKind kind, Observer observer, Topics topics) throws IOException {
        switch (kind) {
            case ENV_KILLED -> replace("env");
            case ACTOR_KILLED -> replace("actor");
            case LEARNER_KILLED -> replace("learner");
            case MONITOR_KILLED -> replace("monitor");
            case BROKER_KILLED -> {
                processes.kill("broker");
                startBroker();
            }
            case BROKER_RESTARTED -> {
                processes.stop("broker");
                startBroker();
            }
            case CONNECTIONS_CUT -> cut(observer);
            case CONNECTIONS_DELAYED -> {
                proxy.delay(DELAY_MILLIS);
                observer.await(observer.look() + UPDATES_DELAYED);
                proxy.delay(0);
            }
            case LEARNER_DISK_FULL -> fillLearnersDisk();
            case BROKER_DISK_FULL -> fillBrokersDisk();
            case MESSAGES_CORRUPTED -> corrupt(topics, observer);
            case CLOCKS_JUMPED -> jump(observer);
        }
    }

    private void replace(String role) throws IOException {
        processes.kill(role);
        start(role);
    }

    private void cut(Observer observer) {
        int cut = proxy.cut();
        for (int again = 0; again < 2; again++) {
            observer.await(observer.look() + 1);
            cut += proxy.cut();
        }
        assertThat(cut).as("connections that were cut").isPositive();
    }

    private void fillLearnersDisk() throws IOException {
        SmallDisk disk = Objects.requireNonNull(learnerDisk);
        disk.fill(processes.running("learner"));
        assertThat(processes.awaitEnd("learner")).as("exit code on a full disk").isEqualTo(1);
        assertThat(processes.said("learner")).contains("cannot be written", "Make room on the disk");
        disk.clear();
        start("learner");
    }

    private void fillBrokersDisk() throws IOException {
        SmallDisk disk = Objects.requireNonNull(brokerDisk);
        disk.fill(processes.running("broker"));
        assertThat(processes.awaitEnd("broker")).as("exit code on a full disk").isNotZero();
        disk.clear();
        startBroker();
    }

    /** Several times, since an actor or an env-service that is just taking partitions over looks at what comes then. */
    private void corrupt(Topics topics, Observer observer) {
        Corruption made = new Corruption(address(), topics, plan.seed());
        corruption = made;
        for (int round = 0; round < 3; round++) {
            made.strike();
            observer.await(Math.min(RunUnderTest.UPDATES - 5, observer.look() + 1));
        }
    }

    private void jump(Observer observer) throws IOException {
        FakeClock jumping = Objects.requireNonNull(clock);
        jumping.put("+2h");
        observer.awaitClock(ahead -> ahead.toMinutes() > 60, this::startAgainWhatGaveUp);
        jumping.put("-90m");
        observer.awaitClock(ahead -> ahead.toMinutes() < -60, this::startAgainWhatGaveUp);
    }

    /** A service whose clock leaps may take a message on its way for one that is long overdue, and end. */
    private void startAgainWhatGaveUp() {
        if (clock == null) {
            return;
        }
        for (String role : processes.failed()) {
            if (!role.equals("broker")) {
                assertThat(processes.said(role))
                        .as("why the " + role + " ended")
                        .contains("start this service again");
                try {
                    start(role);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        }
    }

    private void startBroker() {
        processes.start(
                "broker",
                BrokerBehindProxy.class.getName(),
                List.of(
                        folder.resolve("broker").resolve("data").toString(),
                        String.valueOf(brokerPort),
                        String.valueOf(proxy.port())));
        Process broker = processes.running("broker");
        Deadline.await("the broker", () -> {
            if (!broker.isAlive()) {
                throw new AssertionError("The broker ended at once: " + processes.said("broker"));
            }
            return processes.said("broker").contains("Kafka broker on ");
        });
    }

    private void start(String role) throws IOException {
        List<String> arguments = new ArrayList<>(
                switch (role) {
                    case "env" ->
                        List.of(
                                "env",
                                RunUnderTest.file(Files.createDirectories(folder.resolve("settings")))
                                        .toString());
                    case "actor" -> List.of("actor", RunUnderTest.NAME);
                    case "learner" ->
                        List.of(
                                "learner",
                                RunUnderTest.NAME,
                                "--data",
                                folder.resolve("runs").toString());
                    case "monitor" -> List.of("monitor", "--window", "1");
                    default -> throw new IllegalArgumentException(role);
                });
        arguments.addAll(List.of("--bootstrap-servers", address()));
        processes.start(role, MILLRACE, arguments);
    }

    private String address() {
        return "127.0.0.1:" + proxy.port();
    }

    private Bus connect() {
        return new KafkaBus(new KafkaConnection(address(), Duration.ofMinutes(1), Duration.ofMinutes(4), Map.of()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
