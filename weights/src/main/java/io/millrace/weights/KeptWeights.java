package io.millrace.weights;

import io.millrace.messages.Run;
import io.millrace.policy.parameters.ParameterLayout;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Bus.Start;
import io.millrace.runtime.event.BusException;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Optional;

/** What a bus holds of the weights of a run. Of old versions it forgets parts, sooner or later. */
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
        Topics topics = new Topics(run, 1);
        long end = bus.ends(topics.weights()).get(0);
        var source = bus.reader(topics.weights(), Start.BEGINNING, (topic, partition, offset, key, value, reason) -> {
            throw new UserMistake("The weights of run \"" + run + "\" cannot be used: " + reason);
        });
        try (WeightsFollower weights = new WeightsFollower(source, layout, last)) {
            while (source.position(0) < end) {
                var unused = weights.follow(POLL);
                if (Thread.currentThread().isInterrupted()) {
                    throw new BusException("Stopped while reading the weights of run " + run + ".");
                }
            }
            return Optional.ofNullable(weights.newest());
        }
    }
}
