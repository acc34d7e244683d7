package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every optimizer keeps to, and each against its formula in double precision. */
class OptimizerKindTest {

    private static final int COUNT = 37;
    private static final double EPSILON = 1e-3;
    private static final double RATE = 0.05;

    private final CounterRandom random = new CounterRandom(3);

    @ParameterizedTest
    @EnumSource
    void manyStepsFollowTheFormula(OptimizerKind kind) {
        Optimizer optimizer = optimizer(kind);
        float[] parameters = numbers();
        double[] expected = new double[COUNT];
        double[] mean = new double[COUNT];
        double[] square = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            expected[i] = parameters[i];
            square[i] = kind == OptimizerKind.RMSPROP ? 1 : 0;
        }

        for (int step = 1; step <= 50; step++) {
            float[] gradient = numbers();
            optimizer.step(parameters, gradient, RATE);
            for (int i = 0; i < COUNT; i++) {
                double g = gradient[i];
                switch (kind) {
                    case SGD -> expected[i] -= RATE * g;
                    case RMSPROP -> {
                        square[i] = .99 * square[i] + .01 * g * g;
                        expected[i] -= RATE * g / Math.sqrt(square[i] + EPSILON);
                    }
                    case ADAM, ADAMW -> {
                        mean[i] = .9 * mean[i] + .1 * g;
                        square[i] = .999 * square[i] + .001 * g * g;
                        double corrected = mean[i] / (1 - Math.pow(.9, step));
                        double root = Math.sqrt(square[i] / (1 - Math.pow(.999, step)));
                        double decay = kind == OptimizerKind.ADAMW ? .1 : 0;
                        expected[i] -= RATE * (corrected / (root + EPSILON) + decay * expected[i]);
                    }
                }
            }
        }

        for (int i = 0; i < COUNT; i++) {
            assertThat((double) parameters[i]).isCloseTo(expected[i], within(2e-5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredOptimizerGoesOnToTheBit(OptimizerKind kind) {
        Optimizer first = optimizer(kind);
        float[] parameters = numbers();
        first.step(parameters, numbers(), RATE);
        Optimizer second = optimizer(kind);
        second.restore(first.state(), first.steps());
        float[] copy = parameters.clone();
        float[] gradient = numbers();

        first.step(parameters, gradient, RATE);
        second.step(copy, gradient, RATE);

        assertThat(copy).isEqualTo(parameters);
        assertThat(second.state()).isEqualTo(first.state());
        assertThat(second.steps()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aGradientOfAnotherLengthIsRefusedBeforeItMovesAnything(OptimizerKind kind) {
        float[] parameters = numbers();
        float[] untouched = parameters.clone();

        assertThatThrownBy(() -> optimizer(kind).step(parameters, new float[COUNT + 1], RATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a gradient of 38");
        assertThat(parameters).isEqualTo(untouched);
    }

    @ParameterizedTest
    @EnumSource
    void aStateOfAnotherNetworkIsRefused(OptimizerKind kind) {
        assertThatThrownBy(() -> optimizer(kind).restore(new float[3 * COUNT], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given 111 numbers");
    }

    private static Optimizer optimizer(OptimizerKind kind) {
        return kind.create(COUNT, EPSILON, .1);
    }

    private float[] numbers() {
        float[] numbers = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
