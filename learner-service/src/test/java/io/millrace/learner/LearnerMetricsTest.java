package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.runtime.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LearnerMetrics metrics = new LearnerMetrics(meters, new Handover(1));

    @Test
    void theLagOfEachTickFallsIntoItsBucket() {
        metrics.sampled(new long[] {70, 70, 69, 67, 6, 5}, 70);

        assertThat(meters.get("millrace.learner.policy.lag.sampled")
                        .summary()
                        .takeSnapshot()
                        .histogramCounts())
                .extracting(CountAtBucket::bucket, CountAtBucket::count)
                .containsExactly(
                        bucket(0.5, 2),
                        bucket(1, 3),
                        bucket(2, 3),
                        bucket(4, 4),
                        bucket(8, 4),
                        bucket(16, 4),
                        bucket(32, 4),
                        bucket(64, 5));
    }

    @Test
    void whatNewerWeightsActedInLagsBehindNothing() {
        metrics.stored(new long[] {4, 9}, 5);

        assertThat(meters.get("millrace.learner.policy.lag.stored").summary())
                .returns(2L, DistributionSummary::count)
                .returns(1.0, DistributionSummary::totalAmount);
    }

    @Test
    void waitingIsCountedByTheStageThatWasWaitedFor() {
        metrics.waited("unrolls", Duration.ofMillis(1500));
        metrics.waited("minibatches", Duration.ofMillis(250));
        metrics.waited("minibatches", Duration.ofMillis(250));

        assertThat(wait("unrolls")).isEqualTo(1.5);
        assertThat(wait("minibatches")).isEqualTo(0.5);
    }

    @Test
    void theNumbersOfAnAlgorithmAreShownAsTheyStandAfterAnUpdate() {
        metrics.showState(Map.of("left-out-line", 0.0));

        metrics.carried(Map.of("left-out-line", 2.0));

        assertThat(meters.get("millrace.learner.state")
                        .tag("number", "left-out-line")
                        .gauge()
                        .value())
                .isEqualTo(2);
    }

    @Test
    void aLearnerThatHasNotWaitedShowsZero() {
        assertThat(wait("unrolls")).isZero();
    }

    @Test
    void whatIsDroppedForItsAgeCountsAsStoredAndNotAsSampled(@TempDir Path folder) {
        TestRun run = TestRun.withLag(1);
        Worker learner = run.learner(folder);
        for (int number = 0; number < 3; number++) {
            run.send(TestRun.unroll(0, number, number).build());
            run.send(TestRun.unroll(1, number, number).build());
            learner.runOnce();
            learner.runOnce();
        }

        run.send(TestRun.unroll(0, 3, 0).build());
        learner.runOnce();

        assertThat(lag(run, "stored"))
                .returns(7L * TestRun.TICKS, DistributionSummary::count)
                .returns(3.0 * TestRun.TICKS, DistributionSummary::totalAmount);
        assertThat(lag(run, "sampled"))
                .returns(6L * TestRun.TICKS, DistributionSummary::count)
                .returns(0.0, DistributionSummary::totalAmount);
    }

    private double wait(String stage) {
        return meters.get("millrace.learner.wait").tag("stage", stage).counter().count();
    }

    private static DistributionSummary lag(TestRun run, String of) {
        return run.meters.get("millrace.learner.policy.lag." + of).summary();
    }

    private static Tuple bucket(double end, double count) {
        return tuple(end, count);
    }
}
