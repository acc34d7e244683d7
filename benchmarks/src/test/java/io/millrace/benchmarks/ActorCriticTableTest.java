package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.ActorCriticTable.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActorCriticTableTest {

    @Test
    void theEnginesStandBesideEachOther() {
        String table = ActorCriticTable.of(List.of(
                new Cell("one", "sac", "kernel", 160),
                new Cell("one", "sac", "dl4j", 64),
                new Cell("one", "ddpg", "kernel", 300),
                new Cell("other", "sac", "dl4j", 60)));

        assertThat(table).isEqualTo("""
                | observation and action | algorithm | kernel, updates/s | dl4j, updates/s | kernel / dl4j |
                |---|---|---|---|---|
                | one | SAC | 160.0 | 64.0 | 2.50 |
                | one | DDPG | 300.0 | - | - |
                | other | SAC | - | 60.0 | - |
                """);
    }
}
