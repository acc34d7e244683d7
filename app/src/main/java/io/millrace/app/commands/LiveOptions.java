package io.millrace.app.commands;

import io.millrace.monitoring.live.LiveSettings;
import io.millrace.runtime.worker.UserMistake;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the live page is. */
final class LiveOptions {

    @Option(
            names = "--live-port",
            paramLabel = "PORT",
            description = "Port of the live page; 0 takes a free one (default: " + LiveSettings.USUAL_PORT
                    + ", or a free one if that is taken).")
    private @Nullable Integer port;

    @Option(
            names = "--live-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address of the live page. Whoever reaches it sees the runs, so there is a reason for the"
                    + " default (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--no-live", description = "Have no live page.")
    private boolean none;

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description = "Show the alerts of this Prometheus on the live page too.")
    private @Nullable URI prometheus;

    /** Where the page is to be; nothing if there is to be none. */
    Optional<LiveSettings> settings() {
        if (none && (port != null || prometheus != null)) {
            throw new UserMistake("--no-live was given together with " + (port != null ? "--live-port" : "--prometheus")
                    + ", but without a live page there is nothing it could be for. Leave out one of them.");
        }
        return none ? Optional.empty() : Optional.of(new LiveSettings(host, port, prometheus));
    }
}
