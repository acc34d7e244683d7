package io.millrace.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Run;
import io.millrace.monitoring.path.Flow;
import io.millrace.monitoring.path.PathWatch;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the data paths of runs, once a second, and shows them as meters. Runs in which nothing moves take turns, so
 * that the many that are over cost little: each is looked at about twice a minute. A bus that does not answer is asked
 * again; what was seen last stays meanwhile.
 */
public final class FlowWorker implements Worker {

    private static final Logger LOGGER = LoggerFactory.getLogger(FlowWorker.class);
    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_WAIT_NANOS = Duration.ofMillis(100).toNanos();
    /** Periods in which each run at rest has its turn. */
    private static final int TURNS = 30;

    private final Bus bus;
    private final Supplier<? extends Collection<Run>> runs;
    private final MeterRegistry meters;
    private final LongSupplier nanoTime;
    private final Map<String, Watched> watched = new TreeMap<>();
    private volatile List<Flow> flows = List.of();
    private long dueAtNanos;
    private int turn;
    private boolean answered = true;

    /** A run that is watched, and its meters. */
    private record Watched(PathWatch watch, FlowMetrics metrics) {}

    /**
     * @param runs     those to watch, registered on the bus; asked once a second
     * @param nanoTime a clock of nanoseconds that only goes forward, {@code System::nanoTime} outside of tests
     */
    public FlowWorker(Bus bus, Supplier<? extends Collection<Run>> runs, MeterRegistry meters, LongSupplier nanoTime) {
        this.bus = bus;
        this.runs = runs;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.dueAtNanos = nanoTime.getAsLong();
    }

    @Override
    public String name() {
        return "flows";
    }

    /** {@inheritDoc} Returns the number of runs looked at. */
    @Override
    public int runOnce() {
        long early = dueAtNanos - nanoTime.getAsLong();
        if (early > 0) {
            LockSupport.parkNanos(Math.min(early, LONGEST_WAIT_NANOS));
            return 0;
        }
        dueAtNanos = nanoTime.getAsLong() + PERIOD_NANOS;
        follow(runs.get());
        int looked = look();
        turn = (turn + 1) % TURNS;
        publish();
        return looked;
    }

    /** What was seen last of every run, by its name. May be asked by any thread. */
    public List<Flow> flows() {
        return flows;
    }

    @Override
    public void close() {
        watched.values().forEach(run -> run.metrics().close());
    }

    private int look() {
        int looked = 0;
        int resting = 0;
        BusException failure = null;
        for (Watched run : watched.values()) {
            if (run.watch().resting() && resting++ % TURNS != turn) {
                continue;
            }
            long before = nanoTime.getAsLong();
            try {
                var unused = run.watch().look();
                looked++;
            } catch (BusException silent) {
                failure = silent;
                if (nanoTime.getAsLong() - before > PERIOD_NANOS) {
                    // The broker is away, and would keep every other run waiting as long.
                    break;
                }
            }
        }
        say(failure);
        return looked;
    }

    /** Once when the bus does not answer, once when it does again. */
    private void say(@Nullable BusException failure) {
        if (failure != null && answered) {
            LOGGER.atWarn().addKeyValue("reason", failure.getMessage()).log("cannot watch the data path; trying again");
        } else if (failure == null && !answered) {
            LOGGER.atInfo().log("watching the data path again");
        }
        answered = failure == null;
    }

    private void follow(Collection<Run> present) {
        List<String> names = present.stream().map(Run::getRun).toList();
        watched.entrySet().removeIf(run -> {
            boolean gone = !names.contains(run.getKey());
            if (gone) {
                run.getValue().metrics().close();
            }
            return gone;
        });
        for (Run run : present) {
            watched.computeIfAbsent(run.getRun(), name -> watch(run));
        }
    }

    private Watched watch(Run run) {
        PathWatch watch = new PathWatch(bus, run, nanoTime);
        return new Watched(watch, new FlowMetrics(watch, meters));
    }

    private void publish() {
        List<Flow> seen = new ArrayList<>();
        watched.values().forEach(run -> seen.addAll(run.watch().flows()));
        flows = List.copyOf(seen);
    }
}
