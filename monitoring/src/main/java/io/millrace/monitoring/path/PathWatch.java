package io.millrace.monitoring.path;

import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.run.ReaderGroups;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the data path of one run from the bus's side: how much is sent on each arrow, and how far its reader is
 * behind. It rests on what the bus holds alone, so a reader that died is shown as well, and falls behind ever more.
 *
 * <p>A reader tells its position about once a second, so that much of a lag may be the telling.
 */
public final class PathWatch {

    private static final long RATE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long REST_NANOS = Duration.ofMinutes(1).toNanos();

    private final Bus bus;
    private final String run;
    private final LongSupplier nanoTime;
    private final List<Arrow> arrows;
    private volatile List<Flow> flows;
    private long records;
    private long movedAtNanos;

    /**
     * @param bus      where the run's topics are
     * @param nanoTime a clock of nanoseconds that only goes forward, {@code System::nanoTime} outside of tests
     */
    public PathWatch(Bus bus, Run run, LongSupplier nanoTime) {
        this.bus = bus;
        this.run = run.getRun();
        this.nanoTime = nanoTime;
        Topics topics = new Topics(run.getRun(), run.getPartitions());
        this.arrows = List.of(
                new Arrow("observations", topics.observations(), "actor", ReaderGroups.actors(topics)),
                new Arrow("actions", topics.actions(), "env", ReaderGroups.environments(topics)),
                new Arrow("transitions", topics.transitions(), "learner", ReaderGroups.learner(topics)),
                new Arrow("weights", topics.weights(), "actor", null),
                new Arrow("updates", topics.updates(), "monitor", null),
                new Arrow("episodes", topics.episodes(), "monitor", null));
        this.flows = arrows.stream().map(arrow -> arrow.flow(-1, Double.NaN)).toList();
        this.movedAtNanos = nanoTime.getAsLong();
    }

    /**
     * Asks the bus, and gives what it said. One thread at a time.
     *
     * @throws BusException if the bus does not answer; {@link #flows} stays as it was
     */
    public List<Flow> look() {
        flows = arrows.stream().map(Arrow::look).toList();
        long sent = flows.stream().mapToLong(Flow::records).sum();
        if (sent != records) {
            records = sent;
            movedAtNanos = nanoTime.getAsLong();
        }
        return flows;
    }

    /**
     * What the last look saw: observations, actions and transitions with their readers' lag, then weights, updates and
     * episodes, of which no reader tells. Always the same arrows in the same order; before the first look nothing was
     * sent and nothing told. May be asked by any thread.
     */
    public List<Flow> flows() {
        return flows;
    }

    /** Whether nothing was sent for a minute. The thread that looks may ask. */
    public boolean resting() {
        return nanoTime.getAsLong() - movedAtNanos > REST_NANOS;
    }

    /** One arrow, and what was seen of it. */
    private final class Arrow {

        private final String name;
        private final Topic<?> topic;
        private final String reader;
        private final @Nullable String group;
        private final OffsetHistory history = new OffsetHistory();

        /** @param group under which the reader tells how far it is; null if it does not */
        Arrow(String name, Topic<?> topic, String reader, @Nullable String group) {
            this.name = name;
            this.topic = topic;
            this.reader = reader;
            this.group = group;
        }

        Flow look() {
            // Positions first: asked for after the ends, they might lie beyond them.
            List<Long> positions = group == null ? List.of() : bus.told(topic, group);
            List<Long> ends = bus.ends(topic);
            history.add(nanoTime.getAsLong(), ends);
            long lag = 0;
            double seconds = 0;
            boolean told = false;
            for (int partition = 0; partition < positions.size(); partition++) {
                long position = positions.get(partition);
                if (position != Bus.UNTOLD) {
                    told = true;
                    lag += Math.max(0, ends.get(partition) - position);
                    seconds = Math.max(seconds, history.ageSeconds(partition, position));
                }
            }
            return flow(told ? lag : -1, told ? seconds : Double.NaN);
        }

        Flow flow(long lagRecords, double lagSeconds) {
            return new Flow(
                    run, name, reader, history.records(), history.recordsPerSecond(RATE_NANOS), lagRecords, lagSeconds);
        }
    }
}
