package io.millrace.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);
    private final Health health = new Health(Duration.ofNanos(10), clock::get);

    @Test
    void aBeatAtTheDeadlineIsInTime() {
        health.pulse("mill");
        clock.addAndGet(10);

        assertThat(health.whyNotLive()).isEmpty();
    }

    @Test
    void aBeatAfterTheDeadlineIsLate() {
        health.pulse("mill");
        clock.addAndGet(11);

        assertThat(health.whyNotLive()).hasSize(1);
    }

    @Test
    void aBeatMakesAlive() {
        Health.Pulse pulse = health.pulse("mill");
        clock.addAndGet(11);
        pulse.beat();

        assertThat(health.whyNotLive()).isEmpty();
    }

    @Test
    void conditionsThatDoNotHoldAreNamedInOrder() {
        health.ready("weights", false, "none received");
        health.ready("broker", false, "no answer");
        health.ready("topics", true, "");

        assertThat(health.whyNotReady()).containsExactly("broker: no answer", "weights: none received");
    }

    @Test
    void aConditionThatComesToHoldNoLongerCounts() {
        health.ready("broker", false, "no answer");
        health.ready("broker", true, "");

        assertThat(health.whyNotReady()).isEmpty();
    }

    @Test
    void aDeadlineOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Health(Duration.ZERO, clock::get))
                .withMessageContaining("longer than zero");
    }
}
