package io.millrace.learner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.messages.Update;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of a learner. */
final class LearnerMetrics {

    private final MeterRegistry meters;
    private final Counter updates;
    private final Counter steps;
    private final Timer updateTime;
    private final Counter waitForUnrolls;
    private volatile @Nullable Update last;

    LearnerMetrics(MeterRegistry meters, Supplier<Number> waitingUnrolls) {
        this.meters = meters;
        this.updates = Counter.builder("millrace.learner.updates")
                .description("Updates made")
                .register(meters);
        this.steps = Counter.builder("millrace.learner.steps")
                .description("Environment steps learned from")
                .register(meters);
        this.updateTime = Timer.builder("millrace.learner.update")
                .description("Time to compute an update")
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(meters);
        this.waitForUnrolls = Counter.builder("millrace.learner.wait")
                .description("Time in which the learner waited, by what for")
                .baseUnit("seconds")
                .tag("reason", "unrolls")
                .register(meters);
        Gauge.builder("millrace.learner.waiting.unrolls", waitingUnrolls)
                .description("Unrolls received and not yet learned from")
                .register(meters);
        gauge("weights.version", "Newest published weights version", update -> (double) update.getVersion());
        gauge("policy.loss", "Policy loss of the last update", Update::getPolicyLoss);
        gauge("value.loss", "Value loss of the last update", Update::getValueLoss);
        gauge("entropy", "Mean entropy of the policy in the last update, in nats", Update::getEntropy);
        gauge("approximate.kl", "How far the last update moved the policy, in nats", Update::getApproximateKl);
        gauge("clip.fraction", "Share of rows whose ratio was clipped in the last update", Update::getClipFraction);
        gauge(
                "explained.variance",
                "Share of the targets' variance that the values explain",
                Update::getExplainedVariance);
        gauge("gradient.norm", "Mean global gradient norm before clipping", Update::getGradientNorm);
        gauge("policy.lag", "Mean policy lag of the steps in the last update, in versions", Update::getPolicyLag);
    }

    void updated(Update update, long stepsLearned, Duration time) {
        last = update;
        updates.increment();
        steps.increment((double) stepsLearned);
        updateTime.record(time);
    }

    void waited(Duration time) {
        waitForUnrolls.increment(time.toNanos() / 1e9);
    }

    void dropped(String reason, int lane) {
        drops(reason, lane).increment();
    }

    /** Shows nothing dropped for each lane: a counter that appears only with its first count shows no rate for it. */
    void expect(int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            for (String reason : List.of("seen-before", "policy-lag")) {
                var unused = drops(reason, lane);
            }
        }
    }

    private Counter drops(String reason, int lane) {
        return Counter.builder("millrace.learner.unrolls.dropped")
                .description("Unrolls that were not learned from")
                .tag("reason", reason)
                .tag("lane", String.valueOf(lane))
                .register(meters);
    }

    private void gauge(String name, String description, ToDoubleFunction<Update> value) {
        Gauge.builder("millrace.learner." + name, () -> {
                    Update update = last;
                    return update == null ? Double.NaN : value.applyAsDouble(update);
                })
                .description(description)
                .register(meters);
    }
}
