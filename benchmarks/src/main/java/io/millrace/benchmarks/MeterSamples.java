package io.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a process for its meters four times a second, as Prometheus would, and keeps the counters that say
 * what time went to. Follows on a thread of its own, which ends soon after {@link #close}.
 */
final class MeterSamples implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Set<String> KEPT = Set.of(
            "millrace_learner_update_seconds_sum",
            "millrace_learner_wait_seconds_total",
            "millrace_env_wait_seconds_total",
            "process_cpu_time_ns_total");

    /** A line such as {@code millrace_learner_wait_seconds_total{reason="unrolls",run="a"} 1.5}. */
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)\\})? (\\S+)");

    private static final Pattern WHY = Pattern.compile("(?:reason|stage)=\"([^\"]*)\"");

    private record Sample(Instant at, Map<String, Double> counters) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread = new Thread(this::follow, "meters");
    private volatile boolean ending;

    /** @param port of the process on loopback, which need not listen yet */
    MeterSamples(int port) {
        request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        thread.setDaemon(true);
        thread.start();
    }

    /** A port of loopback that nobody listens on now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("This machine has no free port.", none);
        }
    }

    /**
     * What the counters had risen to at a time, by name and reason, such as {@code learner_wait unrolls};
     * empty before the first answer. Seconds.
     */
    Map<String, Double> at(Instant time) {
        synchronized (samples) {
            Map<String, Double> last = Map.of();
            for (Sample sample : samples) {
                if (!sample.at().isAfter(time)) {
                    last = sample.counters();
                }
            }
            return last;
        }
    }

    @Override
    public void close() {
        ending = true;
        thread.interrupt();
    }

    private void follow() {
        try {
            while (!ending) {
                ask();
                TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() throws InterruptedException {
        try {
            String text = client.send(request, BodyHandlers.ofString()).body();
            Sample sample = new Sample(Instant.now(), counters(text));
            synchronized (samples) {
                samples.add(sample);
            }
        } catch (IOException notThere) {
            // Before the run begins and after it ends nobody answers.
        }
    }

    /** The kept counters of a Prometheus text, in seconds. */
    static Map<String, Double> counters(String text) {
        Map<String, Double> counters = new TreeMap<>();
        text.lines().forEach(line -> {
            Matcher found = LINE.matcher(line);
            if (found.matches() && KEPT.contains(found.group(1))) {
                Matcher why = WHY.matcher(found.group(2) == null ? "" : found.group(2));
                String name = found.group(1)
                        .replaceFirst("^millrace_", "")
                        .replaceFirst("(_seconds_sum|_seconds_total|_time_ns_total)$", "");
                double scale = found.group(1).endsWith("_ns_total") ? 1e-9 : 1;
                counters.merge(
                        why.find() ? name + " " + why.group(1) : name,
                        scale * Double.parseDouble(found.group(3)),
                        Double::sum);
            }
        });
        return counters;
    }
}
