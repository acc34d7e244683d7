package io.millrace.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.faults.FaultPlan.Strike;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final List<FaultPlan> TWENTY = IntStream.rangeClosed(1, 20)
            .mapToObj(seed -> FaultPlan.of(seed, 100))
            .toList();

    @Test
    void theSameSeedIsTheSamePlan() {
        assertThat(FaultPlan.of(7, 100)).isEqualTo(TWENTY.get(6));
    }

    @Test
    void eachKindComesUpAtLeastTwiceInTwentyRuns() {
        Map<FaultKind, Integer> times = new EnumMap<>(FaultKind.class);
        TWENTY.forEach(plan -> plan.strikes().forEach(strike -> times.merge(strike.kind(), 1, Integer::sum)));

        assertThat(times).containsOnlyKeys(FaultKind.values());
        assertThat(times.values()).allMatch(count -> count >= 2);
    }

    @Test
    void theFaultsOfARunDifferAndComeOneAfterAnotherWithTimeToRecover() {
        assertThat(TWENTY).allSatisfy(plan -> {
            assertThat(plan.strikes()).extracting(Strike::kind).doesNotHaveDuplicates();
            assertThat(plan.strikes()).isSortedAccordingTo(Comparator.comparingLong(Strike::version));
            assertThat(plan.strikes()).allMatch(strike -> strike.version() >= 10 && strike.version() <= 80);
        });
    }
}
