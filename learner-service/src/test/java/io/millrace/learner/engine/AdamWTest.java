package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamWTest {

    /** By hand: 10 shrinks by 0.1 * 0.2 of itself to 9.8, and Adam's first step is the learning rate. */
    @Test
    void aStepShrinksTheParameterAndThenTakesAdams() {
        float[] parameters = {10};

        new AdamW(1, 1e-12, .2).step(parameters, new float[] {5}, .1);

        assertThat(parameters[0]).isCloseTo(9.7f, within(1e-5f));
    }

    @Test
    void withoutDecayItIsAdam() {
        float[] decayed = {1, -2};
        float[] plain = {1, -2};
        AdamW adamW = new AdamW(2, 1e-5, 0);
        Adam adam = new Adam(2, 1e-5);

        for (int step = 0; step < 10; step++) {
            adamW.step(decayed, new float[] {.3f, -.7f}, .01);
            adam.step(plain, new float[] {.3f, -.7f}, .01);
        }

        assertThat(decayed).isEqualTo(plain);
    }

    @Test
    void parametersThatWouldGrowAreRefused() {
        assertThatThrownBy(() -> new AdamW(1, 1e-5, -.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-0.1");
    }
}
