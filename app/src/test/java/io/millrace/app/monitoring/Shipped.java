package io.millrace.app.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.millrace.app.Millrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that Prometheus, Alertmanager and Grafana are given, as they lie in the repository. */
final class Shipped {

    static final Path MONITORING = Millrace.repository().resolve("monitoring");
    static final Path PROMETHEUS = MONITORING.resolve("prometheus");
    static final Path RULES = PROMETHEUS.resolve("rules");
    static final Path RULE_TESTS = PROMETHEUS.resolve("tests");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** What is no metric: text, what labels are called, durations and numbers. */
    private static final Pattern BESIDE_METRICS = Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]"
            + "|\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
            + "|\\boffset\\s+[\\w$]+|\\$\\w+|\\b[0-9][\\w.]*");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?![a-zA-Z0-9_:])(?!\\s*\\()");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\(([a-z_]+)[{,]");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "inf", "nan");

    /** What a chart or a rule asks Prometheus, and where that stands. */
    record Query(String where, String expression) {

        /** Metrics and recorded series that it names. */
        Set<String> names() {
            Set<String> names = new TreeSet<>();
            Matcher found = NAME.matcher(BESIDE_METRICS.matcher(expression).replaceAll(" "));
            while (found.find()) {
                if (!WORDS.contains(found.group().toLowerCase(Locale.ROOT))) {
                    names.add(found.group());
                }
            }
            return names;
        }

        /** As Grafana asks it: of all runs and actors, rates over this range. */
        Query filledIn(String range) {
            return new Query(
                    where,
                    expression
                            .replace("$__rate_interval", range)
                            .replace("$__interval", range)
                            .replace("$__range", range)
                            .replaceAll("\\$(run|instance)\\b", ".*"));
        }
    }

    private Shipped() {}

    static List<Path> dashboards() {
        return files(MONITORING.resolve("grafana").resolve("dashboards"));
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static JsonNode read(Path file) {
        try {
            return (file.toString().endsWith(".json") ? JSON : YAML).readTree(file.toFile());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Panels, those within rows included. */
    static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            panels.add(panel);
            panel.path("panels").forEach(panels::add);
        }
        return panels;
    }

    /** What the panels and the annotations of a dashboard ask for. */
    static List<Query> asked(Path file) {
        JsonNode dashboard = read(file);
        List<Query> asked = new ArrayList<>();
        for (JsonNode panel : panels(dashboard)) {
            for (JsonNode target : panel.path("targets")) {
                asked.add(query(file, panel.get("title").asText(), target));
            }
        }
        for (JsonNode annotation : dashboard.at("/annotations/list")) {
            asked.add(query(file, annotation.get("name").asText(), annotation));
        }
        return asked;
    }

    /** Metrics whose labels the variables of a dashboard offer. */
    static Set<String> offered(Path file) {
        Set<String> names = new TreeSet<>();
        for (JsonNode variable : read(file).at("/templating/list")) {
            Matcher matcher = LABEL_VALUES.matcher(variable.get("definition").asText());
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    /** The rules of all files, those that record and those that alert. */
    static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        for (Path file : files(RULES)) {
            read(file).get("groups").forEach(group -> group.get("rules").forEach(rules::add));
        }
        return rules;
    }

    static List<JsonNode> alerts() {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    static Set<String> recorded() {
        Set<String> names = new TreeSet<>();
        rules().stream()
                .filter(rule -> rule.has("record"))
                .forEach(rule -> names.add(rule.get("record").asText()));
        return names;
    }

    static Query query(JsonNode rule) {
        return new Query(
                rule.path("alert").asText(rule.path("record").asText()),
                rule.get("expr").asText());
    }

    private static Query query(Path file, String title, JsonNode asks) {
        return new Query(file.getFileName() + ": " + title, asks.get("expr").asText());
    }
}
