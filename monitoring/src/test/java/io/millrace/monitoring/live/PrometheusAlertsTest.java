package io.millrace.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrometheusAlertsTest {

    private static final String FIRING = """
            {"status": "success", "data": {"alerts": [{"labels": {"alertname": "ReturnFalling", "severity": "warning",
            "run": "walk"}, "annotations": {"summary": "The return falls."}, "state": "firing",
            "activeAt": "2026-11-22T12:00:00Z", "value": "1"}]}}""";

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private int status = 200;
    private String body = FIRING;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/alerts", exchange -> {
            asked.incrementAndGet();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void anAlertIsShownWithItsNameRunAndWords() {
        assertThat(shown().at("/alerts/0"))
                .hasToString(
                        "{\"name\":\"ReturnFalling\",\"severity\":\"warning\",\"run\":\"walk\",\"state\":\"firing\","
                                + "\"text\":\"The return falls.\",\"since\":\"2026-11-22T12:00:00Z\"}");
    }

    @Test
    void aPrometheusThatIsNotThereIsSaidToBeSo() {
        server.stop(0);

        assertThat(shown().get("reason").asText()).isEqualTo("it does not answer");
    }

    @Test
    void aPrometheusThatRefusesIsSaidToDoSo() {
        status = 500;

        assertThat(shown().get("reason").asText()).isEqualTo("it answers with status 500");
    }

    @Test
    void whatIsNoPrometheusIsSaidToBeNone() {
        body = "<html>welcome</html>";

        assertThat(shown().get("reason").asText()).isEqualTo("what answers there is no Prometheus");
    }

    @Test
    void itIsNotAskedAgainAtOnce() {
        PrometheusAlerts alerts = new PrometheusAlerts(address(), () -> 0);
        var first = alerts.runOnce();
        var second = alerts.runOnce();

        assertThat(asked).hasValue(1);
        assertThat(first + second).isEqualTo(1);
    }

    private com.fasterxml.jackson.databind.JsonNode shown() {
        PrometheusAlerts alerts = new PrometheusAlerts(address(), () -> 0);
        var unused = alerts.runOnce();
        return alerts.shown();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + '/');
    }
}
