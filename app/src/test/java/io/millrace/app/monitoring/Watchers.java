package io.millrace.app.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Prometheus and an Alertmanager on loopback, and who is told of alerts. */
final class Watchers implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final HttpServer receiver;
    private final Map<String, String> targets = new LinkedHashMap<>();
    private final String prometheus;

    /** Status of each alert by its labels, as Alertmanager told it last. */
    private final Map<Map<String, String>, String> told = new HashMap<>();

    private Watchers(Path folder, HttpServer receiver, int port) {
        this.folder = folder;
        this.receiver = receiver;
        this.prometheus = "127.0.0.1:" + port;
    }

    /** The full path of a program that has to be there, under one of these names. */
    static String program(String... names) {
        for (String name : names) {
            for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file)) {
                    return file.toString();
                }
            }
        }
        throw new AssertionError("There is no " + names[0] + " on the PATH, and this test asks a real one. Install"
                + " Debian's packages prometheus and prometheus-alertmanager.");
    }

    /** Starts both on the shipped configuration with shorter times; ready when this returns. */
    static Watchers start(Path folder, double freeDisk) throws IOException, InterruptedException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Watchers watchers = new Watchers(folder, receiver, freePort());
        watchers.scrape(watchers.prometheus, "prometheus");
        receiver.createContext("/", watchers::receive);
        receiver.start();
        String alertmanager = "127.0.0.1:" + freePort();
        Shortened.write(
                folder,
                alertmanager,
                "http://127.0.0.1:" + receiver.getAddress().getPort() + "/",
                freeDisk);
        watchers.launch(
                program("alertmanager", "prometheus-alertmanager"),
                "--config.file=" + folder.resolve("alertmanager.yml"),
                "--storage.path=" + folder.resolve("alertmanager"),
                "--web.listen-address=" + alertmanager,
                "--cluster.listen-address=");
        watchers.launch(
                program("prometheus"),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=" + watchers.prometheus);
        watchers.awaitReady(alertmanager);
        watchers.awaitReady(watchers.prometheus);
        return watchers;
    }

    /** Scrapes this address, host and port, as well from now on. */
    void scrape(String address, String job) throws IOException {
        targets.put(address, job);
        writeTargets();
    }

    /** Scrapes this address no more. */
    void leave(String address) throws IOException {
        targets.remove(address);
        writeTargets();
    }

    private void writeTargets() throws IOException {
        ArrayNode groups = JSON.createArrayNode();
        targets.forEach((address, job) -> {
            ObjectNode group = groups.addObject();
            group.putArray("targets").add(address);
            group.putObject("labels").put("job", job);
        });
        Path written = folder.resolve("targets.new");
        JSON.writeValue(written.toFile(), groups);
        Files.move(written, folder.resolve(Shortened.TARGETS), StandardCopyOption.ATOMIC_MOVE);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What Prometheus answers to a query over the last so many seconds: a list of series. */
    JsonNode ask(String expression, long seconds) throws IOException, InterruptedException {
        long now = System.currentTimeMillis() / 1000;
        JsonNode answer = JSON.readTree(get("http://" + prometheus + "/api/v1/query_range?step=1&start="
                + (now - seconds) + "&end=" + now + "&query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        if (!answer.get("status").asText().equals("success")) {
            throw new AssertionError("Prometheus refuses " + expression + ": " + answer);
        }
        return answer.at("/data/result");
    }

    /** Whether a query gave at least one number over the last so many seconds. */
    boolean gives(String expression, long seconds) throws IOException, InterruptedException {
        for (JsonNode series : ask(expression, seconds)) {
            for (JsonNode value : series.get("values")) {
                if (!value.get(1).asText().equals("NaN")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Labels of the alerts that fire now, as far as Alertmanager has told. */
    synchronized List<Map<String, String>> firing() {
        return told.entrySet().stream()
                .filter(alert -> alert.getValue().equals("firing"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether an alert with these labels, and perhaps more, fires now. */
    synchronized boolean isFiring(String alert, Map<String, String> labels) {
        return firing().stream().anyMatch(one -> matches(one, alert, labels));
    }

    /** Waits until an alert with these labels fires, or until none does. */
    synchronized void await(String alert, Map<String, String> labels, boolean fires, long deadlineNanos)
            throws InterruptedException {
        while (isFiring(alert, labels) != fires) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(alert + " " + labels + (fires ? " does not fire" : " does not resolve")
                        + "; firing: " + firing());
            }
            wait(left);
        }
    }

    private static boolean matches(Map<String, String> found, String alert, Map<String, String> labels) {
        return alert.equals(found.get("alertname")) && found.entrySet().containsAll(labels.entrySet());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            synchronized (this) {
                for (JsonNode alert : body.get("alerts")) {
                    Map<String, String> labels = new HashMap<>();
                    alert.get("labels")
                            .properties()
                            .forEach(label ->
                                    labels.put(label.getKey(), label.getValue().asText()));
                    told.put(labels, alert.get("status").asText());
                }
                notifyAll();
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void launch(String... command) throws IOException {
        String name = Path.of(command[0]).getFileName() + ".log";
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name).toFile())
                .start());
    }

    private void awaitReady(String address) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            try {
                if (get("http://" + address + "/-/ready").length() > 0) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("Nothing is ready at " + address);
    }

    private String get(String uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().join();
        }
        receiver.stop(0);
    }
}
