package io.millrace.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyTest {

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Latency latency = new Latency(meters, "millrace.tried", "What is tried");

    @Test
    void aTimeFallsIntoItsBucketAndEveryLaterOne() {
        latency.took(20, TimeUnit.MILLISECONDS);

        assertThat(meters.scrape())
                .contains("millrace_tried_seconds_bucket{le=\"0.01\"} 0")
                .contains("millrace_tried_seconds_bucket{le=\"0.03\"} 1")
                .contains("millrace_tried_seconds_bucket{le=\"60.0\"} 1")
                .contains("millrace_tried_seconds_sum 0.02");
    }

    @Test
    void theWorstBacklogIsCountedInFull() {
        latency.took(26, TimeUnit.HOURS);

        assertThat(meters.scrape())
                .contains("millrace_tried_seconds_bucket{le=\"60.0\"} 0")
                .contains("millrace_tried_seconds_bucket{le=\"+Inf\"} 1")
                .contains("millrace_tried_seconds_sum 93600.0");
    }

    @Test
    void whatArrivesBeforeItWasSentTookNoTime() {
        latency.took(-5, TimeUnit.SECONDS);

        assertThat(meters.scrape())
                .contains("millrace_tried_seconds_bucket{le=\"0.001\"} 1")
                .contains("millrace_tried_seconds_sum 0.0");
    }

    @Test
    void reportingAllocatesNothing() {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 50; attempt++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                latency.took(i, TimeUnit.MILLISECONDS);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isZero();
    }
}
