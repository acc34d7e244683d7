package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactTablesReaderTest {

    @TempDir
    Path folder;

    private final SmallRegion region = new SmallRegion(3);

    @BeforeEach
    void writeTheTables() {
        region.write(folder);
    }

    @Test
    void tablesOfTypesAreReadByTheNamesOfTheirColumns() {
        ExactTables tables = ExactTablesReader.read(folder);

        for (int type = 0; type < ExactTables.TYPES; type++) {
            for (int column = 0; column < SmallRegion.COLUMNS; column++) {
                int at = type * SmallRegion.COLUMNS + column;
                assertThat(tables.medians()[at]).isEqualTo(region.medians[type][column]);
                assertThat(tables.spreads()[at]).isEqualTo(region.spreads[type][column]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"oa_table", "spatial_weights", "air_quality_trees", "lsoa_baseline"})
    void aTableMayBeCompressed(String table) throws IOException {
        compress(table);

        assertThat(ExactTablesReader.read(folder).outputAreas().count()).isEqualTo(SmallRegion.OUTPUT_AREAS);
    }

    private void compress(String table) throws IOException {
        try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(folder.resolve(table + ".csv.gz")))) {
            Files.copy(folder.resolve(table + ".csv"), zipped);
        }
        Files.delete(folder.resolve(table + ".csv"));
    }

    @Test
    void aFolderThatIsNotThereIsNamedWithWhereItsTablesComeFrom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder.resolve("nowhere")))
                .withMessageContaining("nowhere")
                .withMessageContaining("docs/systems/land-use-data.md")
                .withMessageContaining("demoland-engine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lsoa_baseline",
                "oa_table",
                "spatial_weights",
                "median_function",
                "median_form",
                "iqr_function",
                "iqr_form",
                "air_quality_trees",
                "house_price_trees"
            })
    void aTableThatIsNotThereIsNamedWithWhereItComesFrom(String table) throws IOException {
        Files.delete(folder.resolve(table + ".csv"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining(table + ".csv.gz")
                .withMessageContaining("docs/systems/land-use-data.md")
                .withMessageContaining("demoland-engine");
    }

    // A cell of a line (from 1) and column (from 0) gets another text.
    @ParameterizedTest
    @CsvSource({
        "lsoa_baseline, 3, 1, 16, column signature_type is not a whole number from 0 to 15: 16",
        "lsoa_baseline, 3, 1, 2.5, column signature_type is not a whole number",
        "lsoa_baseline, 3, 4, 1.2, column job_types is not between 0.0 and 1.0: 1.2",
        "lsoa_baseline, 3, 0, area 0, column lsoa names an area a second time",
        "oa_table, 4, 0, output area 0, 'column oa names an output area a second time, after line 2'",
        "oa_table, 4, 1, Utopia, column lsoa names an area that lsoa_baseline does not have: Utopia",
        "oa_table, 4, 3, 0, column area_m2 is not above 0",
        "spatial_weights, 5, 1, 24, 'column neighbor is not a row of oa_table, which has 24 rows, counted from 0: 24'",
        "spatial_weights, 5, 0, -1, column focal is not a row of oa_table",
        "spatial_weights, 5, 2, NaN, column weight is not a finite number: NaN",
        "spatial_weights, 5, 2, '', column weight is not a number: it is empty",
        "median_form, 3, 1, 99, column code is not a whole number from -1 to 15: 99",
        "median_form, 3, 1, 15, column code names a type a second time",
        "iqr_form, 3, 3, Infinity, column form16 is not a finite number: Infinity",
        "air_quality_trees, 3, 3, 36, column feature is not a whole number from 0 to 35: 36",
        "air_quality_trees, 3, 4, x, column threshold is not a number: x",
        "air_quality_trees, 3, 5, 0, column left is not a whole number from 1",
        "air_quality_trees, 3, 6, 999, 'column right leads to node 999, but the tree has only'",
        "air_quality_trees, 3, 6, 1, 'column right leads to node 1, where another leads already'",
        "air_quality_trees, 4, 1, 7, column node is not 1",
        "air_quality_trees, 4, 0, 5, column tree is not the tree of the row before or the one after it"
    })
    void aCellThatCannotBeIsNamed(String table, int line, int column, String text, String why) throws IOException {
        List<String> lines = lines(table);
        // Names in double quotes stand at the end of no cell that is replaced here.
        List<String> cells = new ArrayList<>(List.of(lines.get(line - 1).split(",(?! )", -1)));
        cells.set(column, text);
        lines.set(line - 1, String.join(",", cells));
        write(table, lines);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining(table + ".csv, line " + line + ", " + why);
    }

    @ParameterizedTest
    @CsvSource({
        "oa_table, 6, 9, 'has 20 rows, but none of area area 1'",
        "spatial_weights, 13, 13, 'gives output area output area 2 (focal 2) weights that sum to'",
        "spatial_weights, 90, 97, 'gives output area output area 22 (focal 22) weights that sum to'",
        "median_function, 5, 5, has no row with code 12",
        "iqr_form, 5, 5, has no row with code 12",
        "lsoa_baseline, 2, 7, has no rows",
        "air_quality_trees, 1, 1, 'does not say in its first line, as # baseline=16.3'",
        "house_price_trees, 4, 4, 'line 4, column node is not 1, the next node of its tree'"
    })
    void missingRowsAreNoticed(String table, int firstLine, int lastLine, String message) throws IOException {
        List<String> lines = lines(table);
        lines.subList(firstLine - 1, lastLine).clear();
        write(table, lines);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining(table + ".csv")
                .withMessageContaining(message);
    }

    @Test
    void aTableThatEndsInsideATreeIsRefused() throws IOException {
        List<String> lines = lines("house_price_trees");
        lines.remove(lines.size() - 1);
        write("house_price_trees", lines);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("house_price_trees.csv, line")
                .withMessageContaining("rows are missing");
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        List<String> lines = lines("oa_table");
        lines.set(0, lines.get(0).replace("area_m2", "hectares"));
        write("oa_table", lines);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("oa_table.csv has no column area_m2");
    }

    @Test
    void columnsThatTheRegressorsDoNotExpectAreRefused() throws IOException {
        List<String> lines = lines("oa_table");
        lines.set(0, lines.get(0).replace("C. Manufacturing", "Crafts"));
        write("oa_table", lines);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("The regressors know columns by their place");
    }

    @Test
    void aRowWithoutAllItsCellsIsRefused() throws IOException {
        List<String> lines = lines("spatial_weights");
        lines.set(6, "1,2");
        write("spatial_weights", lines);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("spatial_weights.csv, line 7, has 2 cells, but the table has 3 columns");
    }

    @Test
    void aBaselineThatIsNoNumberIsRefused() throws IOException {
        List<String> lines = lines("air_quality_trees");
        lines.set(0, "# baseline=NaN; from nowhere");
        write("air_quality_trees", lines);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("air_quality_trees.csv says baseline=NaN in its first line");
    }

    @Test
    void anEmptyTableIsRefused() throws IOException {
        write("oa_table", List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("oa_table.csv is empty");
    }

    @Test
    void aTableThatWasCutOffWhileCompressedCannotBeRead() throws IOException {
        compress("spatial_weights");
        Path file = folder.resolve("spatial_weights.csv.gz");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("spatial_weights.csv.gz cannot be read")
                .withMessageContaining("Let it be a whole text file");
    }

    @Test
    void aTableThatIsNotCompressedAsItsNameSaysCannotBeRead() throws IOException {
        Files.move(folder.resolve("oa_table.csv"), folder.resolve("oa_table.csv.gz"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactTablesReader.read(folder))
                .withMessageContaining("oa_table.csv.gz cannot be read")
                .withMessageContaining("compressed if its name ends in .gz");
    }

    private List<String> lines(String table) throws IOException {
        return new ArrayList<>(Files.readAllLines(folder.resolve(table + ".csv")));
    }

    private void write(String table, List<String> lines) throws IOException {
        Files.write(folder.resolve(table + ".csv"), lines);
    }
}
