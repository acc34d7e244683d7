package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamTest {

    @Test
    void theFirstStepIsTheLearningRateAgainstTheSignOfTheGradient() {
        float[] parameters = {1, 1, 1};

        new Adam(3, 1e-12).step(parameters, new float[] {100, -0.01f, 0}, 0.1);

        assertThat(parameters).containsExactly(new float[] {0.9f, 1.1f, 1}, within(1e-6f));
    }

    /**
     * By hand, with epsilon 0.5. Step 1, gradient 2: mean 0.2 / 0.1 = 2, square 0.004 / 0.001 = 4, step
     * 2 / (2 + 0.5) = 0.8. Step 2, gradient 0: mean 0.18 / 0.19, square 0.003996 / 0.001999 with root
     * 1.413859, step 0.947368 / 1.913859 = 0.495004.
     */
    @Test
    void twoStepsMatchTheHandComputedOnes() {
        Adam adam = new Adam(1, 0.5);
        float[] parameters = {10};

        adam.step(parameters, new float[] {2}, 1);
        assertThat(parameters[0]).isCloseTo(9.2f, within(1e-5f));
        adam.step(parameters, new float[] {0}, 1);
        assertThat(parameters[0]).isCloseTo(9.2f - 0.495004f, within(1e-5f));
    }

    @Test
    void aRestoredOptimizerGoesOnToTheBit() {
        float[] gradient = {0.3f, -0.7f};
        Adam first = new Adam(2, 1e-5);
        float[] parameters = {1, 2};
        first.step(parameters, gradient, 0.01);
        Adam second = new Adam(2, 1e-5);
        second.restore(first.state(), first.steps());
        float[] copy = parameters.clone();

        first.step(parameters, gradient, 0.01);
        second.step(copy, gradient, 0.01);

        assertThat(copy).containsExactly(parameters);
    }

    @Test
    void aStateOfAnotherNetworkIsRefused() {
        assertThatThrownBy(() -> new Adam(2, 1e-5).restore(new float[6], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carries 4 numbers")
                .hasMessageContaining("given 6 numbers");
    }

    @Test
    void aGradientOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> new Adam(2, 1e-5).step(new float[2], new float[3], 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a gradient of 3");
    }
}
