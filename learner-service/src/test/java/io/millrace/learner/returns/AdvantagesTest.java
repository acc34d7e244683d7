package io.millrace.learner.returns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdvantagesTest {

    private static final byte GOES_ON = 0;
    private static final float[] REWARDS = {1, 0, 2, -1, 3};
    private static final double[] VALUES = {.5, .4, .3, .2, .1, 9};
    private static final byte[] TRUNCATED_THEN_TERMINATED = {GOES_ON, GOES_ON, Ends.TRUNCATED, GOES_ON, Ends.TERMINATED
    };
    private static final double[] FINAL_VALUES = {Double.NaN, Double.NaN, .7, Double.NaN, Double.NaN};
    private static final double EXACT = 1e-12;

    @Test
    void theHandCheckedSequenceComesOut() {
        double[] advantages =
                new Advantages(.9, .8).ofSequence(REWARDS, TRUNCATED_THEN_TERMINATED, VALUES, FINAL_VALUES);

        assertThat(advantages).containsExactly(new double[] {1.974272, 1.5476, 2.33, .978, 2.9}, within(EXACT));
    }

    @Test
    void aLambdaOfZeroLeavesTheOneStepErrors() {
        double[] advantages =
                new Advantages(.9, 0).ofSequence(REWARDS, TRUNCATED_THEN_TERMINATED, VALUES, FINAL_VALUES);

        assertThat(advantages).containsExactly(new double[] {.86, -.13, 2.33, -1.11, 2.9}, within(EXACT));
    }

    @Test
    void aLambdaOfOneIsTheWholeReturnMinusTheValue() {
        byte[] goesOn = new byte[5];

        double[] advantages = new Advantages(.9, 1).ofSequence(REWARDS, goesOn, VALUES, new double[5]);

        double wholeReturn = 9;
        for (int step = 4; step >= 0; step--) {
            wholeReturn = REWARDS[step] + .9 * wholeReturn;
            assertThat(advantages[step]).isCloseTo(wholeReturn - VALUES[step], within(EXACT));
        }
    }

    @Test
    void aStepThatTerminatedAndHitALimitIsWorthItsRewardAlone() {
        byte[] both = {(byte) (Ends.TERMINATED | Ends.TRUNCATED)};

        double[] advantages =
                new Advantages(.9, .8).ofSequence(new float[] {2}, both, new double[] {.5, 7}, new double[] {7});

        assertThat(advantages).containsExactly(1.5);
    }

    @Test
    void inABatchEachSequenceComesOutAsItWouldAlone() {
        Advantages.Layout layout = new Advantages.Layout(2, 5, 3);
        float[] rewards = new float[layout.stepRows()];
        byte[] ends = new byte[layout.stepRows()];
        double[] finalValues = new double[layout.stepRows()];
        double[] values = new double[layout.valueRows()];
        for (int unroll = 0; unroll < 2; unroll++) {
            for (int environment = 0; environment < 3; environment++) {
                for (int tick = 0; tick < 5; tick++) {
                    int row = (unroll * 5 + tick) * 3 + environment;
                    rewards[row] = REWARDS[tick] * (1 + unroll + 2 * environment);
                    ends[row] = environment == 1 ? GOES_ON : TRUNCATED_THEN_TERMINATED[tick];
                    finalValues[row] = FINAL_VALUES[tick];
                }
                for (int tick = 0; tick <= 5; tick++) {
                    values[(unroll * 6 + tick) * 3 + environment] = VALUES[tick] - unroll;
                }
            }
        }
        double[] advantages = new double[layout.stepRows()];

        Advantages estimator = new Advantages(.9, .8);
        estimator.ofUnrolls(layout, rewards, ends, values, finalValues, advantages);

        for (int unroll = 0; unroll < 2; unroll++) {
            for (int environment = 0; environment < 3; environment++) {
                float[] ownRewards = new float[5];
                byte[] ownEnds = new byte[5];
                double[] ownValues = new double[6];
                double[] found = new double[5];
                for (int tick = 0; tick < 5; tick++) {
                    ownRewards[tick] = REWARDS[tick] * (1 + unroll + 2 * environment);
                    ownEnds[tick] = environment == 1 ? GOES_ON : TRUNCATED_THEN_TERMINATED[tick];
                    found[tick] = advantages[(unroll * 5 + tick) * 3 + environment];
                }
                for (int tick = 0; tick <= 5; tick++) {
                    ownValues[tick] = VALUES[tick] - unroll;
                }
                assertThat(found).isEqualTo(estimator.ofSequence(ownRewards, ownEnds, ownValues, FINAL_VALUES));
            }
        }
    }

    @Test
    void valuesOfFewerStepsAreRefused() {
        assertThatThrownBy(() -> new Advantages(.9, .8).ofSequence(REWARDS, new byte[5], new double[5], FINAL_VALUES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 values")
                .hasMessageContaining("6 are needed");
    }

    @Test
    void aDiscountAboveOneIsRefused() {
        assertThatThrownBy(() -> new Advantages(1.1, .8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.1");
    }
}
