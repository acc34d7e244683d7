package io.millrace.app.run;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.kafka.KafkaConnection;
import io.millrace.weights.KeptWeights;
import io.millrace.weights.PublishedWeights;
import io.millrace.weights.RunPolicy;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Finds a version of the weights of a local run: in its checkpoint, or on its log, which may be in use. */
public final class FolderWeights {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private FolderWeights() {}

    /** That version; nothing if it is not there any more. */
    public static Optional<PublishedWeights> exactly(RunFolder folder, Run run, long version) {
        Optional<PublishedWeights> newest = folder.weights().filter(weights -> weights.version() == version);
        if (newest.isPresent() || !Files.isDirectory(folder.brokerData())) {
            return newest;
        }
        String running = EmbeddedBroker.runningOn(folder.brokerData());
        if (running != null) {
            return exactly(running, run, version);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.brokerData(), 0, Map.of())) {
            return exactly(broker.address(), run, version);
        }
    }

    private static Optional<PublishedWeights> exactly(String address, Run run, long version) {
        try (Bus bus = new KafkaBus(new KafkaConnection(address, DEADLINE, DEADLINE, Map.of()))) {
            return KeptWeights.exactly(bus, run.getRun(), RunPolicy.layout(run), version);
        }
    }
}
