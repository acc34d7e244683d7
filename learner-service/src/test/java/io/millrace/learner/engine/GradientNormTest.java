package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GradientNormTest {

    @Test
    void aLongGradientIsShortenedToTheLimitInItsOwnDirection() {
        float[] gradient = {3, -4};

        double norm = GradientNorm.clip(gradient, 0.5);

        assertThat(norm).isEqualTo(5);
        assertThat(gradient).containsExactly(new float[] {0.3f, -0.4f}, within(1e-7f));
    }

    @Test
    void aGradientWithinTheLimitStaysAsItIs() {
        float[] gradient = {3, -4};

        assertThat(GradientNorm.clip(gradient, 5)).isEqualTo(5);
        assertThat(gradient).containsExactly(3, -4);
    }

    @Test
    void squaresThatFloat32CannotHoldStillAddUp() {
        float[] gradient = {3e30f, -4e30f};

        assertThat(GradientNorm.clip(gradient, 1)).isCloseTo(5e30, within(1e24));
        assertThat(gradient).containsExactly(new float[] {0.6f, -0.8f}, within(1e-6f));
    }

    @Test
    void aGradientThatIsNotFiniteIsReportedAndLeftAlone() {
        float[] gradient = {1, Float.NaN};

        assertThat(GradientNorm.clip(gradient, 0.5)).isNaN();
        assertThat(gradient).containsExactly(1, Float.NaN);
    }

    @Test
    void aLimitOfZeroIsRefused() {
        assertThatThrownBy(() -> GradientNorm.clip(new float[1], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("above 0");
    }
}
