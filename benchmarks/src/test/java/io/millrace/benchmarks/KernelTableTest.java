package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.KernelTable.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTableTest {

    @Test
    void theRatioSaysHowManyTimesAsLongPlainDeeplearning4jTakes() {
        String table = KernelTable.of(List.of(
                new Cell("Forward, batch 64", "kernel", 40), new Cell("Forward, batch 64", Contenders.PLAIN, 500)));

        assertThat(table).contains("| Forward, batch 64 | 40.00 | 500 | 12.50 |");
    }

    @Test
    void aPartThatNobodyCompetesInStandsInATableOfItsOwn() {
        String table = KernelTable.of(List.of(new Cell("Parts.adamSmall", "", 2.5)));

        assertThat(table).isEqualTo("""
                | part | microseconds per call |
                |---|---|
                | Parts.adamSmall | 2.50 |

                """);
    }
}
