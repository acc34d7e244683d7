package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedBaselinesTest {

    @TempDir
    Path folder;

    private final SmallRegion region = new SmallRegion(7);

    // A number of an output area that lies on a threshold which decides what is predicted there.
    private int row;
    private int column;

    @BeforeEach
    void writeTheTablesAndFindANumberOnAThreshold() {
        region.write(folder);
        for (int at = 0; at < SmallRegion.OUTPUT_AREAS * SmallRegion.COLUMNS; at++) {
            row = at / SmallRegion.COLUMNS;
            column = at % SmallRegion.COLUMNS;
            double[] beyond = region.features(row);
            beyond[column] = Math.nextUp(beyond[column]);
            double change = RandomTrees.predicted(region.airQuality, beyond)
                    - RandomTrees.predicted(region.airQuality, region.features(row));
            if (Math.abs(change) > 0.01) {
                return;
            }
        }
        throw new IllegalStateException("No number of this region lies on a threshold: draw it from another seed.");
    }

    @Test
    void numbersThatPredictWhatIsPublishedAreTakenAsTheyAre() {
        assertThat(numbers())
                .containsExactly(ExactTablesReader.read(folder).outputAreas().numbers());
    }

    @Test
    void aNumberThatRoundingMovedAcrossAThresholdIsMovedBack() throws IOException {
        double[] before = numbers();
        moveTheNumber(1 + 1e-11);

        assertThat(numbers()).containsExactly(before);
    }

    @Test
    void aNumberThatIsFartherAwayIsRefused() throws IOException {
        moveTheNumber(1 + 1e-6);

        assertThatIllegalArgumentException()
                .isThrownBy(this::numbers)
                .withMessageContaining("for output area output area " + row)
                .withMessageContaining("do not belong together");
    }

    private double[] numbers() {
        return ExactModel.read(folder, ExactModel.DRAW_OF_SEED_1)
                .tables()
                .outputAreas()
                .numbers();
    }

    private void moveTheNumber(double factor) throws IOException {
        Path table = folder.resolve("oa_table.csv");
        List<String> lines = Files.readAllLines(table);
        double number = region.numbers[row][column];
        String moved = lines.get(row + 1).replace("," + number + ",", "," + number * factor + ",");
        lines.set(row + 1, moved);
        Files.write(table, lines);
    }
}
