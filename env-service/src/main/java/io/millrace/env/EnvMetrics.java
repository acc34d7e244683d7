package io.millrace.env;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.messages.Episode;
import io.millrace.messages.Unroll;
import io.millrace.runtime.metrics.Latency;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The meters of an env-service. */
final class EnvMetrics {

    /** Why an answer was not used. */
    enum Drop {
        /** The tick has its answer already. */
        REPEATED("repeated"),
        /** The lane belongs to another env-service, or the request was another one's. */
        NOT_OWNED("not-owned"),
        /** Chosen by weights older than the lane asked for, or in lock-step by any others. */
        OTHER_WEIGHTS("other-weights"),
        /** Refused with a reason and put into quarantine. */
        UNUSABLE("unusable");

        private final String tag;

        Drop(String tag) {
            this.tag = tag;
        }
    }

    private final MeterRegistry meters;
    private final Counter steps;
    private final Counter unrolls;
    private final Counter episodes;
    private final RecentReturns returns = new RecentReturns();
    private final DistributionSummary episodeLength;
    private final Counter askedAgain;
    private final Counter waitForActors;
    private final Counter waitForLearner;
    private final Latency roundTrip;

    EnvMetrics(MeterRegistry meters, Supplier<Number> lanes) {
        this.meters = meters;
        this.steps = Counter.builder("millrace.env.steps")
                .description("Environment steps taken")
                .register(meters);
        this.unrolls = Counter.builder("millrace.env.unrolls")
                .description("Unrolls sent to the transitions topic")
                .register(meters);
        this.episodes = Counter.builder("millrace.env.episodes")
                .description("Episodes that ended")
                .register(meters);
        // Not a summary: those drop negative values, and returns may be negative.
        Gauge.builder("millrace.env.episode.return.mean", returns::mean)
                .description("Mean return of the last " + RecentReturns.MOST
                        + " episodes that ended, in the environment's own unit; not a number before the first")
                .register(meters);
        this.episodeLength = DistributionSummary.builder("millrace.env.episode.length")
                .description("Steps of the episodes that ended")
                .register(meters);
        this.askedAgain = Counter.builder("millrace.env.asked.again")
                .description("Observation batches sent again because no answer came in time")
                .register(meters);
        this.waitForActors = wait("actor");
        this.waitForLearner = wait("learner");
        this.roundTrip = new Latency(
                meters,
                "millrace.env.round.trip",
                "Time from an observation batch that was sent first to its answer that was used");
        Gauge.builder("millrace.env.lanes", lanes)
                .description("Lanes that this env-service owns")
                .register(meters);
        // A counter that appears only with its first count shows no rate for it.
        for (Drop why : Drop.values()) {
            var unused = drops(why);
        }
    }

    void stepped(int environments) {
        steps.increment(environments);
    }

    /** Notes how long a lane waited for the answer that it used. */
    void answered(long nanos) {
        roundTrip.took(nanos, TimeUnit.NANOSECONDS);
    }

    void sent(Unroll unroll) {
        unrolls.increment();
    }

    void ended(Episode episode) {
        episodes.increment();
        returns.add(episode.getReturn$());
        episodeLength.record(episode.getLength());
    }

    void askedAgain() {
        askedAgain.increment();
    }

    void dropped(Drop why) {
        drops(why).increment();
    }

    void waitedForActors(Duration time) {
        waitForActors.increment(time.toNanos() / 1e9);
    }

    void waitedForLearner(Duration time) {
        waitForLearner.increment(time.toNanos() / 1e9);
    }

    private Counter drops(Drop why) {
        return Counter.builder("millrace.env.answers.dropped")
                .description("Answers that were not used")
                .tag("reason", why.tag)
                .register(meters);
    }

    private Counter wait(String reason) {
        return Counter.builder("millrace.env.wait")
                .description("Time in which no lane could go on, by whom it waited for")
                .baseUnit("seconds")
                .tag("reason", reason)
                .register(meters);
    }
}
