package io.millrace.policy.normalisation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObservationScaleTest {

    private final ObservationScale scale = new ObservationScale(2);

    @Test
    void beforeThereAreStatisticsNumbersStayAsTheyAre() {
        assertThat(scaled(3, -4)).containsExactly(3, -4);
    }

    @Test
    void aNumberLosesItsMeanAndIsDividedByItsDeviation() {
        scale.load(new float[] {99, 100, 10, 4, 0.5f}, 1);

        assertThat(scaled(108, 9)).containsExactly(2, -2);
    }

    @Test
    void whatLiesFarOutIsClipped() {
        scale.load(new float[] {0, 0, 1e-6f, 1e-6f}, 0);

        assertThat(scaled(5, -3e38f)).containsExactly(10, -10);
    }

    @Test
    void everyRowIsScaledByTheSameStatistics() {
        scale.load(new float[] {1, 2, 2, 4}, 0);
        float[] into = new float[6];

        scale.apply(new float[] {3, 6, 5, 10, 1, -2}, 3, into);

        assertThat(into).containsExactly(1, 1, 2, 2, 0, -1);
    }

    @Test
    void rowsBeyondThoseAskedForAreLeft() {
        scale.load(new float[] {1, 1, 1, 1}, 0);
        float[] observations = {5, 6, 7, 8};

        scale.apply(observations, 1, observations);

        assertThat(observations).containsExactly(4, 5, 7, 8);
    }

    private float[] scaled(float... observation) {
        float[] into = new float[2];
        scale.apply(observation, 1, into);
        return into;
    }
}
