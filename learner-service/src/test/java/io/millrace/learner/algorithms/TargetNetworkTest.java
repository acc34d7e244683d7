package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetNetworkTest {

    /** One weight and one bias, so that the value of an observation x is weight * x + bias. */
    private static final NetworkShape LINE = new NetworkShape(1, List.of(), Activation.TANH, 1, 1, Trunk.NONE);

    private static final float[] AT_FIRST = {1, 2, 0};
    private static final float[] LEARNED = {3, 6, 0};
    private static final float[] TEN = {10};

    @ParameterizedTest
    @CsvSource({"1, 12", "2, 12", "3, 36", "4, 12", "6, 36"})
    void aCopyIsTakenAtEveryThirdGradientStepAndAtNoOther(long gradientSteps, float expected) {
        TargetNetwork target = target(new TargetSettings(3, 0));

        target.follow(LEARNED, gradientSteps);

        assertThat(target.values(TEN, 1)[0]).isEqualTo(expected);
    }

    @Test
    void aCopyDoesNotMoveWithTheNetworkItWasTakenFrom() {
        TargetNetwork target = target(new TargetSettings(3, 0));
        float[] online = LEARNED.clone();
        target.follow(online, 3);
        online[0] = 100;

        target.follow(online, 4);

        assertThat(target.values(TEN, 1)[0]).isEqualTo(36);
    }

    @Test
    void softlyItGoesItsShareOfTheWayAfterEachGradientStep() {
        TargetNetwork target = target(new TargetSettings(0, .5));

        target.follow(LEARNED, 1);
        target.follow(LEARNED, 2);

        assertThat(target.parameters()).containsExactly(2.5f, 5f);
        assertThat(target.values(TEN, 1)[0]).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "500, 0.005", "-1, 0.1", "0, 1.1", "0, -0.1"})
    void neitherWayBothWaysAndImpossibleOnesAreRefused(int copyEvery, double tau) {
        assertThatThrownBy(() -> new TargetSettings(copyEvery, tau))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm.target.")
                .hasMessageContaining("such as");
    }

    @ParameterizedTest
    @CsvSource({"0, .5", "2, 0"})
    void onAThreadOfItsOwnItGivesTheSameBits(int copyEvery, double tau) {
        TargetSettings settings = new TargetSettings(copyEvery, tau);

        assertThat(valuesWhileFollowing(settings, 0)).isDeepEqualTo(valuesWhileFollowing(settings, Long.MAX_VALUE));
    }

    @Test
    void onceSettledTheOtherNetworkMayMove() {
        try (TargetNetwork target = onItsThread(new TargetSettings(1, 0))) {
            target.values(TEN, 1);
            float[] online = LEARNED.clone();
            target.follow(online, 1);
            target.settle();
            online[0] = 100;

            assertThat(target.values(TEN, 1)[0]).isEqualTo(36);
        }
    }

    @Test
    void whatGoesWrongOnItsThreadIsThrownWhereTheValuesAreTaken() {
        try (TargetNetwork target = onItsThread(new TargetSettings(1, 0))) {
            target.begin(TEN, 2);

            assertThatThrownBy(target::values)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("observation numbers");
        }
    }

    @Test
    void itsThreadEndsWithIt() {
        TargetNetwork target = onItsThread(new TargetSettings(1, 0));
        target.begin(TEN, 1);

        target.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("target-network");
    }

    private static float[][] valuesWhileFollowing(TargetSettings settings, long productsThatPay) {
        NetworkShape shape = new NetworkShape(3, List.of(9), Activation.TANH, 4, 1, Trunk.NONE);
        LearningTask task = new LearningTask(shape, new EpsilonGreedy(4), new KernelEngine(shape), 1, 1);
        SplittableRandom random = new SplittableRandom(1);
        float[][] values = new float[7][];
        try (TargetNetwork target = new TargetNetwork(settings, task, productsThatPay)) {
            target.copy(numbers(random, shape.parameterCount()));
            for (int step = 1; step <= 6; step++) {
                target.begin(numbers(random, 6), 2);
                values[step] = target.values().clone();
                target.follow(numbers(random, shape.parameterCount()), step);
            }
            values[0] = target.parameters().clone();
        }
        return values;
    }

    private static float[] numbers(SplittableRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private static TargetNetwork onItsThread(TargetSettings settings) {
        TargetNetwork target = new TargetNetwork(
                settings, new LearningTask(LINE, new EpsilonGreedy(1), new KernelEngine(LINE), 1, 1), 0);
        target.copy(AT_FIRST);
        return target;
    }

    private static TargetNetwork target(TargetSettings settings) {
        TargetNetwork target =
                new TargetNetwork(settings, new LearningTask(LINE, new EpsilonGreedy(1), new KernelEngine(LINE), 1, 1));
        target.copy(AT_FIRST);
        return target;
    }
}
