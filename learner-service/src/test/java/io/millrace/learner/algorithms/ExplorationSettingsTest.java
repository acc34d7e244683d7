package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.algorithms.ExplorationSettings.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplorationSettingsTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "12345, 678"})
    void aConstantEpsilonStaysWhereItBegan(long steps, long episodes) {
        // As in the source of the employee model; end, over and factor are those of the defaults.
        ExplorationSettings settings = new ExplorationSettings(Kind.CONSTANT, .04, .05, 10000, 0);

        assertThat(settings.epsilon(steps, episodes)).isEqualTo(.04);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "250, 0.75", "500, 0.5", "750, 0.25", "1000, 0", "5000, 0"})
    void perStepItFallsLinearlyAndThenStays(long steps, double expected) {
        ExplorationSettings settings = new ExplorationSettings(Kind.PER_STEP, 1, 0, 1000, 0);

        assertThat(settings.epsilon(steps, 77)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5", "1, 0.375", "2, 0.25", "3, 0.25"})
    void perEpisodeItFallsLinearlyWithoutAFactor(long episodes, double expected) {
        ExplorationSettings settings = new ExplorationSettings(Kind.PER_EPISODE, .5, .25, 2, 0);

        assertThat(settings.epsilon(9999, episodes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0.5", "3, 0.125", "4, 0.1", "1000, 0.1"})
    void perEpisodeAFactorMultipliesItDownToItsEnd(long episodes, double expected) {
        ExplorationSettings settings = new ExplorationSettings(Kind.PER_EPISODE, 1, .1, 10000, .5);

        assertThat(settings.epsilon(9999, episodes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PER_STEP, 1.5, 0, 10, 0, exploration.start is 1.5",
        "PER_STEP, 1, -1, 10, 0, exploration.end is -1.0",
        "PER_STEP, 0.1, 0.2, 10, 0, 'exploration.end is 0.2, but it has to be no more than exploration.start, 0.1'",
        "PER_STEP, 1, 0, 0, 0.5, 'exploration.over is 0, but it has to be at least 1 environment step'",
        "PER_EPISODE, 1, 0, 0, 0, 'at least 1 episode unless exploration.factor is above 0'",
        "PER_EPISODE, 1, 0, -1, 0.5, exploration.over is -1",
        "PER_EPISODE, 1, 0, 10, 1, exploration.factor is 1.0"
    })
    void aScheduleThatCannotBeIsRefusedByItsKey(
            Kind kind, double start, double end, long over, double factor, String message) {
        assertThatThrownBy(() -> new ExplorationSettings(kind, start, end, over, factor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm.")
                .hasMessageContaining(message);
    }

    @Test
    void aFactorNeedsNoLengthToFallOver() {
        assertThat(new ExplorationSettings(Kind.PER_EPISODE, 1, 0, 0, .9).epsilon(0, 1))
                .isEqualTo(.9);
    }
}
