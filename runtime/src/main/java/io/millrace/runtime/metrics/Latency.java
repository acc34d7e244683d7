package io.millrace.runtime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A histogram of how long something is under way, with a handful of buckets from a millisecond to a minute. Any thread
 * may report to it; reporting allocates nothing.
 */
public final class Latency {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(3),
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };

    // Beyond the worst backlog, which is what waited while a service was down.
    private static final Duration MOST = Duration.ofDays(7);

    private final Timer timer;

    /** @param name of the meter, without its unit, which is seconds */
    public Latency(MeterRegistry meters, String name, String description) {
        this.timer = Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .maximumExpectedValue(MOST)
                .register(meters);
    }

    /** Notes one time. A negative one counts as 0: the clocks of two machines disagree, and nothing arrives before it is sent. */
    public void took(long time, TimeUnit unit) {
        timer.record(Math.max(0, time), unit);
    }
}
