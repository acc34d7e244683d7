package io.millrace.monitoring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What monitoring counts of its own work. */
public final class MonitorMetrics {

    private final MeterRegistry meters;
    private final AtomicLong shownRuns = new AtomicLong();
    private final AtomicLong passedOverRuns = new AtomicLong();

    public MonitorMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Episodes and updates whose window had closed when they came. */
    public void late(String run, long records) {
        lateRecords(run).increment((double) records);
    }

    /** Shows that no record of a run was late: a counter that appears only with its first count shows no rate for it. */
    public void expect(String run) {
        var unused = lateRecords(run);
    }

    /** How many runs have gauges, and how many have none because there are too many. */
    public void runs(long shown, long passedOver) {
        if (shownRuns.getAndSet(shown) == 0 && shown > 0) {
            runs("shown", shownRuns);
            runs("passed-over", passedOverRuns);
        }
        passedOverRuns.set(passedOver);
    }

    private Counter lateRecords(String run) {
        return Counter.builder("millrace.monitor.late.records")
                .description("Episodes and updates that came after their window had closed, and are in no statistic")
                .tag("run", run)
                .register(meters);
    }

    private void runs(String state, AtomicLong count) {
        Gauge.builder("millrace.monitor.runs", count, AtomicLong::get)
                .description("Runs, by whether there are gauges of them")
                .tag("state", state)
                .register(meters);
    }
}
