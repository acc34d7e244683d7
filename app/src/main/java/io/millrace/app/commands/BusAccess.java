package io.millrace.app.commands;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Function;

/** Reaches the log of a run: on a named cluster, through the local run that is at work, or from its folder. */
final class BusAccess {

    private BusAccess() {}

    /** Does something with the bus that holds the log of a run, and gives what comes of it. */
    static <T> T withBusOf(RunFolder folder, ConnectionOptions connection, Function<Bus, T> work) {
        if (connection.given()) {
            try (Bus bus = new KafkaBus(connection.connection())) {
                return work.apply(bus);
            }
        }
        if (!Files.isDirectory(folder.brokerData())) {
            // Names the runs there are, if this is none of them.
            var unused = folder.settings();
            throw new UserMistake("Run \"" + folder.run() + "\" has no log in " + folder.path()
                    + ": it ran in memory, or on a cluster. Name the cluster with --bootstrap-servers.");
        }
        String running = EmbeddedBroker.runningOn(folder.brokerData());
        if (running != null) {
            try (Bus bus = new KafkaBus(connection.connection(running))) {
                return work.apply(bus);
            }
        }
        return fromFolder(folder, connection, work);
    }

    /**
     * Does something with the bus of a run that somebody may be at work on: on a named cluster, or through the local
     * run that is at work.
     *
     * @throws UserMistake if no local run of that name is at work
     */
    static <T> T withBusOfWork(RunFolder folder, ConnectionOptions connection, Function<Bus, T> work) {
        if (!connection.given()
                && (!Files.isDirectory(folder.brokerData()) || EmbeddedBroker.runningOn(folder.brokerData()) == null)) {
            // Names the runs there are, if this is none of them.
            var unused = folder.settings();
            throw new UserMistake("Run \"" + folder.run() + "\" in " + folder.path()
                    + (Files.exists(folder.summary())
                            ? " is over: nothing is learned any more."
                            : " is not at work, or works in memory or on a cluster. Name the cluster with"
                                    + " --bootstrap-servers."));
        }
        return withBusOf(folder, connection, work);
    }

    private static <T> T fromFolder(RunFolder folder, ConnectionOptions connection, Function<Bus, T> work) {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.brokerData(), 0, Map.of());
                Bus bus = new KafkaBus(connection.connection(broker.address()))) {
            return work.apply(bus);
        }
    }
}
