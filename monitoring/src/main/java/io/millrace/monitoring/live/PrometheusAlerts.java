package io.millrace.monitoring.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.runtime.worker.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a Prometheus for its alerts every few seconds. One that is not there, or answers with something else, is no
 * failure: the page says so. {@link #shown} may be called by any thread.
 */
final class PrometheusAlerts implements Worker {

    private static final Logger LOGGER = LoggerFactory.getLogger(PrometheusAlerts.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_ALERTS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI prometheus;
    private final LongSupplier nanos;
    private volatile ObjectNode shown = JSON.createObjectNode();
    private long nextAt;
    private String lastReason = "";

    /** @param nanos tells passing time, as {@link System#nanoTime} does */
    PrometheusAlerts(URI prometheus, LongSupplier nanos) {
        this.prometheus = prometheus;
        this.nanos = nanos;
        this.nextAt = nanos.getAsLong();
        shown = answer("not asked yet");
    }

    /** What it last said, as the page takes it; never changed again. */
    ObjectNode shown() {
        return shown;
    }

    @Override
    public String name() {
        return "live-alerts";
    }

    @Override
    public int runOnce() {
        if (nanos.getAsLong() < nextAt) {
            return pause();
        }
        shown = ask();
        nextAt = nanos.getAsLong() + INTERVAL_NANOS;
        String reason = shown.path("reason").asText("");
        if (!reason.equals(lastReason)) {
            lastReason = reason;
            LOGGER.atInfo()
                    .addKeyValue("prometheus", prometheus)
                    .addKeyValue("reason", reason)
                    .log(reason.isEmpty() ? "showing the alerts of a Prometheus" : "a Prometheus shows no alerts");
        }
        return 1;
    }

    private static int pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private ObjectNode ask() {
        URI address = URI.create(prometheus.toString().replaceAll("/+$", "") + "/api/v1/alerts");
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return read(response.statusCode(), body.readNBytes(MOST_BYTES));
            }
        } catch (IOException notThere) {
            return answer("it does not answer");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return answer("it was not asked");
        }
    }

    private ObjectNode read(int status, byte[] body) {
        if (status != 200) {
            return answer("it answers with status " + status);
        }
        try {
            JsonNode alerts = JSON.readTree(body).at("/data/alerts");
            return alerts.isArray() ? answer(alerts) : answer("what answers there is no Prometheus");
        } catch (IOException foreign) {
            return answer("what answers there is no Prometheus");
        }
    }

    private ObjectNode answer(String reason) {
        return JSON.createObjectNode().put("source", prometheus.toString()).put("reason", reason);
    }

    private ObjectNode answer(JsonNode alerts) {
        ObjectNode answer = JSON.createObjectNode().put("source", prometheus.toString());
        ArrayNode list = answer.putArray("alerts");
        for (JsonNode alert : alerts) {
            if (list.size() == MOST_ALERTS) {
                break;
            }
            list.addObject()
                    .put("name", alert.at("/labels/alertname").asText("unnamed"))
                    .put("severity", alert.at("/labels/severity").asText(""))
                    .put("run", alert.at("/labels/run").asText(""))
                    .put("state", alert.path("state").asText(""))
                    .put("text", alert.at("/annotations/summary").asText(""))
                    .put("since", alert.path("activeAt").asText(""));
        }
        return answer;
    }

    @Override
    public void close() {}
}
