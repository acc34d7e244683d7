package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFileTest {

    @TempDir
    private Path folder;

    @Test
    void aLineIsAnArea() throws IOException {
        Path file = file(TargetFile.HEADER, "15.5,7.4,3500,480000", "16, 7.5, 1e3, 0");

        assertThat(TargetFile.read(file)).containsExactly(15.5, 7.4, 3500, 480_000, 16, 7.5, 1000, 0);
    }

    @Test
    void otherColumnsAreRefused() throws IOException {
        Path file = file("house_price,air_quality", "7,8");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TargetFile.read(file))
                .withMessageContaining("begins with \"house_price,air_quality\"")
                .withMessageContaining(TargetFile.HEADER);
    }

    @Test
    void aShortLineIsRefusedByItsNumber() throws IOException {
        Path file = file(TargetFile.HEADER, "15.5,7.4,3500,480000", "15.5,7.4");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TargetFile.read(file))
                .withMessageStartingWith("Line 3 of " + file + " has 2 numbers");
    }

    @Test
    void aWordIsRefusedByLineAndColumn() throws IOException {
        Path file = file(TargetFile.HEADER, "15.5,dear,3500,480000");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TargetFile.read(file))
                .withMessageStartingWith("Line 2 of " + file + " has \"dear\" as house_price");
    }

    @Test
    void aMissingFileIsRefusedWithTheSettingThatNamedIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TargetFile.read(folder.resolve("nowhere.csv")))
                .withMessageContaining("environment.targets.file");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("target.csv"), List.of(lines));
    }
}
