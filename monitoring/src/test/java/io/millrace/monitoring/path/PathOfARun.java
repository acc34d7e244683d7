package io.millrace.monitoring.path;

import io.millrace.messages.ActionKind;
import io.millrace.messages.ActionSpaceDescription;
import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.run.ReaderGroups;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A run on a bus in memory whose topics are written and read by hand, and a clock that is moved by hand. */
public final class PathOfARun {

    private final MemoryBus bus = new MemoryBus(1_000_000);
    private final Run run;
    private final Topics topics;
    private long nanos = Long.MAX_VALUE - 500;

    /** A run of that name with two partitions. */
    public PathOfARun(String name) {
        run = Run.newBuilder()
                .setRun(name)
                .setSettings("{}")
                .setSettingsHash("h")
                .setSeed(1)
                .setLanes(2)
                .setEnvironmentsPerLane(1)
                .setUnrollLength(1)
                .setMaxPolicyLag(0)
                .setPartitions(2)
                .setEnvironment("none")
                .setEnvironmentVersion("1")
                .setObservationSize(1)
                .setActionSpace(new ActionSpaceDescription(ActionKind.DISCRETE, 2, List.of(), List.of()))
                .setDistribution("categorical")
                .setNetwork(new NetworkDescription(List.of(4), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(Instant.EPOCH)
                .build();
        topics = new Topics(name, 2);
        bus.create(topics.all());
    }

    public Bus bus() {
        return bus;
    }

    public Run run() {
        return run;
    }

    public long nanoTime() {
        return nanos;
    }

    /** Lets time pass. */
    public void wait(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    /** Sends so many unrolls to a partition. */
    public void send(int partition, int count) {
        for (int i = 0; i < count; i++) {
            bus.sendBytes(topics.transitions(), partition, "k", new byte[1]);
        }
    }

    /** A learner that begins at the beginning. */
    public EventSource<Unroll> learner() {
        return bus.reader(
                topics.transitions(),
                List.of(0L, 0L),
                ReaderGroups.learner(topics),
                (t, p, o, key, value, reason) -> {});
    }

    /** Lets a reader read all there is, and tell so. */
    public static void readAndTell(EventSource<?> reader) {
        for (int poll = 0; poll < 2; poll++) {
            var unused = reader.poll(Duration.ZERO);
        }
    }
}
