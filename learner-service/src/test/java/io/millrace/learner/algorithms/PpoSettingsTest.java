package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PpoSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "learning-rate, 0",
        "learning-rate, NaN",
        "learning-rate, Infinity",
        "discount, 1.01",
        "discount, -0.1",
        "lambda, 2",
        "clip, 0",
        "clip, 1",
        "epochs, 0",
        "minibatch, 0",
        "entropy-weight, -1",
        "value-weight, -1",
        "value-clip, -1",
        "gradient-norm, 0",
        "target-kl, -1"
    })
    void aValueThatCannotBeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    private static PpoSettings with(String key, double value) {
        return new PpoSettings(
                key.equals("learning-rate") ? value : 3e-4,
                true,
                key.equals("discount") ? value : .99,
                key.equals("lambda") ? value : .95,
                key.equals("clip") ? value : .2,
                key.equals("epochs") ? (int) value : 10,
                key.equals("minibatch") ? (int) value : 64,
                key.equals("entropy-weight") ? value : 0,
                key.equals("value-weight") ? value : .5,
                key.equals("value-clip") ? value : 0,
                key.equals("gradient-norm") ? value : .5,
                true,
                false,
                key.equals("target-kl") ? value : 0);
    }
}
