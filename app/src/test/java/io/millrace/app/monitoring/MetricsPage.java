package io.millrace.app.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every meter of every service, as the services show them, and the page that lists them. */
final class MetricsPage {

    /** Meters of the process, by how their names begin: which there are depends on the JVM. */
    private static final Map<String, String> FAMILIES = new TreeMap<>(Map.of(
            "jvm_buffer_", "Direct and mapped buffers: how many, their bytes",
            "jvm_gc_", "The garbage collector: pauses, allocated and promoted bytes, size of the old generation",
            "jvm_memory_", "Memory in use, committed and at most, by area",
            "jvm_threads_", "Threads: live, daemon, peak, by state, started",
            "process_cpu_", "Processor use of this process; `process_cpu_time_ns_total` counts it",
            "process_files_", "Open file descriptors, and the most there may be",
            "process_start_time_seconds", "When the process was started, as Unix time",
            "process_uptime_seconds", "How long the process has been running",
            "system_cpu_", "Processors of the machine, and their use",
            "system_load_average_", "Load of the machine over the last minute"));

    /** Tags whose values are of a run, a build or a machine. */
    private static final Set<String> OPEN = Set.of("run", "service", "lane", "version", "java", "number", "figure");

    private static final Set<String> UNITS = Set.of("seconds", "bytes", "steps", "unrolls", "records");
    private static final int FEW = 12;
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) ?(.*)");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_A-Z0-9:]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_A-Z0-9]+)=\"([^\"]*)\"");

    private final Map<String, Metric> metrics = new TreeMap<>();

    /** One metric, and what was seen of it. */
    private static final class Metric {

        private String kind = "";
        private String description = "";
        private final Map<String, Set<String>> tags = new TreeMap<>();
        private final Set<String> services = new TreeSet<>();
    }

    /** Adds what a service shows at {@code /metrics}. */
    void add(String service, String scrape) {
        scrape.lines().forEach(line -> {
            Matcher comment = COMMENT.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (comment.matches()) {
                describe(service, comment.group(1), comment.group(2), comment.group(3));
            } else if (sample.matches()) {
                tag(sample.group(1), sample.group(2) == null ? "" : sample.group(2));
            }
        });
    }

    /** Metrics that do not say what they are, or, of the process, that no family of the page covers. */
    List<String> undescribed() {
        List<String> names = new ArrayList<>();
        metrics.forEach((name, metric) -> {
            boolean known = ours(name)
                    ? !metric.description.isBlank()
                    : FAMILIES.keySet().stream().anyMatch(name::startsWith);
            if (!known) {
                names.add(name);
            }
        });
        return names;
    }

    /** Names of all metrics that begin with {@code millrace_}. */
    Set<String> ours() {
        return metrics.keySet().stream().filter(MetricsPage::ours).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The page. */
    String text() {
        StringBuilder page = new StringBuilder("""
                # Metrics

                What every service shows at `/metrics` on its `--metrics-port`. This page is generated from the running
                services by `MetricsPageTest`, which fails where it is out of date; `-Ddocs.write=true` writes it anew.

                - Every meter of the data path carries the tag `run`; those that all services have carry `service`.
                - `millrace local` shows in one process what its services and the monitor show apart, and the meters
                  marked `local`.
                - A histogram `x_seconds` is shown as `x_seconds_bucket`, `_sum`, `_count` and `_max`, a summary as the
                  last three.
                - A gauge that is not a number has nothing to show yet.

                | metric | kind | unit | tags | services | what it says |
                |---|---|---|---|---|---|
                """);
        metrics.forEach((name, metric) -> {
            if (ours(name)) {
                page.append("| `%s` | %s | %s | %s | %s | %s |%n"
                        .formatted(
                                name,
                                metric.kind,
                                unit(name),
                                tags(metric),
                                String.join(", ", apart(metric.services)),
                                metric.description));
            }
        });
        page.append("""

                ## The process

                Which of these there are depends on the Java version, the garbage collector and the system. All services
                have them.

                | metrics | what they say |
                |---|---|
                """);
        FAMILIES.forEach((prefix, text) ->
                page.append("| `%s` | %s |%n".formatted(prefix.endsWith("_") ? prefix + "*" : prefix, text)));
        return page.toString().replace(System.lineSeparator(), "\n");
    }

    private void describe(String service, String what, String shown, String text) {
        Metric metric = metrics.computeIfAbsent(shown, name -> new Metric());
        metric.services.add(service);
        if (what.equals("HELP")) {
            metric.description = text;
        } else {
            metric.kind = text;
        }
        // Shown as a gauge of its own, but a part of the histogram or summary.
        String whole = shown.replaceAll("_max$", "");
        if (!whole.equals(shown) && metrics.containsKey(whole)) {
            metrics.remove(shown);
        }
    }

    private void tag(String sample, String labels) {
        Metric metric = metrics.getOrDefault(sample, metrics.get(sample.replaceAll("_(bucket|sum|count|max)$", "")));
        Matcher label = LABEL.matcher(labels);
        while (metric != null && label.find()) {
            if (!label.group(1).equals("le") && !label.group(1).equals("quantile")) {
                metric.tags
                        .computeIfAbsent(label.group(1), key -> new TreeSet<>())
                        .add(label.group(2).replaceAll("^millrace\\.[^.]+\\.", ""));
            }
        }
    }

    private static boolean ours(String name) {
        return name.startsWith("millrace_");
    }

    /** What local shows of others is theirs. */
    private static Set<String> apart(Set<String> services) {
        Set<String> apart = new TreeSet<>(services);
        if (apart.size() > 1) {
            apart.remove("local");
        }
        return apart;
    }

    private static String unit(String name) {
        String bare = name.replaceAll("_(total|per_second)$", "");
        String last = bare.substring(bare.lastIndexOf('_') + 1);
        String unit = UNITS.contains(last) ? last : "";
        return name.endsWith("_per_second") ? unit + "/s" : unit;
    }

    private static String tags(Metric metric) {
        return metric.tags.entrySet().stream()
                .map(tag -> "`" + tag.getKey() + "`" + values(tag.getKey(), tag.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String values(String key, Set<String> values) {
        return OPEN.contains(key) || values.size() > FEW ? "" : " (" + String.join(", ", values) + ")";
    }
}
