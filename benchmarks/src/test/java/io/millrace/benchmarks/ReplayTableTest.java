package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.ReplayTable.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTableTest {

    @Test
    void insertsAndSamplesOfOneWorldAndKindStandInOneRow() {
        String table = ReplayTable.of(List.of(
                new Cell("4 numbers", "uniform", "gather", 1_234_567),
                new Cell("4 numbers", "prioritised", "gather", 400),
                new Cell("4 numbers", "uniform", "insert", 89)));

        assertThat(table).isEqualTo("""
                | observation | drawn | inserts/s | samples/s |
                |---|---|---|---|
                | 4 numbers | uniform | 89 | 1,234,567 |
                | 4 numbers | prioritised | - | 400 |
                """);
    }
}
