package io.millrace.learner.returns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.returns.Advantages.Layout;
import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VTraceTest {

    private static final byte GOES_ON = 0;
    private static final float[] REWARDS = {1, 2, 3, 4};
    private static final double[] VALUES = {.5, 1, 1.5, 2, 2.5};
    private static final byte[] WITHOUT_END = new byte[4];
    private static final double[] NO_FINALS = new double[4];
    private static final double[] ON_POLICY = new double[4];
    private static final double[] OFF_POLICY = {0, Math.log(2), Math.log(.5), Math.log(.25)};
    private static final VTrace PLAIN = new VTrace(.9, 1, 1, 1);
    private static final double EXACT = 1e-12;

    @Test
    void theHandCheckedTargetsAndAdvantagesComeOut() {
        byte[] terminated = {GOES_ON, GOES_ON, Ends.TERMINATED, GOES_ON};

        Estimate found = estimate(PLAIN, OFF_POLICY, terminated, NO_FINALS);

        assertThat(found.targets).containsExactly(new double[] {4.6225, 4.025, 2.25, 3.0625}, within(EXACT));
        assertThat(found.advantages).containsExactly(new double[] {4.1225, 3.025, .75, 1.0625}, within(EXACT));
    }

    @Test
    void onPolicyTheTargetsAreReturnsOverAllStepsThatAreLeft() {
        Estimate found = estimate(PLAIN, ON_POLICY, WITHOUT_END, NO_FINALS);

        assertThat(found.targets).containsExactly(new double[] {9.78625, 9.7625, 8.625, 6.25}, within(EXACT));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0.7, 1", "0.95, 2", "0, 3"})
    void onPolicyTheAdvantagesAreTheGeneralizedOnesAndTheTargetsThemPlusTheValues(double lambda, long seed) {
        Experience experience = new Experience(30, seed);
        double[] generalized = new Advantages(.9, lambda)
                .ofSequence(experience.rewards, experience.ends, experience.values, experience.finalValues);

        Estimate found = experience.estimate(new VTrace(.9, lambda, 1, 1), new double[30]);

        for (int t = 0; t < 30; t++) {
            assertThat(found.advantages[t]).isCloseTo(generalized[t], within(EXACT));
            assertThat(found.targets[t]).isCloseTo(generalized[t] + experience.values[t], within(EXACT));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theRecursionIsTheSumOfThePaper(long seed) {
        int steps = 25;
        Experience experience = new Experience(steps, seed);
        VTrace vTrace = new VTrace(.97, .8, 1.3, .7);

        Estimate found = experience.estimate(vTrace, experience.logRatios);

        for (int s = 0; s < steps; s++) {
            // Equation 1: the sum over t >= s of the errors, each fading by the product of what lies between.
            double target = experience.values[s];
            double product = 1;
            for (int t = s; t < steps; t++) {
                double error = experience.rewards[t] + .97 * experience.beyond(t) - experience.values[t];
                target += product * Math.min(1.3, experience.ratio(t)) * error;
                if (experience.ends[t] != GOES_ON) {
                    break;
                }
                product *= .97 * .8 * Math.min(1, experience.ratio(t));
            }
            assertThat(found.targets[s]).as("target of step %d", s).isCloseTo(target, within(1e-10));
        }
    }

    @Test
    void atALambdaOfOneTheAdvantageIsTheOneOfThePaper() {
        Experience experience = new Experience(25, 9);

        Estimate found = experience.estimate(new VTrace(.97, 1, 1.3, .7), experience.logRatios);

        for (int s = 0; s < 25; s++) {
            double next = experience.ends[s] == GOES_ON && s < 24 ? found.targets[s + 1] : experience.beyond(s);
            double advantage = experience.rewards[s] + .97 * next - experience.values[s];
            assertThat(found.advantages[s]).isCloseTo(Math.min(.7, experience.ratio(s)) * advantage, within(1e-10));
        }
    }

    @Test
    void aTruncatedStepIsContinuedByItsFinalObservationAlone() {
        byte[] truncated = {GOES_ON, Ends.TRUNCATED, GOES_ON, GOES_ON};
        double[] finals = {Double.NaN, 10, Double.NaN, Double.NaN};

        Estimate found = estimate(PLAIN, ON_POLICY, truncated, finals);

        assertThat(found.targets[1]).isCloseTo(2 + .9 * 10, within(EXACT));
        assertThat(found.advantages[1]).isCloseTo(2 + .9 * 10 - 1, within(EXACT));
        assertThat(found.targets[0]).isCloseTo(1 + .9 * 11, within(EXACT));
    }

    @Test
    void aTruncatedStepIsWorthWhatItWouldBeAtTheEndOfAnUnroll() {
        byte[] truncated = {GOES_ON, GOES_ON, GOES_ON, Ends.TRUNCATED};

        Estimate cut = estimate(PLAIN, OFF_POLICY, truncated, new double[] {0, 0, 0, VALUES[4]});
        Estimate unfinished = estimate(PLAIN, OFF_POLICY, WITHOUT_END, NO_FINALS);

        assertThat(cut.targets).isEqualTo(unfinished.targets);
        assertThat(cut.advantages).isEqualTo(unfinished.advantages);
    }

    @Test
    void aStepThatTerminatedAndHitALimitIsWorthItsRewardAlone() {
        byte[] both = {GOES_ON, GOES_ON, GOES_ON, (byte) (Ends.TERMINATED | Ends.TRUNCATED)};

        Estimate found = estimate(PLAIN, ON_POLICY, both, new double[] {0, 0, 0, 7});

        assertThat(found.targets[3]).isEqualTo(4);
    }

    @Test
    void anActionThatThePolicyWouldNotTakeTeachesNothing() {
        Estimate found = estimate(PLAIN, new double[] {Double.NEGATIVE_INFINITY, 0, 0, 0}, WITHOUT_END, NO_FINALS);

        assertThat(found.advantages[0]).isZero();
        assertThat(found.targets[0]).isEqualTo(VALUES[0]);
    }

    @Test
    void aRatioBeyondAllNumbersCountsAsTheClip() {
        Estimate found = estimate(PLAIN, new double[] {1e6, 0, 0, 0}, WITHOUT_END, NO_FINALS);

        assertThat(found.targets).isEqualTo(estimate(PLAIN, ON_POLICY, WITHOUT_END, NO_FINALS).targets);
    }

    @Test
    void inABatchEachSequenceComesOutAsItWouldAlone() {
        Layout layout = new Layout(2, 20, 3);
        float[] rewards = new float[layout.stepRows()];
        byte[] ends = new byte[layout.stepRows()];
        double[] logRatios = new double[layout.stepRows()];
        double[] finalValues = new double[layout.stepRows()];
        double[] values = new double[layout.valueRows()];
        for (int sequence = 0; sequence < 6; sequence++) {
            Experience own = new Experience(20, sequence);
            for (int tick = 0; tick <= 20; tick++) {
                values[(sequence / 3 * 21 + tick) * 3 + sequence % 3] = own.values[tick];
                if (tick < 20) {
                    int row = (sequence / 3 * 20 + tick) * 3 + sequence % 3;
                    rewards[row] = own.rewards[tick];
                    ends[row] = own.ends[tick];
                    logRatios[row] = own.logRatios[tick];
                    finalValues[row] = own.finalValues[tick];
                }
            }
        }
        VTrace vTrace = new VTrace(.97, .8, 1.3, .7);
        double[] targets = new double[layout.stepRows()];
        double[] advantages = new double[layout.stepRows()];

        vTrace.ofUnrolls(layout, logRatios, rewards, ends, values, finalValues, targets, advantages);

        for (int sequence = 0; sequence < 6; sequence++) {
            Experience own = new Experience(20, sequence);
            Estimate alone = own.estimate(vTrace, own.logRatios);
            for (int tick = 0; tick < 20; tick++) {
                int row = (sequence / 3 * 20 + tick) * 3 + sequence % 3;
                assertThat(targets[row]).isEqualTo(alone.targets[tick]);
                assertThat(advantages[row]).isEqualTo(alone.advantages[tick]);
            }
        }
    }

    @Test
    void ratiosOfFewerStepsAreRefused() {
        assertThatThrownBy(() -> estimate(PLAIN, new double[3], WITHOUT_END, NO_FINALS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 log ratios")
                .hasMessageContaining("4 are needed");
    }

    @Test
    void aClipOfZeroIsRefused() {
        assertThatThrownBy(() -> new VTrace(.9, 1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clipped to 0.0 and 1.0");
    }

    private static Estimate estimate(VTrace vTrace, double[] logRatios, byte[] ends, double[] finalValues) {
        Estimate estimate = new Estimate(4);
        vTrace.ofUnrolls(
                new Layout(1, 4, 1),
                logRatios,
                REWARDS,
                ends,
                VALUES,
                finalValues,
                estimate.targets,
                estimate.advantages);
        return estimate;
    }

    private static final class Estimate {

        private final double[] targets;
        private final double[] advantages;

        Estimate(int steps) {
            targets = new double[steps];
            advantages = new double[steps];
        }
    }

    /** Steps by chance, about one in eight of which ends its episode in one way or another. */
    private static final class Experience {

        private final float[] rewards;
        private final byte[] ends;
        private final double[] logRatios;
        private final double[] values;
        private final double[] finalValues;

        Experience(int steps, long seed) {
            CounterRandom random = new CounterRandom(seed);
            rewards = new float[steps];
            ends = new byte[steps];
            logRatios = new double[steps];
            values = new double[steps + 1];
            finalValues = new double[steps];
            for (int t = 0; t <= steps; t++) {
                values[t] = random.nextDouble(-2, 2);
            }
            for (int t = 0; t < steps; t++) {
                rewards[t] = (float) random.nextDouble(-1, 1);
                logRatios[t] = random.nextDouble(-1, 1);
                int draw = random.nextInt(16);
                ends[t] = draw == 0 ? Ends.TERMINATED : draw == 1 ? Ends.TRUNCATED : GOES_ON;
                finalValues[t] = random.nextDouble(-2, 2);
            }
        }

        double ratio(int t) {
            return Math.exp(logRatios[t]);
        }

        double beyond(int t) {
            return ends[t] == Ends.TERMINATED ? 0 : ends[t] == Ends.TRUNCATED ? finalValues[t] : values[t + 1];
        }

        Estimate estimate(VTrace vTrace, double[] given) {
            Estimate estimate = new Estimate(rewards.length);
            vTrace.ofUnrolls(
                    new Layout(1, rewards.length, 1),
                    given,
                    rewards,
                    ends,
                    values,
                    finalValues,
                    estimate.targets,
                    estimate.advantages);
            return estimate;
        }
    }
}
