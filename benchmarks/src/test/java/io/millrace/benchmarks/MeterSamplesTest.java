package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class MeterSamplesTest {

    @Test
    void countersOfTimeAreToldApartByTheirReason() {
        String text = """
                # HELP millrace_learner_wait_seconds_total Time in which the learner waited, by what for
                # TYPE millrace_learner_wait_seconds_total counter
                millrace_learner_wait_seconds_total{reason="unrolls",run="a"} 1.5
                millrace_env_wait_seconds_total{reason="actor",run="a"} 2.0
                millrace_env_wait_seconds_total{reason="learner",run="a"} 0.25
                millrace_learner_update_seconds_sum{run="a"} 3.5
                millrace_learner_update_seconds_count{run="a"} 7
                process_cpu_time_ns_total 4.0E9
                """;

        assertThat(MeterSamples.counters(text))
                .containsOnly(
                        entry("learner_wait unrolls", 1.5),
                        entry("env_wait actor", 2.0),
                        entry("env_wait learner", 0.25),
                        entry("learner_update", 3.5),
                        entry("process_cpu", 4.0));
    }
}
