package io.millrace.learner;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.Unrolls;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.worker.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The stage ahead of the update: reads transitions, decodes and checks them, and hands them on in the order
 * of the log, so that this overlaps with learning. It alone uses the source. What cannot be used goes to
 * quarantine. While there is no room ahead, it reads nothing: the log keeps it.
 */
final class IntakeWorker implements Worker {

    private final Run run;
    private final EventSource<Unroll> transitions;
    private final Unrolls unrolls;
    private final Handover handover;
    private final LongSupplier version;
    private final LearnerMetrics metrics;
    private final InstantSource clock;
    private final Duration wait;

    /** Read and not yet decoded; empty before anything more is read. */
    private final Deque<Event<Unroll>> read = new ArrayDeque<>();

    private @Nullable Arrival ready;

    /**
     * @param version the learner's present version
     * @param clock   tells when unrolls arrive
     * @param wait    longest wait of a cycle, for messages or for room
     */
    IntakeWorker(
            Run run,
            EventSource<Unroll> transitions,
            Unrolls unrolls,
            Handover handover,
            LongSupplier version,
            LearnerMetrics metrics,
            InstantSource clock,
            Duration wait) {
        this.run = run;
        this.transitions = transitions;
        this.unrolls = unrolls;
        this.handover = handover;
        this.version = version;
        this.metrics = metrics;
        this.clock = clock;
        this.wait = wait;
    }

    @Override
    public String name() {
        return "intake";
    }

    /** {@inheritDoc} Returns the number of unrolls that were read, refused or handed on. */
    @Override
    public int runOnce() {
        if (ready == null && read.isEmpty()) {
            List<Event<Unroll>> events = transitions.poll(wait);
            requireAll();
            read.addAll(events);
            return events.size();
        }
        if (ready == null) {
            ready = decodeOrReject(read.remove());
        }
        if (ready != null) {
            if (!handover.offer(ready, wait)) {
                return 0;
            }
            ready = null;
        }
        return 1;
    }

    @Override
    public void close() {
        transitions.close();
    }

    /** Learning from the rest would be learning something else. */
    private void requireAll() {
        if (transitions.missed() > 0) {
            throw new LedgerException("The log let go of " + transitions.missed() + " records of run " + run.getRun()
                    + "'s transitions before they were learned from: it is kept too short for a learner that is so far"
                    + " behind. Begin a run of another name, and keep more: topics.keep-for, topics.keep-megabytes.");
        }
    }

    private @Nullable Arrival decodeOrReject(Event<Unroll> event) {
        try {
            requireOurs(event.value());
            DecodedUnroll unroll = unrolls.decode(event.value());
            if (run.getSource() == null) {
                metrics.stored(unroll.weightsVersions(), version.getAsLong());
                metrics.arrived(event.value().getEventTimes(), clock.millis());
            }
            return new Arrival(unroll, event);
        } catch (IllegalArgumentException unusable) {
            transitions.reject(event, String.valueOf(unusable.getMessage()));
            return null;
        }
    }

    private void requireOurs(Unroll unroll) {
        if (run.getSource() == null) {
            requireSame("run", unroll.getRun(), run.getRun());
        }
        requireSame("environment", unroll.getEnvironment(), run.getEnvironment());
        requireSame("environment version", unroll.getEnvironmentVersion(), run.getEnvironmentVersion());
        int lane = unroll.getLane();
        if (lane < 0 || lane >= run.getLanes()) {
            throw new IllegalArgumentException(
                    "Lane " + lane + " is none of this run's " + run.getLanes() + " lanes, counted from 0.");
        }
    }

    private static void requireSame(String what, String found, String expected) {
        if (!found.equals(expected)) {
            throw new IllegalArgumentException(
                    "The unroll is of " + what + " \"" + found + "\", but this learner learns " + what + " \""
                            + expected + "\". Its sender writes to the wrong topic, or is of another version.");
        }
    }
}
