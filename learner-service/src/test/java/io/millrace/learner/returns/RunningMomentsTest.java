package io.millrace.learner.returns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RunningMomentsTest {

    @Test
    void beforeTheFirstBatchNothingIsMovedOrScaled() {
        RunningMoments moments = new RunningMoments(.99);

        assertThat(moments.mean()).isZero();
        assertThat(moments.deviation()).isEqualTo(1);
    }

    @Test
    void theFirstBatchCountsInFull() {
        RunningMoments moments = new RunningMoments(.99);

        moments.add(new double[] {1, 3, 100}, 2);

        assertThat(moments.mean()).isCloseTo(2, within(1e-12));
        assertThat(moments.deviation()).isCloseTo(1, within(1e-9));
    }

    @Test
    void anOlderBatchCountsLess() {
        RunningMoments moments = new RunningMoments(.5);

        moments.add(new double[] {0}, 1);
        moments.add(new double[] {3}, 1);

        // Weights 1/4 and 1/2, so shares of 1/3 and 2/3.
        assertThat(moments.mean()).isCloseTo(2, within(1e-12));
        assertThat(moments.deviation()).isCloseTo(Math.sqrt(2), within(1e-9));
    }

    @Test
    void aConstantStreamStillHasADeviationToDivideBy() {
        RunningMoments moments = new RunningMoments(.99);

        moments.add(new double[] {5, 5, 5}, 3);

        assertThat(moments.deviation()).isGreaterThan(0).isLessThan(1e-3);
    }

    @Test
    void restoredMomentsAreTheSame() {
        RunningMoments moments = new RunningMoments(.9);
        moments.add(new double[] {1, 2, 4}, 3);
        moments.add(new double[] {2, 9}, 2);
        RunningMoments restored = new RunningMoments(.9);

        restored.restore(moments.weight(), moments.weightedMean(), moments.weightedSquare());

        assertThat(restored.mean()).isEqualTo(moments.mean());
        assertThat(restored.deviation()).isEqualTo(moments.deviation());
    }
}
