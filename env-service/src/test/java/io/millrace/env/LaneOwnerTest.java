package io.millrace.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.env.lanes.Lane;
import io.millrace.messages.Unroll;
import io.millrace.runtime.event.Bus.Delivery;
import io.millrace.schemas.Tensors;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneOwnerTest {

    @Test
    void aLaneWithoutARecordBeginsAtItsFirstUnroll() {
        RunOfWalks run = new RunOfWalks(2, 2, 0);

        assertThat(run.owner().lanesOf(Set.of(0, 1))).extracting(Lane::unroll).containsExactly(0L, 0L);
    }

    @Test
    void onlyTheLanesOfThePartitionsAreMade() {
        RunOfWalks run = new RunOfWalks(5, 2, 0);

        assertThat(run.owner().lanesOf(Set.of(1))).extracting(Lane::number).containsExactly(1, 3);
    }

    @Test
    void eachLaneGoesOnAfterItsOwnLastUnroll() {
        RunOfWalks run = new RunOfWalks(2, 1, 9);
        Unroll recorded = recorded(run);
        send(run, Unroll.newBuilder(recorded).setLane(1).setNumber(6).build());

        assertThat(run.owner().lanesOf(Set.of(0))).extracting(Lane::unroll).containsExactly(1L, 7L);
    }

    @Test
    void aLaneThatFellFarBehindTheOthersIsStillFound() {
        RunOfWalks run = new RunOfWalks(2, 1, 9);
        Unroll recorded = recorded(run);
        for (long number = 0; number < 100; number++) {
            send(run, Unroll.newBuilder(recorded).setLane(1).setNumber(number).build());
        }

        assertThat(run.owner().lanesOf(Set.of(0))).extracting(Lane::unroll).containsExactly(1L, 100L);
    }

    @Test
    void anUnrollOfOtherSizesIsPassedOver() {
        RunOfWalks run = new RunOfWalks(2, 1, 9);
        Unroll recorded = recorded(run);
        send(run, Unroll.newBuilder(recorded).setNumber(8).setEnvironments(7).build());

        assertThat(run.owner().lanesOf(Set.of(0))).extracting(Lane::unroll).containsExactly(1L, 0L);
    }

    @Test
    void anUnrollOfAnotherRunIsPassedOver() {
        RunOfWalks run = new RunOfWalks(2, 1, 9);
        Unroll recorded = recorded(run);
        send(run, Unroll.newBuilder(recorded).setNumber(1).setRun("other").build());

        assertThat(run.owner().lanesOf(Set.of(0))).extracting(Lane::unroll).containsExactly(1L, 0L);
    }

    @Test
    void anUnrollWhoseNumberTheLaneWasNotAtIsPassedOver() {
        RunOfWalks run = new RunOfWalks(2, 1, 9);
        Unroll recorded = recorded(run);
        send(run, Unroll.newBuilder(recorded).setNumber(3).build());
        for (long number = 1; number <= 2; number++) {
            send(run, Unroll.newBuilder(recorded).setNumber(number).build());
        }

        // The record of number 3 came before the lane was there: it is not the lane's.
        assertThat(run.owner().lanesOf(Set.of(0))).extracting(Lane::unroll).containsExactly(3L, 0L);
    }

    @Test
    void anUnrollWithoutItsEpisodesIsPassedOver() {
        RunOfWalks run = new RunOfWalks(2, 1, 9);
        Unroll recorded = recorded(run);
        send(
                run,
                Unroll.newBuilder(recorded)
                        .setNumber(8)
                        .setEpisodes(Tensors.ofLongs(new long[0]))
                        .build());

        assertThat(run.owner().lanesOf(Set.of(0))).extracting(Lane::unroll).containsExactly(1L, 0L);
    }

    /** Lane 0's unroll 0, which stands on the log. */
    private static Unroll recorded(RunOfWalks run) {
        EnvWorker worker = run.worker();
        run.progress(0, 0, 99);
        RunOfWalks.askFirst(worker);
        run.answer(0, 0, 0, 1);
        worker.runOnce();
        worker.runOnce();
        run.answer(0, 1, 0, 1);
        worker.runOnce();
        worker.close();
        List<Unroll> unrolls = run.transitions.poll(Duration.ZERO).stream()
                .map(event -> event.value())
                .toList();
        assertThat(unrolls).hasSize(1);
        return unrolls.get(0);
    }

    private static void send(RunOfWalks run, Unroll unroll) {
        run.bus
                .sink(run.topics.transitions(), Delivery.BULK)
                .send(run.topics.partition(unroll.getLane()), String.valueOf(unroll.getLane()), unroll);
    }
}
