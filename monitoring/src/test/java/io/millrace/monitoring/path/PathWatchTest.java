package io.millrace.monitoring.path;

import static io.millrace.monitoring.path.PathOfARun.readAndTell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.messages.Unroll;
import io.millrace.runtime.event.EventSource;
import org.junit.jupiter.api.Test;

class PathWatchTest {

    private final PathOfARun path = new PathOfARun("watched");
    private final PathWatch watch = new PathWatch(path.bus(), path.run(), path::nanoTime);

    @Test
    void everyArrowIsShownBeforeTheFirstLook() {
        assertThat(watch.flows())
                .extracting(Flow::topic, Flow::reader)
                .containsExactly(
                        tuple("observations", "actor"),
                        tuple("actions", "env"),
                        tuple("transitions", "learner"),
                        tuple("weights", "actor"),
                        tuple("updates", "monitor"),
                        tuple("episodes", "monitor"));
    }

    @Test
    void aReaderThatToldNothingHasNoLag() {
        path.send(0, 3);

        watch.look();

        assertThat(transitions()).isEqualTo(new Flow("watched", "transitions", "learner", 3, 0, -1, Double.NaN));
    }

    @Test
    void aReaderThatReadEverythingIsNotBehind() {
        try (EventSource<Unroll> learner = path.learner()) {
            path.send(0, 3);
            readAndTell(learner);
            watch.look();
        }

        assertThat(transitions().lagRecords()).isZero();
        assertThat(transitions().lagSeconds()).isZero();
    }

    @Test
    void theLagIsOfAllPartitionsAndAsOldAsTheirOldestRecord() {
        try (EventSource<Unroll> learner = path.learner()) {
            readAndTell(learner);
            watch.look();
            path.send(0, 2);
            path.wait(1);
            watch.look();
            path.send(1, 4);
            path.wait(1);
            watch.look();
        }

        assertThat(transitions().lagRecords()).isEqualTo(6);
        assertThat(transitions().lagSeconds()).isEqualTo(2);
        assertThat(transitions().recordsPerSecond()).isEqualTo(3);
    }

    @Test
    void theLagOfAReaderThatWasKilledGoesOnGrowing() {
        EventSource<Unroll> learner = path.learner();
        path.send(0, 5);
        readAndTell(learner);
        watch.look();
        // Killed: it is neither polled nor closed again.
        for (int second = 1; second <= 3; second++) {
            path.send(0, 10);
            path.wait(1);
            watch.look();

            assertThat(transitions().lagRecords()).isEqualTo(10L * second);
            assertThat(transitions().lagSeconds()).isEqualTo(second);
        }
    }

    @Test
    void aReaderThatIsBackCatchesUp() {
        EventSource<Unroll> killed = path.learner();
        readAndTell(killed);
        path.send(1, 7);
        watch.look();
        assertThat(transitions().lagRecords()).isEqualTo(7);

        try (EventSource<Unroll> learner = path.learner()) {
            readAndTell(learner);
            watch.look();
        }

        assertThat(transitions().lagRecords()).isZero();
    }

    @Test
    void aRunRestsOnceNothingWasSentForAMinute() {
        path.send(0, 1);
        path.wait(59);
        watch.look();
        path.wait(60);
        watch.look();
        assertThat(watch.resting()).isFalse();

        path.wait(1);

        assertThat(watch.resting()).isTrue();
    }

    private Flow transitions() {
        return watch.flows().get(2);
    }
}
