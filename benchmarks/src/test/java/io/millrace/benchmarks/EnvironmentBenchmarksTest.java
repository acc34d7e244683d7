package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnvironmentBenchmarksTest {

    @Test
    void aRowSaysHowManyTimesGymnasiumItIsWhereGymnasiumHasTheEnvironment() {
        assertThat(EnvironmentBenchmarks.row("pendulum", 50))
                .isEqualTo("| pendulum | 50.0 | 20,000,000 | 4,000 | 5,000 |\n");
        assertThat(EnvironmentBenchmarks.row("consumption law=poisson", 100))
                .isEqualTo("| consumption law=poisson | 100.0 | 10,000,000 |  |  |\n");
    }
}
