package io.millrace.runtime.kafka;

import io.millrace.runtime.event.Bus.Incident;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What befell the Kafka clients of a bus, as they count it themselves. Of a client that is closed its counts are kept,
 * and nothing else. Safe for use by several threads.
 */
final class ClientIncidents {

    /** How the clients name what they count: group of the metric, then its name. */
    private static final Map<Incident, MetricKind> COUNTED = Map.of(
            Incident.REBALANCE, new MetricKind("consumer-coordinator-metrics", "rebalance-total"),
            Incident.RETRY, new MetricKind("producer-metrics", "record-retry-total"),
            Incident.SEND_ERROR, new MetricKind("producer-metrics", "record-error-total"));

    private record MetricKind(String group, String name) {}

    private final Map<Object, Map<Incident, Metric>> open = new HashMap<>();
    private final Map<Incident, Double> closed = new EnumMap<>(Incident.class);
    private final AtomicLong commitFailures = new AtomicLong();

    /** Counts these incidents of a client from now on. */
    synchronized void opened(Object client, Map<MetricName, ? extends Metric> metrics, Incident... incidents) {
        Map<Incident, Metric> counted = new EnumMap<>(Incident.class);
        for (Incident incident : incidents) {
            counted.put(incident, metric(metrics, Objects.requireNonNull(COUNTED.get(incident))));
        }
        open.put(client, counted);
    }

    /** A client is about to be closed, or is: its counts stand. Repeating it is harmless. */
    synchronized void closed(Object client) {
        Map<Incident, Metric> counted = open.remove(client);
        if (counted != null) {
            counted.forEach((incident, metric) -> closed.merge(incident, value(metric), Double::sum));
        }
    }

    /** A position could not be told; no client counts that. */
    void commitFailed() {
        commitFailures.incrementAndGet();
    }

    synchronized long count(Incident incident) {
        if (incident == Incident.COMMIT_FAILURE) {
            return commitFailures.get();
        }
        double sum = closed.getOrDefault(incident, 0.0);
        for (Map<Incident, Metric> counted : open.values()) {
            Metric metric = counted.get(incident);
            sum += metric == null ? 0 : value(metric);
        }
        return Math.round(sum);
    }

    private static Metric metric(Map<MetricName, ? extends Metric> metrics, MetricKind kind) {
        for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
            MetricName name = metric.getKey();
            if (name.group().equals(kind.group()) && name.name().equals(kind.name())) {
                return metric.getValue();
            }
        }
        throw new IllegalStateException("Kafka clients no longer count " + kind.name());
    }

    private static double value(Metric metric) {
        return ((Number) metric.metricValue()).doubleValue();
    }
}
