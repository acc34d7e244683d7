package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dashboards ask for is what a run at work shows. */
class DashboardTest {

    private static final Path MONITORING = Millrace.repository().resolve("monitoring");
    private static final Path DASHBOARDS = MONITORING.resolve("grafana").resolve("dashboards");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A metric's name where PromQL selects by labels, or where Grafana asks for the values of one. */
    private static final Pattern SELECTED = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{|label_values\\(([a-z_]+),");

    private static Set<String> shown = Set.of();
    private static Set<String> shownWithRun = Set.of();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void scrapeARunAtWork() throws IOException, InterruptedException {
        RunFile file = RunFile.read(Millrace.tinyFile(folder), Map.of(), List.of("learner.steps=1000000000"));
        RunFolder runFolder = new RunFolder(folder, "tiny");
        runFolder.claim(file.settings());
        MemoryBus bus = new MemoryBus(1 << 20);
        int port = freePort();
        LocalRun run = new LocalRun(file, runFolder, 1, () -> bus, MetricsSettings.loopback(port));
        ProgressLine silent = new ProgressLine(new PrintWriter(Writer.nullWriter()), 1, false);
        CompletableFuture<?> learning =
                CompletableFuture.supplyAsync(() -> run.learn(silent, System.nanoTime(), "memory"));
        String scrape = "";
        while (!learning.isDone() && !updated(scrape)) {
            scrape = scrape(port);
        }
        run.stop();
        learning.join();
        shown = names(scrape, "");
        shownWithRun = names(scrape, "run=\"tiny\"");
    }

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aRunAtWorkShowsEveryMetricThatADashboardAsksFor(Path dashboard) throws IOException {
        Set<String> asked = asked(JSON.readTree(dashboard.toFile()));

        assertThat(asked).isNotEmpty();
        assertThat(shown).containsAll(asked);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyMetricThatADashboardAsksForNamesItsRun(Path dashboard) throws IOException {
        assertThat(shownWithRun).containsAll(asked(JSON.readTree(dashboard.toFile())));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelOfADashboardHasAnIdOfItsOwn(Path dashboard) throws IOException {
        assertThat(panels(JSON.readTree(dashboard.toFile())))
                .extracting(panel -> panel.get("id").asInt())
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelAsksTheDatasourceThatIsProvided(Path dashboard) throws IOException {
        String provided = Files.readString(MONITORING.resolve("grafana/provisioning/datasources/prometheus.yml"));

        assertThat(JSON.readTree(dashboard.toFile()).findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(provided)
                        .contains("uid: " + source.get("uid").asText()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelThatShowsSomethingAsksForSomething(Path dashboard) throws IOException {
        assertThat(panels(JSON.readTree(dashboard.toFile())))
                .filteredOn(panel -> !panel.get("type").asText().equals("row"))
                .allSatisfy(panel -> assertThat(panel.get("targets")).isNotEmpty());
    }

    @Test
    void everyDashboardHasAnIdOfItsOwn() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path dashboard : dashboards()) {
            ids.add(JSON.readTree(dashboard.toFile()).get("uid").asText());
        }

        assertThat(ids).isNotEmpty().doesNotContain("").doesNotHaveDuplicates();
    }

    @Test
    void aMetricThatNoServiceHasWouldBeMissed() {
        assertThat(shown).isNotEmpty().doesNotContain("millrace_learner_updates_made_total");
    }

    private static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            panels.add(panel);
            if (panel.has("panels")) {
                panel.get("panels").forEach(panels::add);
            }
        }
        return panels;
    }

    private static Set<String> asked(JsonNode dashboard) {
        Set<String> names = new TreeSet<>();
        Stream.of("expr", "query", "definition")
                .flatMap(key -> dashboard.findValues(key).stream())
                .filter(JsonNode::isTextual)
                .forEach(query -> {
                    Matcher matcher = SELECTED.matcher(query.asText());
                    while (matcher.find()) {
                        names.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
                    }
                });
        return names;
    }

    private static boolean updated(String scrape) {
        return scrape.lines()
                .anyMatch(line -> line.startsWith("millrace_learner_updates_total") && !line.endsWith(" 0.0"));
    }

    private static Set<String> names(String scrape, String label) {
        Set<String> names = new TreeSet<>();
        scrape.lines()
                .filter(line -> !line.startsWith("#") && line.contains(label))
                .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        return names;
    }

    /** What a run shows now; nothing while it does not listen yet. */
    private static String scrape(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
