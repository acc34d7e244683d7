package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RmsPropTest {

    /**
     * By hand, with epsilon 1. Step 1, gradient 3: square 0.99 + 0.09 = 1.08, step 3 / sqrt(2.08) =
     * 2.080126. Step 2, gradient -1: square 1.0692 + 0.01 = 1.0792, step -1 / sqrt(2.0792) = -0.693509.
     */
    @Test
    void twoStepsMatchTheHandComputedOnes() {
        RmsProp rmsProp = new RmsProp(1, 1);
        float[] parameters = {10};

        rmsProp.step(parameters, new float[] {3}, 1);
        assertThat(parameters[0]).isCloseTo(10 - 2.080126f, within(1e-5f));
        rmsProp.step(parameters, new float[] {-1}, 1);
        assertThat(parameters[0]).isCloseTo(10 - 2.080126f + 0.693509f, within(1e-5f));
    }

    @Test
    void anEpsilonOfZeroIsRefused() {
        assertThatThrownBy(() -> new RmsProp(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RMSProp's epsilon is 0.0");
    }
}
