package io.millrace.env.environments.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RegionTableTest {

    private static final RegionTable RUSSIA = RegionTable.ofRussia();

    @TempDir
    private Path folder;

    @Test
    void russiaHasThePublishedSharesAndUtilities() {
        double[] shares = RUSSIA.shares();
        double[] utilities = RUSSIA.utilities();

        assertThat(RUSSIA.size()).isEqualTo(80);
        assertThat(Arrays.stream(shares).max()).hasValue(0.09908343442512468);
        assertThat(Arrays.stream(shares).min()).hasValue(0.000417846070899043);
        assertThat(Arrays.stream(shares).map(share -> share * share).sum())
                .isCloseTo(0.0278041140584657, within(1e-15));
        assertThat(utilities[29]).isCloseTo(2.011428, within(1e-6));
        assertThat(utilities[78]).isCloseTo(-1.5796396, within(1e-7));
    }

    @ParameterizedTest
    @CsvSource({
        "Москва, 29",
        "москва, 29",
        "Moscow, 29",
        "MOSCOW REGION, 30",
        "Saint Petersburg, 61",
        "' chukotka ', 78",
        "Sakha (Yakutia), 53",
        "Республика Северная Осетия – Алания, 54",
        "North Ossetia-Alania, 54"
    })
    void aRegionIsFoundByItsNameInEitherLanguage(String name, int place) {
        assertThat(RUSSIA.place(name)).isEqualTo(place);
    }

    @ParameterizedTest
    @CsvSource({
        "Moskow, Moscow",
        "Saint Petersberg, Saint Petersburg",
        "Масква, Москва",
        "Yaroslavl Oblast, Yaroslavl Region"
    })
    void anUnknownRegionIsRefusedWithTheNearestName(String name, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RUSSIA.place(name))
                .withMessageContainingAll(name, "Did you mean " + nearest + "?");
    }

    @Test
    void aTableNeedsNoEnglishNamesAndItsColumnsStandInAnyOrder() throws IOException {
        RegionTable table = read("\uFEFFutility, share, region\n0.5,0.4,\"Hills, northern\"\n\n-0.5,0.6,Coast\n");

        assertThat(table.regions()).containsExactly("Hills, northern", "Coast");
        assertThat(table.englishNames()).isEqualTo(table.regions());
        assertThat(table.shares()).containsExactly(0.4, 0.6);
        assertThat(table.utilities()).containsExactly(0.5, -0.5);
    }

    @Test
    void sharesThatSumToOneButForRoundingAreDividedByTheirSum() throws IOException {
        double[] shares = read("region,share,utility\na,0.3333333,0\nb,0.3333333,0\nc,0.3333333,0\n")
                .shares();

        assertThat(shares[0]).isCloseTo(1.0 / 3, within(1e-15));
    }

    static List<Arguments> mistakes() {
        String head = "region,share,utility\n";
        return List.of(
                Arguments.of("", "empty", "region,share,utility"),
                Arguments.of(head + "a,1,0\n", "1 regions", "two or more"),
                Arguments.of(head + "a,0.5,0\nb,0.4,0\n", "sum to 0.9", "which is 1"),
                Arguments.of(head + "a,0.5,0\nb,0.500002,0\n", "sum to 1.000002", "1.0E-6"),
                Arguments.of(head + "a,1.5,0\nb,-0.5,0\n", "line 3, column share is -0.5", "not negative"),
                Arguments.of(head + "a,half,0\nb,0.5,0\n", "line 2, column share is \"half\"", "no number"),
                Arguments.of(head + "a,NaN,0\nb,0.5,0\n", "line 2, column share is NaN", "finite"),
                Arguments.of(head + "a,0.5,101\nb,0.5,0\n", "line 2, column utility is 101", "logarithm"),
                Arguments.of(head + "a,0.5\nb,0.5,0\n", "line 2, has 2 cells", "3 columns"),
                Arguments.of(head + ",0.5,0\nb,0.5,0\n", "line 2, column region", "empty"),
                Arguments.of(head + "a,0.5,0\nA,0.5,0\n", "line 3, column region is A", "earlier"),
                Arguments.of("region,share\na,0.5\nb,0.5\n", "no column utility", "region, share"),
                Arguments.of("region,share,utility,area\na,0.5,0,1\n", "\"area\"", "english, region, share, utility"),
                Arguments.of("region,share,share,utility\na,0.5,0.5,1\n", "share twice", "Leave one"),
                Arguments.of("region;share;utility\na;0.5;0\n", "region;share;utility", "separated by commas"),
                Arguments.of(
                        "region,english,share,utility\na,x,0.5,0\nb,a,0.5,0\n", "line 3, column english", "earlier"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsRefusedWithItsPlace(String text, String what, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(text))
                .withMessageContainingAll("table.csv", what, why);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegionTable.read(folder.resolve("none.csv")))
                .withMessageContainingAll("There is no file", "none.csv");
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Path file = folder.resolve("table.csv");
        Files.write(file, "region,share,utility\né,1,0\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegionTable.read(file))
                .withMessageContainingAll("table.csv", "UTF-8");
    }

    private RegionTable read(String text) throws IOException {
        return RegionTable.read(Files.writeString(folder.resolve("table.csv"), text));
    }
}
