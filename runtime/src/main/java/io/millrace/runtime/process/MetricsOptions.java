package io.millrace.runtime.process;

import io.millrace.runtime.metrics.MetricsSettings;
import picocli.CommandLine.Option;

/** The options that say where a process shows its meters and health. */
public final class MetricsOptions {

    @Option(
            names = "--metrics-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address for /metrics, /live and /ready (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for /metrics, /live and /ready; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    /** Where to listen. */
    public MetricsSettings settings() {
        return new MetricsSettings(host, port);
    }
}
