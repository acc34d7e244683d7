package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DqnSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "learning-rate, 0",
        "discount, 1.01",
        "batch, 0",
        "samples-per-insert, -1",
        "samples-per-insert, NaN",
        "learning-starts, -1",
        "n-step, 0",
        "gradient-norm, -1",
        "weight-decay, 0.1"
    })
    void aValueThatCannotBeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> dqn(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    @ParameterizedTest
    @CsvSource({"learning-rate, 0", "discount, 1.01", "capacity, 0", "batch, 0", "n-step, 0", "gradient-norm, -1"})
    void whatSarsaCannotTakeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> sarsa(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    private static DqnSettings dqn(String key, double value) {
        return new DqnSettings(
                key.equals("learning-rate") ? value : 5e-4,
                false,
                key.equals("discount") ? value : .99,
                new ReplaySettings(100, ReplaySettings.Kind.UNIFORM, .6, .4),
                key.equals("batch") ? (int) value : 32,
                key.equals("samples-per-insert") ? value : 8,
                key.equals("learning-starts") ? (long) value : 100,
                key.equals("n-step") ? (int) value : 1,
                new TargetSettings(100, 0),
                TdLoss.HUBER,
                key.equals("gradient-norm") ? value : 10,
                Biases.TWO_IN_TEN,
                OptimizerKind.ADAM,
                1e-5,
                key.equals("weight-decay") ? value : 0);
    }

    private static SarsaSettings sarsa(String key, double value) {
        return new SarsaSettings(
                key.equals("learning-rate") ? value : 5e-4,
                false,
                key.equals("discount") ? value : .99,
                key.equals("capacity") ? (int) value : 100,
                key.equals("batch") ? (int) value : 32,
                key.equals("n-step") ? (int) value : 1,
                new TargetSettings(1, 0),
                TdLoss.HUBER,
                key.equals("gradient-norm") ? value : 10,
                Biases.TWO_IN_TEN,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }
}
