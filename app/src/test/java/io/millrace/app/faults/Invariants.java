package io.millrace.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.Episode;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.runtime.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** What has to hold of a run that faults befell, beside the same run undisturbed. */
final class Invariants {

    private final Recorded disturbed;
    private final Recorded undisturbed;
    private final int updates;

    Invariants(Recorded disturbed, Recorded undisturbed, int updates) {
        this.disturbed = disturbed;
        this.undisturbed = undisturbed;
        this.updates = updates;
    }

    /** Asserts all of them. */
    void hold(Map<String, String> seenOnTheWay) {
        theLedgerIsComplete();
        noUnrollIsLost(seenOnTheWay);
        noneIsLearnedTwice();
        theWeightsAreThoseOfTheUndisturbedRun();
        everyEpisodeIsToldOnce();
    }

    private void theLedgerIsComplete() {
        assertThat(disturbed.ledger())
                .as("versions on the ledger")
                .extracting(event -> event.value().getVersion())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, updates).boxed().toList());
    }

    /** What was once there to be read stands there still, and the numbers of each lane have no gap. */
    private void noUnrollIsLost(Map<String, String> seenOnTheWay) {
        Map<String, String> there = new HashMap<>();
        disturbed.unrolls().forEach(event -> there.put(offset(event), place(event.value())));
        assertThat(there).as("unrolls on the topic").containsAllEntriesOf(seenOnTheWay);
        for (int lane = 0; lane < RunUnderTest.LANES; lane++) {
            int number = lane;
            assertThat(disturbed.unrolls().stream()
                            .map(Event::value)
                            .filter(unroll -> ours(unroll) && unroll.getLane() == number)
                            .map(Unroll::getNumber)
                            .distinct())
                    .as("numbers of lane " + lane)
                    .contains(LongStream.range(0, updates).boxed().toArray(Long[]::new));
        }
    }

    private void noneIsLearnedTwice() {
        List<String> named = new ArrayList<>();
        Map<String, String> firsts = new HashMap<>();
        Map<String, String> there = new HashMap<>();
        disturbed.unrolls().forEach(event -> there.put(offset(event), place(event.value())));
        disturbed.unrolls().stream()
                .filter(event -> ours(event.value()))
                .forEach(event -> firsts.putIfAbsent(place(event.value()), offset(event)));
        for (Event<Update> entry : disturbed.ledger()) {
            for (ConsumedUnroll consumed : entry.value().getConsumed()) {
                String place = consumed.getLane() + "/" + consumed.getNumber();
                String at = consumed.getPartition() + "@" + consumed.getOffset();
                named.add(place);
                assertThat(there.get(at))
                        .as("the unroll at " + at + ", by the ledger")
                        .isEqualTo(place);
            }
            entry.value().getDropped().forEach(one -> named.add(one.getLane() + "/" + one.getNumber()));
        }
        assertThat(named).as("unrolls on the ledger").doesNotHaveDuplicates();
        assertThat(named).hasSize(updates * RunUnderTest.LANES);
        assertThat(firsts.keySet()).containsAll(named);
    }

    private void theWeightsAreThoseOfTheUndisturbedRun() {
        assertThat(disturbed.ledger())
                .as("weights")
                .extracting(event ->
                        event.value().getVersion() + " " + event.value().getWeightsSha256())
                .containsExactlyElementsOf(undisturbed.ledger().stream()
                        .map(event ->
                                event.value().getVersion() + " " + event.value().getWeightsSha256())
                        .toList());
    }

    private void everyEpisodeIsToldOnce() {
        assertThat(disturbed.episodes())
                .as("episodes")
                .extracting(event -> episode(event.value()))
                .containsExactlyInAnyOrderElementsOf(undisturbed.episodes().stream()
                        .map(event -> episode(event.value()))
                        .toList());
    }

    private static boolean ours(Unroll unroll) {
        return unroll.getRun().equals(RunUnderTest.NAME);
    }

    private static String episode(Episode episode) {
        return episode.getLane() + "/" + episode.getEnvironment() + "/" + episode.getEpisode() + ": "
                + episode.getReturn$() + " in " + episode.getLength() + ", by " + episode.getFirstVersion() + " to "
                + episode.getLastVersion();
    }

    static String place(Unroll unroll) {
        return unroll.getLane() + "/" + unroll.getNumber();
    }

    static String offset(Event<?> event) {
        return event.partition() + "@" + event.offset();
    }
}
