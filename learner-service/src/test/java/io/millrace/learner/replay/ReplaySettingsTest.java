package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.replay.ReplaySettings.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplaySettingsTest {

    @ParameterizedTest
    @CsvSource({"capacity, 0", "alpha, -0.1", "alpha, 1.1", "alpha, NaN", "beta, -0.1", "beta, 1.1", "beta, NaN"})
    void aValueThatCannotBeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> new ReplaySettings(
                        key.equals("capacity") ? (int) value : 1000,
                        Kind.UNIFORM,
                        key.equals("alpha") ? value : .6,
                        key.equals("beta") ? value : .4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm.replay." + key + " is ")
                .hasMessageContaining("such as");
    }

    @Test
    void theKindNamesTheSampler() {
        assertThat(new ReplaySettings(1000, Kind.UNIFORM, .6, .4).sampler(1000)).isInstanceOf(UniformSampler.class);
        assertThat(new ReplaySettings(1000, Kind.PRIORITISED, .6, .4).sampler(1000))
                .isInstanceOf(PrioritisedSampler.class);
    }
}
