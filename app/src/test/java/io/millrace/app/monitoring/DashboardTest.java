package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.monitoring.Shipped.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards and rules name metrics that there are, and dashboards hold together. */
class DashboardTest {

    private static final Pattern METRIC = Pattern.compile("`([a-z][a-z0-9_]*)`");

    /** What a histogram or a summary of the page is shown as. */
    private static final Pattern PART = Pattern.compile("_(bucket|sum|count|max)$");

    /** Families of the process that the page names by how they begin, and what Prometheus makes itself. */
    private static final Pattern OF_PROCESS = Pattern.compile("(jvm|process)_.*|up");

    static List<Path> dashboards() {
        return Shipped.dashboards();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyMetricThatADashboardAsksForIsOnThePageOfMetrics(Path dashboard) throws IOException {
        Set<String> asked = new TreeSet<>(Shipped.offered(dashboard));
        Shipped.asked(dashboard).forEach(query -> asked.addAll(query.names()));

        assertThat(unknown(asked)).isEmpty();
    }

    @Test
    void everyMetricThatARuleAsksForIsOnThePageOfMetrics() throws IOException {
        Set<String> asked = new TreeSet<>();
        Shipped.rules().forEach(rule -> asked.addAll(Shipped.query(rule).names()));

        assertThat(unknown(asked)).isEmpty();
    }

    @Test
    void aMetricThatNoServiceHasIsMissed() throws IOException {
        Query query = new Query("here", "rate(millrace_learner_updates_made_total{run=\"a\"}[5m]) > 0");

        assertThat(unknown(query.names())).containsExactly("millrace_learner_updates_made_total");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelOfADashboardHasAnIdOfItsOwn(Path dashboard) {
        assertThat(Shipped.panels(Shipped.read(dashboard)))
                .extracting(panel -> panel.get("id").asInt())
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everythingOnADashboardAsksTheDatasourceThatIsProvided(Path dashboard) throws IOException {
        String provided =
                Files.readString(Shipped.MONITORING.resolve("grafana/provisioning/datasources/prometheus.yml"));

        assertThat(Shipped.read(dashboard).findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(provided)
                        .contains("uid: " + source.get("uid").asText()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(Path dashboard) {
        assertThat(Shipped.panels(Shipped.read(dashboard)))
                .filteredOn(panel -> !panel.get("type").asText().equals("row"))
                .allSatisfy(panel -> {
                    assertThat(panel.get("targets")).isNotEmpty();
                    assertThat(panel.path("description").asText()).isNotBlank();
                    assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
                });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyLinkLeadsToADashboardThatIsThere(Path dashboard) {
        List<String> links = new ArrayList<>();
        Shipped.read(dashboard)
                .get("links")
                .forEach(link -> links.add(link.get("url").asText()));

        assertThat(links).hasSize(3);
        assertThat(uids().stream().map(uid -> "/d/" + uid)).containsAll(links);
    }

    @Test
    void everyDashboardHasAnIdOfItsOwn() {
        assertThat(uids())
                .containsExactlyInAnyOrder("millrace-run", "millrace-pipeline", "millrace-actors", "millrace-systems");
    }

    /** With promtool, which comes with Prometheus: the others need nothing but Java. */
    @Test
    @Tag("observability")
    void everyExpressionOfADashboardIsOneForPrometheus(@TempDir Path folder) throws Exception {
        ObjectMapper json = new ObjectMapper();
        var group = json.createObjectNode().put("name", "all");
        var rules = group.putArray("rules");
        for (Path dashboard : dashboards()) {
            for (Query query : Shipped.asked(dashboard)) {
                rules.addObject()
                        .put("record", "expression:" + rules.size())
                        .put("expr", query.filledIn("1m").expression());
            }
        }
        var file = json.createObjectNode();
        file.putArray("groups").add(group);
        // JSON is YAML.
        Path written = folder.resolve("rules.yml");
        json.writeValue(written.toFile(), file);
        Process promtool = new ProcessBuilder(Watchers.program("promtool"), "check", "rules", written.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }

    private static List<String> uids() {
        return dashboards().stream()
                .map(Shipped::read)
                .map(dashboard -> dashboard.get("uid").asText())
                .toList();
    }

    /** Of these, what neither the page of metrics nor the rules know. */
    private static Set<String> unknown(Set<String> names) throws IOException {
        Set<String> known = new TreeSet<>(Shipped.recorded());
        try (Stream<String> lines = Files.lines(Millrace.repository().resolve("docs/metrics.md"))) {
            lines.filter(line -> line.startsWith("| `")).forEach(line -> {
                Matcher matcher = METRIC.matcher(line);
                if (matcher.find()) {
                    known.add(matcher.group(1));
                }
            });
        }
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeIf(name -> known.contains(name)
                || known.contains(PART.matcher(name).replaceFirst(""))
                || OF_PROCESS.matcher(name).matches());
        return unknown;
    }
}
