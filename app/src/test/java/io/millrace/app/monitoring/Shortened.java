package io.millrace.app.monitoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The shipped configuration with shorter times, so that a fault shows within seconds. What is asked and how it is
 * judged stays as it is. Changed are, and nothing else:
 *
 * <ul>
 *   <li>scrapes and evaluations: every second; targets: those of the test;
 *   <li>times to look back and to wait in rules: by {@link #LOOK_BACK} and {@link #WAIT};
 *   <li>limits that are times or depend on the machine: by {@link #limits};
 *   <li>Alertmanager: waits no longer than a second, and tells the test's receiver.
 * </ul>
 */
final class Shortened {

    /** The file that names who is scraped; it may change. */
    static final String TARGETS = "targets.json";

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Ranges and offsets: long enough for several scrapes. */
    private static final Map<String, String> LOOK_BACK =
            Map.of("1m", "5s", "5m", "10s", "10m", "15s", "1h", "30s", "6h", "10m", "1d", "10m");

    /** How long a condition has to hold before it alerts. */
    private static final Map<String, String> WAIT = Map.of("1m", "2s", "5m", "3s", "10m", "3s");

    private static final Pattern TIME = Pattern.compile("(\\[|offset )(\\d+[smhd])");

    private Shortened() {}

    /**
     * Writes rules, and the configurations of Prometheus and Alertmanager, into a folder.
     *
     * @param alertmanager host and port
     * @param receiver     address that Alertmanager calls
     * @param freeDisk     share of free space below which the disk is called nearly full
     */
    static void write(Path folder, String alertmanager, String receiver, double freeDisk) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        for (Path file : Shipped.files(Shipped.RULES)) {
            YAML.writeValue(rules.resolve(file.getFileName().toString()).toFile(), rules(file, freeDisk));
        }
        YAML.writeValue(folder.resolve("prometheus.yml").toFile(), prometheus(alertmanager));
        YAML.writeValue(folder.resolve("alertmanager.yml").toFile(), alertmanager(receiver));
    }

    private static ObjectNode rules(Path file, double freeDisk) {
        ObjectNode read = (ObjectNode) Shipped.read(file);
        read.get("groups").forEach(group -> group.get("rules").forEach(each -> {
            ObjectNode rule = (ObjectNode) each;
            String name = Shipped.query(rule).where();
            rule.put("expr", limits(name, shortened(rule.get("expr").asText()), freeDisk));
            if (rule.has("for")) {
                rule.put("for", known(WAIT, rule.get("for").asText()));
            }
        }));
        return read;
    }

    private static String shortened(String expression) {
        return TIME.matcher(expression).replaceAll(time -> time.group(1) + known(LOOK_BACK, time.group(2)));
    }

    /** Limits in seconds become a few seconds, and the disk is nearly full at a share that the test can reach. */
    private static String limits(String rule, String expression, double freeDisk) {
        return switch (rule) {
            case "MillraceNoProgress" -> replaced(expression, "> 300", "> 8");
            case "MillraceConsumerLag" -> replaced(expression, "> 60", "> 4");
            case "MillraceBrokerAway" -> replaced(expression, "> 30", "> 3");
            case "MillraceDiskSpace" ->
                replaced(replaced(expression, "< 0.1\n", "< " + freeDisk + "\n"), "4 * 3600", "4");
            default -> expression;
        };
    }

    private static String known(Map<String, String> times, String time) {
        String shorter = times.get(time);
        if (shorter == null) {
            throw new IllegalStateException("The rules use a time of " + time + ", but the test knows no shorter one"
                    + " for it. Add it to " + Shortened.class.getSimpleName() + ".");
        }
        return shorter;
    }

    private static String replaced(String expression, String limit, String other) {
        if (!expression.contains(limit)) {
            throw new IllegalStateException("\"" + limit + "\" is no longer in \"" + expression + "\". Bring "
                    + Shortened.class.getSimpleName() + " in line with the rules.");
        }
        return expression.replace(limit, other);
    }

    private static ObjectNode prometheus(String alertmanager) {
        ObjectNode read = (ObjectNode) Shipped.read(Shipped.PROMETHEUS.resolve("prometheus.yml"));
        ObjectNode global = (ObjectNode) read.get("global");
        global.put("scrape_interval", "1s").put("scrape_timeout", "900ms").put("evaluation_interval", "1s");
        ((ArrayNode) read.at("/alerting/alertmanagers/0/static_configs/0/targets"))
                .removeAll()
                .add(alertmanager);
        ObjectNode job = read.putArray("scrape_configs").addObject().put("job_name", "any");
        job.putArray("file_sd_configs")
                .addObject()
                .put("refresh_interval", "1s")
                .putArray("files")
                .add(TARGETS);
        return read;
    }

    private static ObjectNode alertmanager(String receiver) {
        ObjectNode read = (ObjectNode) Shipped.read(Shipped.PROMETHEUS.resolve("alertmanager.yml"));
        ObjectNode route = (ObjectNode) read.get("route");
        route.put("group_wait", "0s").put("group_interval", "1s");
        read.get("receivers").forEach(each -> ((ObjectNode) each)
                .putArray("webhook_configs")
                .addObject()
                .put("url", receiver)
                .put("send_resolved", true));
        return read;
    }
}
