package io.millrace.monitoring;

import static io.millrace.monitoring.path.PathOfARun.readAndTell;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.monitoring.path.Flow;
import io.millrace.monitoring.path.PathOfARun;
import io.millrace.runtime.event.EventSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowWorkerTest {

    private final PathOfARun path = new PathOfARun("watched");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Run> runs = new ArrayList<>(List.of(path.run()));
    private final FlowWorker worker = new FlowWorker(path.bus(), () -> runs, meters, path::nanoTime);

    @Test
    void theMetersShowWhatTheWatchSaw() {
        try (EventSource<Unroll> learner = path.learner()) {
            readAndTell(learner);
            lookAfter(0);
            path.send(0, 8);
            lookAfter(2);
        }

        assertThat(lag("records")).isEqualTo(8);
        assertThat(lag("seconds")).isEqualTo(2);
        assertThat(rate("transitions")).isEqualTo(4);
        assertThat(rate("weights")).isZero();
    }

    @Test
    void theLagOfAReaderThatToldNothingIsNoNumber() {
        path.send(0, 8);
        lookAfter(0);

        assertThat(lag("records")).isNaN();
        assertThat(lag("seconds")).isNaN();
    }

    @Test
    void itLooksOnceASecond() {
        lookAfter(0);

        assertThat(worker.runOnce()).isZero();
        lookAfter(1);
    }

    @Test
    void aRunThatCannotBeLookedAtKeepsNoOtherWaiting() {
        // Its topics were never made: asked for them, the bus refuses.
        runs.add(Run.newBuilder(path.run()).setRun("a-run-without-topics").build());
        path.send(0, 3);

        lookAfter(0);

        assertThat(worker.flows())
                .contains(new Flow("watched", "transitions", "learner", 3, 0, -1, Double.NaN))
                .contains(new Flow("a-run-without-topics", "transitions", "learner", 0, 0, -1, Double.NaN));
    }

    @Test
    void aRunThatIsGoneHasNoMeters() {
        lookAfter(0);
        assertThat(meters.getMeters()).isNotEmpty();
        runs.clear();
        path.wait(1);
        worker.runOnce();

        assertThat(meters.getMeters()).isEmpty();
        assertThat(worker.flows()).isEmpty();
    }

    @Test
    void aRunAtRestIsLookedAtTwiceAMinute() {
        int looks = 0;
        for (int second = 0; second < 121; second++) {
            looks += worker.runOnce();
            path.wait(1);
        }

        // Every second of the first minute, and in the second one each time that its turn comes.
        assertThat(looks).isEqualTo(61 + 2);
    }

    @Test
    void aClosedWorkerLeavesNoMeters() {
        lookAfter(0);

        worker.close();

        assertThat(meters.getMeters()).isEmpty();
    }

    private void lookAfter(int seconds) {
        path.wait(seconds);
        assertThat(worker.runOnce()).isEqualTo(1);
    }

    private double lag(String unit) {
        return meters.get("millrace.lag." + unit)
                .tags("run", "watched", "topic", "transitions", "reader", "learner")
                .gauge()
                .value();
    }

    private double rate(String topic) {
        return meters.get("millrace.topic.records.per.second")
                .tags("run", "watched", "topic", topic)
                .gauge()
                .value();
    }
}
