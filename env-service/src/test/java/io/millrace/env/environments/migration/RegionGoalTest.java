package io.millrace.env.environments.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionGoalTest {

    private static final RegionTable RUSSIA = RegionTable.ofRussia();
    private static final int MOSCOW = 29;
    private static final int TUVA = 56;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"Moscow -4", "moscow -4.0", "Москва \u22124", "Moscow  - 4 %", "Moscow -4%"})
    void aChangeIsANameAndPercentagePoints(String change) {
        double[] goal = RegionGoal.ofChanges(RUSSIA, List.of(change, "Tuva +4")).shares();

        assertThat(goal[MOSCOW] - RUSSIA.shares()[MOSCOW]).isCloseTo(-0.04, within(1e-15));
        assertThat(goal[TUVA] - RUSSIA.shares()[TUVA]).isCloseTo(0.04, within(1e-15));
    }

    @Test
    void regionsWithoutANumberShareWhatIsLeft() {
        double[] goal = RegionGoal.ofChanges(RUSSIA, List.of("Moscow -4", "Tver Region 1", "Tuva", "Komi"))
                .shares();

        assertThat(goal[TUVA] - RUSSIA.shares()[TUVA]).isCloseTo(0.015, within(1e-15));
        assertThat(goal[50] - RUSSIA.shares()[50]).isCloseTo(0.015, within(1e-15));
    }

    static List<Arguments> mistakes() {
        return List.of(
                Arguments.of(List.of("Moskow -4", "Tuva 4"), "Moskow", "Did you mean Moscow?"),
                Arguments.of(List.of("Moscow -4", "Tuva 3"), "sum to -1.0", "1.0 points together"),
                Arguments.of(List.of("Moscow -4", "Москва 4"), "Moscow", "twice"),
                Arguments.of(List.of("Chukotka -1", "Tuva 1"), "Chukotka, which has 0.0418 %", "not negative"),
                Arguments.of(List.of("Moscow 0", "Tuva 0"), "present distribution", "nothing to do"),
                Arguments.of(List.of("Moscow -4 percent", "Tuva 4"), "Moscow -4 percent", "Did you mean"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakenChangeIsRefused(List<String> changes, String what, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegionGoal.ofChanges(RUSSIA, changes))
                .withMessageContainingAll(what, why);
    }

    @Test
    void aFileGivesEveryShareInAnyOrder() throws IOException {
        RegionGoal goal = RegionGoal.read(three(), file("region,share\nc,0.5\na,0.25\nB,0.25\n"));

        assertThat(goal.shares()).containsExactly(0.25, 0.25, 0.5);
        assertThat(goal.distance()).isCloseTo(Math.sqrt(0.0025 + 0.0025 + 0.01), within(1e-12));
    }

    static List<Arguments> mistakenFiles() {
        return List.of(
                Arguments.of("region,share\na,0.25\nb,0.25\n", "no share for c", "each of the 3 regions"),
                Arguments.of("region,share\na,0.25\nb,0.25\nd,0.5\n", "line 4, column region", "Did you mean a?"),
                Arguments.of("region,share\na,0.25\nb,0.25\nb,0.5\n", "line 4, column region is b", "earlier"),
                Arguments.of("region,share\na,0.25\nb,0.25\nc,0.4\n", "sum to 0.9", "which is 1"),
                Arguments.of("region,share\na,0.75\nb,0.75\nc,-0.5\n", "line 4, column share", "not negative"),
                Arguments.of("region,share\na,0.2,3\nb,0.2\nc,0.6\n", "line 2, has 3 cells", "2 columns"),
                Arguments.of("region,points\na,0.2\n", "points", "nothing reads"));
    }

    @ParameterizedTest
    @MethodSource("mistakenFiles")
    void aMistakenFileIsRefusedWithItsPlace(String text, String what, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegionGoal.read(three(), file(text)))
                .withMessageContainingAll("goal.csv", what, why);
    }

    @Test
    void aFileWithThePresentDistributionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegionGoal.read(three(), file("region,share\na,0.3\nb,0.3\nc,0.4\n")))
                .withMessageContaining("nothing to do");
    }

    @Test
    void aLargeShareIsWarnedOf() {
        assertThat(RegionGoal.ofChanges(RUSSIA, List.of("Moscow +4", "Moscow Region"))
                        .warnings())
                .singleElement()
                .asString()
                .contains("Moscow 13.91 %", "at most 0.33 %", "above 12 %");
    }

    @Test
    void theDemoGoalIsNotWarnedOf() {
        assertThat(RegionGoal.ofChanges(RUSSIA, List.of("Moscow -4", "Buryatia"))
                        .warnings())
                .isEmpty();
    }

    @Test
    void amongThreeRegionsALargeShareIsNothingSpecial() throws IOException {
        assertThat(RegionGoal.ofChanges(three(), List.of("a -10", "b 10")).warnings())
                .isEmpty();
    }

    private RegionTable three() throws IOException {
        return RegionTable.read(
                Files.writeString(folder.resolve("three.csv"), "region,share,utility\na,0.3,0\nb,0.3,0\nc,0.4,0.5\n"));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("goal.csv"), text);
    }
}
