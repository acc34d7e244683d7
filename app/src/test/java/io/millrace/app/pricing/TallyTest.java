package io.millrace.app.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Four stores and three arms, of which the last two are optimal. */
class TallyTest {

    private static final Truth TRUTH = new Truth(List.of(60.0, 99.5, 100.0), 2, List.of(1, 2));

    private final Tally tally = new Tally(TRUTH, 4);

    @Test
    void regretIsWhatTheArmsAreExpectedToMiss() {
        tally.week(new float[] {0, 0, 1, 2});

        assertThat(tally.end(0).regret()).containsExactly(80.5);
    }

    @Test
    void aStoreIsRightAtAnyOptimalArm() {
        tally.week(new float[] {0, 0, 1, 2});

        assertThat(tally.end(0).right()).containsExactly(2);
    }

    @Test
    void whoHasAnotherArmThanTheWeekBeforeHasChanged() {
        tally.week(new float[] {0, 0, 1, 2});
        tally.week(new float[] {0, 1, 1, 1});
        tally.week(new float[] {0, 1, 1, 1});

        assertThat(tally.end(0).changes()).containsExactly(0, 2, 0);
    }

    @Test
    void totalsAreOverAllWeeks() {
        tally.week(new float[] {0, 0, 1, 2});
        tally.week(new float[] {2, 2, 2, 1});

        Experiment experiment = tally.end(2);

        assertThat(experiment.totalRegret()).isEqualTo(81);
        assertThat(experiment.totalChanges()).isEqualTo(4);
    }

    @Test
    void aRecommendationHitsAnyOptimalArm() {
        assertThat(tally.end(1).hit()).isTrue();
        assertThat(tally.end(0).hit()).isFalse();
    }
}
