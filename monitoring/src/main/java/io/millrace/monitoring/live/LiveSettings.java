package io.millrace.monitoring.live;

import io.millrace.runtime.settings.Settings;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the page is, and whose alerts it shows.
 *
 * @param host       name or address to listen on; a loopback one unless others are to look
 * @param port       in [0, 65535], 0 takes a free one; null for {@value #USUAL_PORT}, or a free one if that is taken
 * @param prometheus address of a Prometheus whose alerts are shown; null for none
 */
public record LiveSettings(
        String host, @Nullable Integer port, @Nullable URI prometheus) {

    /** Where the page is if nobody says otherwise. */
    public static final int USUAL_PORT = 8090;

    public LiveSettings {
        Settings.require(!host.isBlank(), "--live-host", host, "a host name or an address", "127.0.0.1");
        if (port != null) {
            Settings.require(port >= 0 && port <= 65535, "--live-port", port, "between 0 and 65535", "8090");
        }
        if (prometheus != null) {
            String scheme = String.valueOf(prometheus.getScheme());
            Settings.require(
                    (scheme.equals("http") || scheme.equals("https")) && prometheus.getHost() != null,
                    "--prometheus",
                    prometheus,
                    "the address of a Prometheus",
                    "http://127.0.0.1:9090");
        }
    }

    /** Loopback alone, and no Prometheus. */
    public static LiveSettings loopback(int port) {
        return new LiveSettings("127.0.0.1", port, null);
    }
}
