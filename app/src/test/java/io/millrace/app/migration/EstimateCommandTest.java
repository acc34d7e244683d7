package io.millrace.app.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import io.millrace.env.environments.migration.RegionTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code millrace migration estimate}: what it prints and writes, and what mistakes are told. */
class EstimateCommandTest {

    @TempDir
    private Path folder;

    private Path panel;

    @BeforeEach
    void writeAPanel() throws IOException {
        StringBuilder csv = new StringBuilder("Region");
        double[][] path =
                new WorkforceModel(new double[] {900, 400, 1500, 250}, 8, 0.001).run(new double[] {-0.5, 0.5, 1, 0});
        for (int year = 0; year < 8; year++) {
            csv.append(',').append(2010 + year);
        }
        for (int i = 0; i < 4; i++) {
            csv.append("\n\"Land <").append(i).append(">, far\"");
            for (int year = 0; year < 8; year++) {
                csv.append(',').append(path[year][i] + 0.3 * Math.sin(7.0 * year + 3 * i));
            }
        }
        panel = Files.writeString(folder.resolve("panel.csv"), csv.append('\n'));
    }

    static List<Arguments> options() {
        return List.of(
                mistake(
                        "a year before the panel",
                        List.of("--fit-until", "1999"),
                        "--fit-until is 1999",
                        "2010 to 2017"),
                mistake("too early a year", List.of("--fit-until", "2011"), "from 2012 to 2017"),
                mistake("a year after the panel", List.of("--fit-until", "2018"), "--fit-until is 2018"),
                mistake("no chain", List.of("--chains", "0"), "--chains is 0", "1 to 64"),
                mistake("few draws", List.of("--draws", "3"), "--draws is 3", "50"),
                mistake("no warm-up", List.of("--warm-up", "0"), "--warm-up is 0"),
                mistake("growth in percent", List.of("--growth", "1.5"), "--growth is 1.5", "0.00066"),
                mistake(
                        "more than is kept",
                        List.of("--draws", "100000", "--chains", "64", "--fit-until", "2012"),
                        "at most 60000000"),
                mistake("a word for a number", List.of("--draws", "many"), "--draws", "many"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void anOptionThatCannotBeIsRefused(String name, List<String> options, List<String> words) {
        Said said = estimate(options);

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains(words).doesNotContain("\tat ");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void aPanelThatIsMissingIsRefused() {
        Said said = Millrace.run(
                "migration", "estimate", "--panel", folder.resolve("none.csv").toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("There is no file", "--panel");
    }

    @Test
    void aPanelIsNotReplacedByItsReport() throws IOException {
        String before = Files.readString(panel);

        Said said = estimate(List.of("--report", panel.toString()));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("Two options name the file");
        assertThat(panel).hasContent(before.strip());
    }

    @Test
    void theGroupShowsWhatIsInIt() {
        assertThat(Millrace.run("migration").out()).contains("estimate", "Usage: millrace migration");
        assertThat(Millrace.run("migration", "estimate", "--help").out())
                .contains("Examples:", "R-hat", "column Region");
    }

    @Test
    void aPanelBecomesATableAPageAndAPicture() throws Exception {
        Path page = folder.resolve("new").resolve("page.html");
        Path picture = folder.resolve("picture.png");
        Path table = folder.resolve("table.csv");

        Said said = estimate(
                List.of("--report", page.toString(), "--png", picture.toString(), "--table", table.toString()));

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.out()).contains("95 % interval", "2017, held out", "R-hat at most", "Land <2>, far");
        assertThat(said.err()).contains("The report is in " + page, "Estimated in");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(Files.readString(page)
                                .replace("<!DOCTYPE html>", "")
                                .getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagName("figure")
                        .getLength())
                .isEqualTo(2);
        assertThat(Files.readString(page)).doesNotContain("http://www.google", "<script", "src=");
        assertThat(ImageIO.read(picture.toFile()).getHeight()).isEqualTo(760);
        assertThat(RegionTable.read(table).regions())
                .containsExactlyElementsOf(PanelFile.read(panel).regions());
        assertThat(RegionTable.read(table).shares())
                .containsExactly(PanelFile.read(panel).shares(2017), within(1e-12));
        assertThat(RegionTable.read(table).utilities()[2]).isGreaterThan(0.3);
    }

    @Test
    void theResultAsJsonIsTheSameForTheSameSeed() throws IOException {
        Said said = estimate(List.of("--json", "--seed", "3"));
        JsonNode result = new ObjectMapper().readTree(said.out());

        assertThat(estimate(List.of("--json", "--seed", "3")).out()).isEqualTo(said.out());
        assertThat(estimate(List.of("--json", "--seed", "4")).out()).isNotEqualTo(said.out());
        assertThat(result.at("/fitted/fitUntil").asInt()).isEqualTo(2016);
        assertThat(result.at("/regions")).hasSize(4);
        assertThat(result.at("/regions/0/region").asText()).isEqualTo("Land <2>, far");
        assertThat(result.at("/forecast")).hasSize(4);
        assertThat(result.has("published")).isFalse();
        assertThat(result.at("/errors/heldOut/absolute").asDouble())
                .isLessThan(result.at("/errors/naiveHeldOut/absolute").asDouble());
    }

    @Test
    void whereNoYearIsHeldOutItSaysSo() {
        Said said = estimate(List.of("--fit-until", "2017"));

        assertThat(said.out())
                .contains("2011 to 2017, fitted", "No year was held out")
                .doesNotContain(", held out ");
    }

    @Test
    void fewDrawsAreWarnedOf() {
        assertThat(estimate(List.of("--draws", "50")).out()).contains("Warning:", "fewer than 200", "--draws");
    }

    private Said estimate(List<String> options) {
        List<String> arguments = new ArrayList<>(List.of(
                "migration",
                "estimate",
                "--panel",
                panel.toString(),
                "--chains",
                "2",
                "--warm-up",
                "100",
                "--draws",
                "200"));
        // The later one of two holds where an option may be given once: take out what is given again.
        for (String option : options) {
            int there = option.startsWith("--") ? arguments.indexOf(option) : -1;
            if (there >= 0) {
                arguments.subList(there, there + 2).clear();
            }
        }
        arguments.addAll(options);
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private static Arguments mistake(String name, List<String> options, String... words) {
        return Arguments.of(name, options, List.of(words));
    }
}
