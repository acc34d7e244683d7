package io.millrace.app.commands;

import io.millrace.app.offpolicy.Candidate;
import io.millrace.app.offpolicy.WantedVersion;
import io.millrace.app.offpolicy.WantedVersion.VersionsFound;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Finds the weights that a command names, on a named cluster or in the folder of all runs. */
final class WeightsAccess {

    private WeightsAccess() {}

    static Candidate find(WantedVersion wanted, Path data, ConnectionOptions connection) {
        if (connection.given()) {
            try (Bus bus = new KafkaBus(connection.connection())) {
                return wanted.on(bus);
            }
        }
        RunFolder folder = new RunFolder(data, wanted.run());
        return wanted.in(folder, work -> onLog(folder, connection, work));
    }

    private static VersionsFound onLog(
            RunFolder folder, ConnectionOptions connection, Function<Bus, VersionsFound> work) {
        return Files.isDirectory(folder.brokerData())
                ? BusAccess.withBusOf(folder, connection, work)
                : VersionsFound.none();
    }
}
