package io.millrace.app.price;

import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSink;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topic;
import io.millrace.schemas.Topics;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import io.millrace.weights.WeightsFollower;
import io.millrace.weights.WeightsPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.specific.SpecificRecordBase;

/** The topics of a run, from one thread: what stands on them, and what is written to them. */
final class SalesLog {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final String POLICY = "main";

    private static final Rejections REFUSED = (topic, partition, offset, key, value, reason) -> {
        throw new UserMistake("The record at offset " + offset + " of " + topic + " cannot be read: " + reason
                + " Begin a run of another name.");
    };

    private final Bus bus;
    private final Run run;
    private final Topics topics;

    SalesLog(Bus bus, Run run) {
        this.bus = bus;
        this.run = run;
        this.topics = new Topics(run.getRun(), run.getPartitions());
    }

    /** The recorded transitions, of each partition from its offset on. */
    List<Event<Unroll>> unrolls(List<Long> from) {
        List<Event<Unroll>> unrolls = new ArrayList<>();
        try (EventSource<Unroll> source = bus.reader(topics.transitions(), from, REFUSED)) {
            read(source, topics.transitions(), unrolls);
        }
        return unrolls;
    }

    /** All recorded transitions. */
    List<Event<Unroll>> unrolls() {
        return unrolls(Collections.nCopies(run.getPartitions(), 0L));
    }

    /** The ledger. */
    List<Update> updates() {
        List<Event<Update>> events = new ArrayList<>();
        try (EventSource<Update> source = bus.reader(topics.updates(), Start.BEGINNING, REFUSED)) {
            read(source, topics.updates(), events);
        }
        return events.stream().map(Event::value).toList();
    }

    /** Version of the newest whole weights; -1 while there are none. */
    long publishedVersion() {
        long end = bus.ends(topics.weights()).get(0);
        var source = bus.reader(topics.weights(), Start.BEGINNING, REFUSED);
        try (WeightsFollower follower = new WeightsFollower(source, RunPolicy.layout(run))) {
            while (source.position(0) < end) {
                requireGoingOn();
                var unused = follower.follow(POLL);
            }
            return follower.version();
        }
    }

    /** Records unrolls, and returns once they are acknowledged. */
    void record(List<Unroll> unrolls) {
        EventSink<Unroll> sink = bus.sink(topics.transitions(), Delivery.BULK);
        for (Unroll unroll : unrolls) {
            sink.send(topics.partition(unroll.getLane()), String.valueOf(unroll.getLane()), unroll);
        }
        sink.flush();
    }

    /**
     * Enters an update into the ledger, and returns once it is acknowledged.
     *
     * @param learned  unrolls that went into the statistics
     * @param aside    unrolls that say nothing of an arm's week
     * @param decision state of the chance that the recommendation is drawn from; 0 where none is made
     */
    void enter(
            PublishedWeights weights,
            List<Event<Unroll>> learned,
            List<Event<Unroll>> aside,
            long steps,
            long decision,
            Instant now) {
        EventSink<Update> sink = bus.sink(topics.updates(), Delivery.PROMPT);
        sink.send(
                0,
                POLICY,
                Update.newBuilder()
                        .setPolicy(POLICY)
                        .setVersion(weights.version())
                        .setSettingsHash(run.getSettingsHash())
                        .setEngine("statistics of sales, week by week")
                        .setRandomState(decision)
                        .setConsumed(places(learned))
                        .setDropped(places(aside))
                        .setSteps(steps)
                        .setPolicyLoss(0)
                        .setValueLoss(0)
                        .setEntropy(0)
                        .setApproximateKl(0)
                        .setClipFraction(0)
                        .setExplainedVariance(0)
                        .setGradientNorm(0)
                        .setPolicyLag(0)
                        .setWeightsSha256(weights.sha256())
                        .setUpdatedAt(now)
                        .build());
        sink.flush();
    }

    /** Publishes statistics, and returns once they are acknowledged. */
    void publish(PublishedWeights weights, Instant now) {
        new WeightsPublisher(bus.sink(topics.weights(), Delivery.PROMPT), POLICY, RunPolicy.layout(run))
                .publish(weights, now);
    }

    private <V extends SpecificRecordBase> void read(EventSource<V> source, Topic<V> topic, List<Event<V>> into) {
        List<Long> ends = bus.ends(topic);
        for (int partition = 0; partition < ends.size(); partition++) {
            while (source.position(partition) < ends.get(partition)) {
                requireGoingOn();
                into.addAll(source.poll(POLL));
            }
        }
    }

    /** An interrupted source returns at once, again and again. */
    private static void requireGoingOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException("Stopped while reading what the run has recorded.");
        }
    }

    private static List<ConsumedUnroll> places(List<Event<Unroll>> unrolls) {
        return unrolls.stream()
                .map(event -> new ConsumedUnroll(
                        event.value().getLane(), event.value().getNumber(), event.partition(), event.offset(), 0))
                .toList();
    }
}
