package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.OptimizerKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrpoSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "discount, 1.01",
        "lambda, -0.1",
        "kl-limit, 0",
        "kl-limit, Infinity",
        "damping, -1",
        "damping, NaN",
        "conjugate-iterations, 0",
        "residual-tolerance, -1",
        "residual-tolerance, 1",
        "fisher-every, 0",
        "line-search-tries, 0",
        "line-search-shrink, 0",
        "line-search-shrink, 1",
        "value-epochs, 0",
        "minibatch, 0",
        "learning-rate, 0",
        "gradient-norm, 0",
        "optimizer-epsilon, 0",
        "weight-decay, 0.1"
    })
    void aValueThatCannotBeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    private static TrpoSettings with(String key, double value) {
        return new TrpoSettings(
                key.equals("discount") ? value : .99,
                key.equals("lambda") ? value : .95,
                true,
                key.equals("kl-limit") ? value : .01,
                key.equals("damping") ? value : .1,
                key.equals("conjugate-iterations") ? (int) value : 15,
                key.equals("residual-tolerance") ? value : 1e-3,
                key.equals("fisher-every") ? (int) value : 1,
                key.equals("line-search-tries") ? (int) value : 10,
                key.equals("line-search-shrink") ? value : .8,
                false,
                key.equals("value-epochs") ? (int) value : 10,
                key.equals("minibatch") ? (int) value : 128,
                key.equals("learning-rate") ? value : 1e-3,
                false,
                key.equals("gradient-norm") ? value : .5,
                OptimizerKind.ADAM,
                key.equals("optimizer-epsilon") ? value : 1e-5,
                key.equals("weight-decay") ? value : 0);
    }
}
