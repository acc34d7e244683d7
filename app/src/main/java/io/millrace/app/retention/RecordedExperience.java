package io.millrace.app.retention;

import io.millrace.messages.Checkpoint;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus;
import io.millrace.schemas.Retention;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The recorded experience of a run on a bus: what is there, what rests on it, and how it is kept. */
public final class RecordedExperience {

    private final Bus bus;
    private final Topics topics;
    private final List<Resting> resting;

    /** @param saved the checkpoint of the run's learner, where it is known */
    public RecordedExperience(Bus bus, Run run, Optional<Checkpoint> saved) {
        this.bus = bus;
        this.topics = new Topics(run.getRun(), run.getPartitions());
        this.resting = new RestingOnRun(bus, run).all(saved);
    }

    /** What the log holds now, topic by topic. */
    public List<KeptTopic> kept() {
        List<KeptTopic> kept = new ArrayList<>();
        for (Topic<?> topic : topics.recorded()) {
            kept.add(KeptTopic.of(bus, topic));
        }
        return kept;
    }

    /** What needs the transitions. */
    public List<Resting> resting() {
        return resting;
    }

    /** How the transitions are kept now. */
    public Retention retention() {
        return bus.retention(topics.transitions());
    }

    /** Keeps the experience otherwise from now on. */
    public void retain(Retention retention) {
        topics.recorded().forEach(topic -> bus.retain(topic, retention));
    }

    /**
     * What would be lost, in words, of what something rests on.
     *
     * @param now by which records are old
     */
    public List<String> lostBy(Retention retention, Instant now) {
        KeptTopic transitions = KeptTopic.of(bus, topics.transitions());
        List<String> lost = new ArrayList<>();
        for (Resting rest : resting) {
            List<String> gone = new ArrayList<>();
            for (KeptPartition partition : transitions.partitions()) {
                lost(rest, partition, retention, now).ifPresent(gone::add);
            }
            if (!gone.isEmpty()) {
                lost.add(rest.what() + ": " + String.join("; ", gone));
            } else if (!rest.moves() && retention.limited()) {
                lost.add(rest.what() + ": nothing yet, but sooner or later all of it, for it stays where it is in a log"
                        + " that is cut");
            }
        }
        return lost;
    }

    private Optional<String> lost(Resting rest, KeptPartition partition, Retention retention, Instant now) {
        long needed = rest.from().get(partition.partition());
        if (needed >= partition.end()) {
            return Optional.empty();
        }
        String place = "partition " + partition.partition() + " from offset " + needed + " on";
        if (retention.limitsBytes()) {
            long first = partition.firstWithin(retention.bytesOfPartition(topics.partitions()));
            if (needed < first) {
                return Optional.of(place + ", of which what comes before about offset " + first
                        + " would be more than its share of " + KeptText.megabytes(retention.bytes()));
            }
        }
        if (retention.limitsTime()) {
            Topic<Unroll> topic = topics.transitions();
            Optional<Instant> made = KeptTopic.timeOf(bus, topic, partition.partition(), needed);
            if (made.isPresent() && made.get().isBefore(now.minus(retention.time()))) {
                return Optional.of(place + ", which begins at " + KeptText.time(made.get())
                        + " and would be older than " + KeptText.duration(retention.time()));
            }
        }
        return Optional.empty();
    }
}
