package io.millrace.runtime.metrics;

import io.millrace.runtime.settings.Settings;

/**
 * Where a process shows its meters: section {@code metrics} of the settings.
 *
 * @param host name or address to listen on; a loopback one unless others are to look
 * @param port in [0, 65535]; 0 takes a free one
 */
public record MetricsSettings(String host, int port) {
    public MetricsSettings {
        Settings.require(!host.isBlank(), "--metrics-host", host, "a host name or an address", "127.0.0.1");
        Settings.require(port >= 0 && port <= 65535, "--metrics-port", port, "between 0 and 65535", "9400");
    }

    /** Loopback alone. */
    public static MetricsSettings loopback(int port) {
        return new MetricsSettings("127.0.0.1", port);
    }
}
