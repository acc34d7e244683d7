package io.millrace.weights;

import io.millrace.messages.Run;
import io.millrace.messages.WeightsPart;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.event.EventSource;
import io.millrace.runtime.event.Rejections;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a bus holds of the weights of a run: the newest version, and those that were published to be kept. Of others it
 * forgets parts, sooner or later.
 */
public final class KeptWeights {

    private static final Duration POLL = Duration.ofMillis(200);

    private KeptWeights() {}

    /**
     * The newest whole version; nothing if there is none.
     *
     * @throws UserMistake if what is there cannot be used; the message says why
     */
    public static Optional<PublishedWeights> newest(Bus bus, Run run) {
        return upTo(bus, run.getRun(), RunPolicy.layout(run), Long.MAX_VALUE);
    }

    /**
     * The newest whole version of a run that is no newer than {@code last}; nothing if there is none.
     *
     * @param layout that the weights must have
     * @throws UserMistake if what is there cannot be used; the message says why
     */
    public static Optional<PublishedWeights> upTo(Bus bus, String run, ParameterLayout layout, long last) {
        Optional<PublishedWeights> passing = passing(bus, run, layout, last);
        long best = passing.map(PublishedWeights::version).orElse(-1L);
        for (long version : versions(bus, run).headSet(last, true).descendingSet()) {
            if (version <= best) {
                break;
            }
            Optional<PublishedWeights> whole = kept(bus, run, layout, version);
            if (whole.isPresent()) {
                return whole;
            }
        }
        return passing;
    }

    /**
     * This version of a run; nothing if it is not there whole.
     *
     * @param layout that the weights must have
     * @throws UserMistake if what is there cannot be used; the message says why
     */
    public static Optional<PublishedWeights> exactly(Bus bus, String run, ParameterLayout layout, long version) {
        return kept(bus, run, layout, version)
                .or(() -> passing(bus, run, layout, version).filter(weights -> weights.version() == version));
    }

    /** The versions that were published to be kept, whether or not all of their parts are there yet. */
    public static NavigableSet<Long> versions(Bus bus, String run) {
        NavigableSet<Long> versions = new TreeSet<>();
        read(bus, run, event -> {
            if (WeightsPublisher.isOfKept(event.key(), event.value())) {
                versions.add(event.value().getVersion());
            }
        });
        return versions;
    }

    /** Of the versions that take each other's place. */
    private static Optional<PublishedWeights> passing(Bus bus, String run, ParameterLayout layout, long last) {
        Topics topics = new Topics(run, 1);
        long end = bus.ends(topics.weights()).get(0);
        var source = bus.reader(topics.weights(), Start.BEGINNING, refusing(run));
        try (WeightsFollower weights = new WeightsFollower(source, layout, last)) {
            while (source.position(0) < end) {
                var unused = weights.follow(POLL);
                requireTime(run);
            }
            return Optional.ofNullable(weights.newest());
        }
    }

    private static Optional<PublishedWeights> kept(Bus bus, String run, ParameterLayout layout, long version) {
        KeptVersion kept = new KeptVersion(version);
        read(bus, run, event -> {
            if (WeightsPublisher.isOfKept(event.key(), event.value())) {
                kept.take(event.value());
            }
        });
        try {
            return kept.whole(layout);
        } catch (UnusableWeightsException unusable) {
            throw mistake(run, String.valueOf(unusable.getMessage()));
        }
    }

    private static void read(Bus bus, String run, Consumer<Event<WeightsPart>> taker) {
        Topics topics = new Topics(run, 1);
        long end = bus.ends(topics.weights()).get(0);
        try (EventSource<WeightsPart> source = bus.reader(topics.weights(), Start.BEGINNING, refusing(run))) {
            while (source.position(0) < end) {
                source.poll(POLL).forEach(taker);
                requireTime(run);
            }
        }
    }

    private static void requireTime(String run) {
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException("Stopped while reading the weights of run " + run + ".");
        }
    }

    private static Rejections refusing(String run) {
        return (topic, partition, offset, key, value, reason) -> {
            throw mistake(run, reason);
        };
    }

    private static UserMistake mistake(String run, String reason) {
        return new UserMistake("The weights of run \"" + run + "\" cannot be used: " + reason);
    }
}
