package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
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

    private static TargetNetwork target(TargetSettings settings) {
        TargetNetwork target =
                new TargetNetwork(settings, new LearningTask(LINE, new EpsilonGreedy(1), new KernelEngine(LINE), 1, 1));
        target.copy(AT_FIRST);
        return target;
    }
}
