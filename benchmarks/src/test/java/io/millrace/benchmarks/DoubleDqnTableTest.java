package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.DoubleDqnTable.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoubleDqnTableTest {

    @Test
    void eachRowIsComparedWithTheFitOfTheSameNetwork() {
        String table = DoubleDqnTable.of(List.of(
                new Cell("small", "kernel", 12_000),
                new Cell("small", Contenders.PLAIN, 4_000),
                new Cell("large", "kernel", 25),
                new Cell("large", Contenders.PLAIN, 50),
                new Cell("other", "kernel", 1)));

        assertThat(table).isEqualTo("""
                | network | by | updates/s | times Deeplearning4j's fit |
                |---|---|---|---|
                | small | Double DQN, kernel | 12,000.0 | 3.00 |
                | small | Deeplearning4j's fit | 4,000.0 | 1.00 |
                | large | Double DQN, kernel | 25.0 | 0.50 |
                | large | Deeplearning4j's fit | 50.0 | 1.00 |
                | other | Double DQN, kernel | 1.0 | - |
                """);
    }
}
