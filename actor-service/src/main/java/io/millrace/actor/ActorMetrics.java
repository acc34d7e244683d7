package io.millrace.actor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.runtime.metrics.Latency;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of an actor. */
final class ActorMetrics {

    private final MeterRegistry meters;
    private final Counter observations;
    private final Counter batches;
    private final Counter waitForWeights;
    private final Latency weightsLatency;
    private final AtomicLong version = new AtomicLong(-1);
    private volatile double entropy;

    ActorMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.observations = Counter.builder("millrace.actor.observations")
                .description("Observations answered")
                .register(meters);
        this.batches = Counter.builder("millrace.actor.batches")
                .description("Network calls; one call answers all lanes that wait")
                .register(meters);
        this.waitForWeights = Counter.builder("millrace.actor.wait")
                .description("Time in which observations waited for weights that are not there yet")
                .baseUnit("seconds")
                .tag("reason", "weights")
                .register(meters);
        this.weightsLatency = new Latency(
                meters,
                "millrace.actor.weights.latency",
                "Time from the publication of weights to their use, of those published while this actor was there");
        Gauge.builder("millrace.actor.entropy", () -> entropy)
                .description("Mean entropy of the newest answers, in nats")
                .register(meters);
        Gauge.builder("millrace.actor.weights.version", version::get)
                .description("Weights version that acts; -1 before the first")
                .register(meters);
        // A counter that appears only with its first count shows no rate for it.
        for (String reason : List.of("unusable", "superseded")) {
            var unused = drops(reason);
        }
    }

    void answered(int count, double meanEntropy) {
        observations.increment(count);
        entropy = meanEntropy;
    }

    void computedBatch() {
        batches.increment();
    }

    void actsWith(long weightsVersion) {
        version.set(weightsVersion);
    }

    /** Notes how long weights were under way until they acted. */
    void tookUp(Duration sincePublished) {
        weightsLatency.took(sincePublished.toMillis(), TimeUnit.MILLISECONDS);
    }

    void waitedForWeights(Duration time) {
        waitForWeights.increment(time.toNanos() / 1e9);
    }

    void dropped(String reason) {
        drops(reason).increment();
    }

    private Counter drops(String reason) {
        return Counter.builder("millrace.actor.dropped")
                .description("Observation batches that were not answered")
                .tag("reason", reason)
                .register(meters);
    }
}
