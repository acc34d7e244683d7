package io.millrace.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.Health;
import io.millrace.runtime.worker.Worker;
import io.millrace.runtime.worker.WorkerRunner;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsServerTest {
    private final AtomicLong clock = new AtomicLong();
    private final Health health = new Health(Duration.ofSeconds(10), clock::get);
    private final ProcessMetrics process = new ProcessMetrics("mill", "1.2");
    private final MetricsServer server = MetricsServer.start(MetricsSettings.loopback(0), process.registry(), health);

    @AfterEach
    void close() {
        server.close();
        process.close();
    }

    @Test
    void metricsSayWhatRunsHere() throws Exception {
        assertThat(get("/metrics").body())
                .contains("millrace_build_info{")
                .contains("service=\"mill\"")
                .contains("version=\"1.2\"");
    }

    @Test
    void metricsShowMemoryThreadsAndProcessor() throws Exception {
        assertThat(get("/metrics").body())
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_gc_max_data_size_bytes")
                .contains("jvm_threads_live_threads")
                .contains("system_cpu_count");
    }

    @Test
    void metricsShowHowLongTheProcessRunsAndWhatItHasOpen() throws Exception {
        assertThat(get("/metrics").body())
                .contains("process_start_time_seconds")
                .contains("process_uptime_seconds")
                .contains("process_files_open_files")
                .contains("process_files_max_files");
    }

    @Test
    void metricsShowWhatServicesCount() throws Exception {
        process.registry().counter("millrace.env.steps").increment(3);

        assertThat(get("/metrics").body()).contains("millrace_env_steps_total 3.0");
    }

    @Test
    void metricsAreInThePrometheusTextFormat() throws Exception {
        assertThat(get("/metrics").headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void aProcessWithoutFailedOrLateWorkersLives() throws Exception {
        HttpResponse<String> live = get("/live");

        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).isEqualTo("live\n");
    }

    @Test
    void aFailedWorkerIsNamed() throws Exception {
        WorkerRunner.start(new Failing(), health).ended().join();

        HttpResponse<String> live = get("/live");

        assertThat(live.statusCode()).isEqualTo(503);
        assertThat(live.body()).isEqualTo("worker failing failed; the log says why\n");
    }

    @Test
    void aProcessThatLacksNothingIsReady() throws Exception {
        HttpResponse<String> ready = get("/ready");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready\n");
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        health.ready("broker", false, "no answer yet");
        health.ready("weights", false, "none received");

        HttpResponse<String> ready = get("/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("broker: no answer yet\nweights: none received\n");
    }

    @Test
    void anythingElseIsNotFound() throws Exception {
        assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
    }

    @Test
    void aHeadRequestIsAnsweredWithoutABody() throws Exception {
        HttpRequest head = HttpRequest.newBuilder(server.address().resolve("/ready"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(send(head).statusCode()).isEqualTo(200);
    }

    @Test
    void theServerListensOnLoopbackAlone() {
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void aPortInUseIsNamedWithItsSetting() {
        int taken = server.address().getPort();

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> MetricsServer.start(MetricsSettings.loopback(taken), process.registry(), health)
                        .close())
                .withMessageStartingWith("--metrics-port is " + taken + ", but it cannot be listened on at 127.0.0.1: ")
                .withMessageContaining("Set --metrics-port to another port, or to 0 for a free one");
    }

    @Test
    void aHostThatNobodyKnowsIsNamedWithItsSetting() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(
                        () -> MetricsServer.start(new MetricsSettings("no such host", 0), process.registry(), health)
                                .close())
                .withMessageContaining("--metrics-host is \"no such host\"");
    }

    @Test
    void aPortBeyondTheLastIsRefused() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> MetricsSettings.loopback(65536))
                .withMessageStartingWith("--metrics-port is 65536, but has to be between 0 and 65535");
    }

    @Test
    void aClosedServerNoLongerListens() throws IOException {
        URI address = server.address();
        server.close();

        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> new Socket(address.getHost(), address.getPort()).close());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.address().resolve(path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static final class Failing implements Worker {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public int runOnce() {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close() {}
    }
}
