package io.millrace.env.environments.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvCellsTest {

    @Test
    void commasDivideCells() {
        assertThat(CsvCells.of("North,0.1,,x ")).containsExactly("North", "0.1", "", "x ");
    }

    @Test
    void aCommaInQuotesBelongsToItsCell() {
        assertThat(CsvCells.of("\"North, old\",1")).containsExactly("North, old", "1");
    }

    @Test
    void twoQuotesInQuotesAreOne() {
        assertThat(CsvCells.of("\"the \"\"North\"\"\",1")).containsExactly("the \"North\"", "1");
    }

    @Test
    void anEmptyLineIsOneEmptyCell() {
        assertThat(CsvCells.of("")).containsExactly("");
    }
}
