package io.millrace.runtime.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers over HTTP: {@code /metrics} in the Prometheus text format, {@code /live} and {@code /ready}
 * with 200, or 503 and the reasons as plain text. Everything else is 404.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING_REQUESTS = 32;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Health health;
    private final HttpServer server;
    // Beyond its bound it refuses, and the server closes the connection.
    private final ThreadPoolExecutor threads;

    private record Answer(int status, String type, String body) {}

    private MetricsServer(HttpServer server, PrometheusMeterRegistry registry, Health health) {
        this.server = server;
        this.registry = registry;
        this.health = health;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_REQUESTS), task -> {
                    Thread thread = new Thread(task, "metrics");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Listens from now on.
     *
     * @throws SettingsException if the address cannot be listened on, as when the port is in use
     */
    public static MetricsServer start(MetricsSettings settings, PrometheusMeterRegistry registry, Health health) {
        MetricsServer metrics = new MetricsServer(listen(settings), registry, health);
        metrics.server.setExecutor(metrics.threads);
        metrics.server.createContext("/", metrics::handle);
        metrics.server.start();
        return metrics;
    }

    private static HttpServer listen(MetricsSettings settings) {
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        if (address.isUnresolved()) {
            throw new SettingsException("--metrics-host is \"" + settings.host()
                    + "\", but no address is known by that name. Set it, for example, to 127.0.0.1.");
        }
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new SettingsException("--metrics-port is " + settings.port() + ", but it cannot be listened on at "
                    + settings.host() + ": " + e.getMessage()
                    + ". Set --metrics-port to another port, or to 0 for a free one; --metrics-host has to be an"
                    + " address of this machine.");
        }
    }

    /** Where the server listens, without a path. */
    public URI address() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? '[' + host + ']' : host) + ':' + address.getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange.getRequestURI().getPath());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answer(String path) {
        return switch (path) {
            case "/metrics" -> new Answer(200, PROMETHEUS_TEXT, registry.scrape(PROMETHEUS_TEXT));
            case "/live" -> unless(health.whyNotLive(), "live");
            case "/ready" -> unless(health.whyNotReady(), "ready");
            default -> new Answer(404, PLAIN_TEXT, "There are /metrics, /live and /ready.\n");
        };
    }

    private static Answer unless(List<String> reasons, String good) {
        return reasons.isEmpty()
                ? new Answer(200, PLAIN_TEXT, good + '\n')
                : new Answer(503, PLAIN_TEXT, String.join("\n", reasons) + '\n');
    }

    /** Closes the port and all connections at once, without waiting for requests that are under way. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
