package io.millrace.app.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.env.environments.migration.RegionTable;
import io.millrace.runtime.worker.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Panels as files, and what their owners hear who have to change them. */
class PanelFileTest {

    private static final String HEAD = "Region,2000,2001,2002\n";
    private static final String NORTH = "North,10,11,12\n";

    @TempDir
    private Path folder;

    static List<Arguments> mistakes() {
        return List.of(
                mistake("an empty file", "", "is empty", "Region,2000,2001,2002"),
                mistake("no region", HEAD, "no region", "at least 2 rows"),
                mistake("one region", HEAD + NORTH, "one region", "at least 2 rows"),
                mistake("no column of regions", "Place,2000,2001,2002\n", "line 1", "column 1", "\"Place\""),
                mistake("years alone", "1999,2000,2001,2002\n", "line 1", "no column Region"),
                mistake("a gap", "Region,2000,2001,2003\n", "line 1", "2001 and 2003", "2002 is missing"),
                mistake("two years", "Region,2000,2001\n", "line 1", "2 years", "at least 3"),
                mistake(
                        "half a year",
                        "Region,2000,2000.5,2001\n",
                        "line 1",
                        "column 3",
                        "\"2000.5\"",
                        "whole numbers"),
                mistake("a year twice", "Region,2000,2001,2000\n", "line 1", "2000 is there twice"),
                mistake("regions twice", "Region,Region,2000,2001\n", "line 1", "Region is there twice"),
                mistake("semicolons", "Region;2000;2001;2002\n", "line 1", "separated by commas"),
                mistake("a missing cell", HEAD + NORTH + "South,1,2\n", "line 3", "3 cells", "4 columns"),
                mistake("an empty cell", HEAD + NORTH + "South,1,,2\n", "line 3", "column 2001", "\"\" is no number"),
                mistake("a word", HEAD + NORTH + "South,1,2,many\n", "line 3", "column 2002", "\"many\" is no number"),
                mistake("no number", HEAD + NORTH + "South,1,2,NaN\n", "line 3", "column 2002", "\"NaN\""),
                mistake("zero", HEAD + NORTH + "South,0,2,3\n", "line 3", "column 2000", "is 0.", "above 0"),
                mistake("a negative", HEAD + NORTH + "South,1,-2,3\n", "line 3", "column 2001", "is -2."),
                mistake("a region twice", HEAD + NORTH + NORTH, "line 3", "North is there twice", "line 2"),
                mistake("a region in capitals", HEAD + NORTH + "NORTH,1,2,3\n", "line 3", "NORTH is there twice"),
                mistake("no name", HEAD + NORTH + ",1,2,3\n", "line 3", "no name"),
                mistake("an open quote", HEAD + NORTH + "\"South,1,2,3\n", "line 3", "no CSV"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aPanelThatCannotBeUsedIsRefused(String name, String content, List<String> words) throws IOException {
        Path file = Files.writeString(folder.resolve("panel.csv"), content);

        assertThatThrownBy(() -> PanelFile.read(file))
                .isInstanceOf(UserMistake.class)
                .satisfies(refused -> assertThat(refused.getMessage())
                        .startsWith(file.toString())
                        .contains(words));
    }

    @Test
    void moreRegionsThanTheEstimateIsMadeForAreRefused() throws IOException {
        StringBuilder content = new StringBuilder(HEAD);
        for (int i = 0; i <= PanelFile.MOST_REGIONS; i++) {
            content.append("R").append(i).append(",1,2,3\n");
        }
        Path file = Files.writeString(folder.resolve("panel.csv"), content);

        assertThatThrownBy(() -> PanelFile.read(file))
                .hasMessageContaining("line 302")
                .hasMessageContaining("300");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("panel.csv"), new byte[] {'P', 'K', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> PanelFile.read(file)).hasMessageContaining("no text in UTF-8");
    }

    @Test
    void aFolderIsRefused() {
        assertThatThrownBy(() -> PanelFile.read(folder))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void yearsMayStandInAnyOrderAndTheRegionAnywhere() throws IOException {
        Path file = Files.writeString(
                folder.resolve("panel.csv"), "\uFEFF2002,2000,region,2001\n3,1,North,2\n\n6,4.5,\"South, far\",5\n");

        Panel panel = PanelFile.read(file);

        assertThat(panel.regions()).containsExactly("North", "South, far");
        assertThat(panel.firstYear()).isEqualTo(2000);
        assertThat(panel.lastYear()).isEqualTo(2002);
        assertThat(panel.persons(2000)).containsExactly(1, 4.5);
        assertThat(panel.persons(2002)).containsExactly(3, 6);
    }

    @Test
    void theProductsPanelHasTheRegionsOfItsTableInTheirOrder() {
        Panel panel = PanelFile.ofProduct();

        assertThat(panel.regions())
                .containsExactlyElementsOf(RegionTable.ofRussia().regions());
        assertThat(panel.firstYear()).isEqualTo(2000);
        assertThat(panel.lastYear()).isEqualTo(2021);
        assertThat(panel.persons(2021)[29] / Arrays.stream(panel.persons(2021)).sum())
                .isEqualTo(0.09908343442512468);
    }

    private static Arguments mistake(String name, String content, String... words) {
        return Arguments.of(name, content, List.of(words));
    }
}
