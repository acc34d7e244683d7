package io.millrace.monitoring.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.runtime.settings.SettingsException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LiveServerTest {

    private static final String SNAPSHOT = "{\"runs\":[]}";
    private static final int MOST_VIEWERS = 3;

    private final EventStream stream = new EventStream("epoch", MOST_VIEWERS);
    private final LiveServer server = LiveServer.start(LiveSettings.loopback(0), stream, () -> SNAPSHOT, 20);
    private final List<Watching> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Watching watching : opened) {
            watching.socket().close();
        }
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8, <title>Millrace live",
        "/live.css, text/css; charset=utf-8, prefers-reduced-motion",
        "/live.js, text/javascript; charset=utf-8, EventSource",
        "/uplot.min.js, text/javascript; charset=utf-8, uPlot",
        "/uplot.min.css, text/css; charset=utf-8, .uplot",
        "/uplot.LICENSE.txt, text/plain; charset=utf-8, Leon Sorokin",
        "/icon.svg, image/svg+xml, <svg"
    })
    void eachPartOfThePageIsThereWithItsType(String path, String type, String content) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.headers().firstValue("Content-Type")).contains(type);
        assertThat(response.body()).contains(content);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Security-Policy, default-src 'none'; script-src 'self'",
        "X-Content-Type-Options, nosniff",
        "Cache-Control, no-store",
        "Referrer-Policy, no-referrer",
        "Cross-Origin-Resource-Policy, same-origin"
    })
    void browsersAreToldToAskNobodyElseAndToGuessAndKeepNothing(String header, String value) throws Exception {
        assertThat(get("/").headers().firstValue(header).orElse("")).startsWith(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/live.html", "/uplot.min.js/", "/../live.css", "/LiveServer.class", "/events/1"})
    void anythingElseIsNotFound(String path) throws IOException {
        assertThat(statusOf("GET " + path + " HTTP/1.1", "Host: localhost")).isEqualTo(404);
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(server.address()).POST(BodyPublishers.ofString("x")));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/events"})
    void aHeadRequestIsAnsweredWithoutABody(String path) throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(server.address().resolve(path)).method("HEAD", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8090", "localhost.evil.example", "192.0.2.1", ""})
    void aNameThatIsNotThisServersIsRefused(String host) throws IOException {
        assertThat(statusOf("GET / HTTP/1.1", "Host: " + host)).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8090", "127.0.0.1:1", "[::1]:8090"})
    void theNamesOfLoopbackAreThisServers(String host) throws IOException {
        assertThat(statusOf("GET / HTTP/1.1", "Host: " + host)).isEqualTo(200);
    }

    @Test
    void aPageOfAnotherSiteGetsNoEvents() throws IOException {
        assertThat(statusOf("GET /events HTTP/1.1", "Host: localhost", "Sec-Fetch-Site: cross-site"))
                .isEqualTo(403);
    }

    @Test
    void whoSeesThePageForTheFirstTimeGetsTheWholePicture() throws Exception {
        Watching viewer = watch("/events");

        assertThat(viewer.until("data:"))
                .containsSubsequence("retry: 1000", "id: epoch-0", "event: snapshot", "data: " + SNAPSHOT);
    }

    @Test
    void whatIsPublishedReachesEveryViewer() throws Exception {
        Watching one = watch("/events");
        Watching other = watch("/events");
        one.until("data: " + SNAPSHOT);
        other.until("data: " + SNAPSHOT);

        stream.publish("change", "{\"now\":1}");

        assertThat(one.until("data: {\"now\":1}")).containsSubsequence("id: epoch-1", "event: change");
        assertThat(other.until("data: {\"now\":1}")).containsSubsequence("id: epoch-1", "event: change");
    }

    @ParameterizedTest
    @CsvSource({"/events, epoch-1", "/events?after=epoch-1, "})
    void whoComesBackGetsWhatItMissedAndNoMore(String path, String lastId) throws Exception {
        stream.publish("change", "{\"now\":1}");
        stream.publish("change", "{\"now\":2}");

        Watching viewer = lastId == null ? watch(path) : watch(path, "Last-Event-ID: " + lastId);

        assertThat(viewer.until("data: {\"now\":2}"))
                .contains("id: epoch-2")
                .doesNotContain("event: snapshot", "id: epoch-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before-1", "epoch-0", "epoch-900", "epoch", "epoch--1", "'; drop"})
    void whoComesBackWithAnIdThatIsNotKeptBeginsAnew(String lastId) throws Exception {
        for (int i = 0; i <= EventStream.KEPT; i++) {
            stream.publish("change", "{}");
        }

        assertThat(watch("/events", "Last-Event-ID: " + lastId).until("data:")).contains("event: snapshot");
    }

    @Test
    void aViewerToWhomNothingIsSentGetsASignOfLife() throws Exception {
        assertThat(watch("/events").until("event: beat")).contains("event: beat");
    }

    @Test
    void viewersBeyondTheBoundAreRefusedWithTheReason() throws Exception {
        for (int i = 0; i < MOST_VIEWERS; i++) {
            watch("/events").until("data:");
        }

        HttpResponse<String> refused = get("/events");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("As many browsers watch as may");
    }

    @Test
    void aViewerThatReadsNothingIsDisconnected() throws Exception {
        watch("/events").until("data:");
        String large = "\"" + "x".repeat(1 << 20) + "\"";

        while (stream.viewers() > 0) {
            stream.publish("change", large);
        }

        assertThat(stream.disconnected()).isEqualTo(1);
    }

    @Test
    void aViewerThatIsGoneIsNoticed() throws Exception {
        Watching viewer = watch("/events");
        viewer.until("data:");

        viewer.socket().close();

        while (stream.viewers() > 0) {
            Thread.onSpinWait();
        }
        assertThat(stream.disconnected()).isZero();
    }

    @Test
    void viewersAreToldOfTheEnd() throws Exception {
        Watching viewer = watch("/events");
        viewer.until("data:");

        server.close();

        assertThat(viewer.until("event: end")).contains("event: end");
    }

    @Test
    void aPortThatWasGivenAndIsTakenIsNamedWithItsSetting() {
        int taken = server.address().getPort();

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> LiveServer.start(LiveSettings.loopback(taken), stream, () -> SNAPSHOT, 20))
                .withMessageStartingWith("--live-port is " + taken + ", but it cannot be listened on at 127.0.0.1: ")
                .withMessageContaining("Set --live-port to another port, or to 0 for a free one");
    }

    @Test
    void whereTheUsualPortIsTakenAFreeOneIsAndThatIsSaid() throws IOException {
        try (Closeable taken = takeUsualPort();
                LiveServer other =
                        LiveServer.start(new LiveSettings("127.0.0.1", null, null), stream, () -> SNAPSHOT, 20)) {
            assertThat(taken).isNotNull();
            assertThat(other.remark()).contains("Port 8090 is in use, so the live page took a free one.");
            assertThat(other.address().getPort()).isNotEqualTo(LiveSettings.USUAL_PORT);
        }
    }

    @Test
    void aHostThatNobodyKnowsIsNamedWithItsSetting() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(
                        () -> LiveServer.start(new LiveSettings("no such host", 0, null), stream, () -> SNAPSHOT, 20))
                .withMessageContaining("--live-host is \"no such host\"");
    }

    @Test
    void theServerListensOnLoopbackAlone() {
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
    }

    private static Closeable takeUsualPort() throws IOException {
        try {
            return new ServerSocket(LiveSettings.USUAL_PORT, 1, InetAddress.getLoopbackAddress());
        } catch (BindException takenAlready) {
            return () -> {};
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.address().resolve(path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** What no well-behaved client would send. */
    private int statusOf(String... lines) throws IOException {
        // HTTP/1.1 200 OK
        return Integer.parseInt(ask(lines).lines().readLine().substring(9, 12));
    }

    private Watching watch(String path, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: localhost"));
        lines.addAll(List.of(headers));
        return ask(lines.toArray(String[]::new));
    }

    private Watching ask(String... lines) throws IOException {
        URI address = server.address();
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(UTF_8));
        Watching watching =
                new Watching(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)));
        opened.add(watching);
        return watching;
    }

    private record Watching(Socket socket, BufferedReader lines) {

        /** Lines up to the first that begins so. */
        List<String> until(String beginning) throws IOException {
            List<String> read = new ArrayList<>();
            String line = lines.readLine();
            while (line != null) {
                read.add(line);
                if (line.startsWith(beginning)) {
                    return read;
                }
                line = lines.readLine();
            }
            throw new AssertionError("The connection ended before " + beginning + ": " + read);
        }
    }
}
