package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.LandUse.Aims;
import io.millrace.env.environments.LandUse.City;
import io.millrace.env.environments.LandUse.Engine;
import io.millrace.env.environments.LandUse.Shown;
import io.millrace.env.environments.LandUse.TargetKind;
import io.millrace.policy.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LandUseTest {

    private static final String HEADER = "air_quality,house_price,job_accessibility,greenspace_accessibility";

    @Nested
    class WithTheDefaults extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return Defaults.of("land-use");
        }
    }

    @Nested
    class OnTheWayToTheUnseenTarget extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return toy(TargetKind.EVALUATION, 50);
        }
    }

    @Nested
    class WithACityWhoseTargetsAreNew extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return city(20, 0, 60);
        }
    }

    @Nested
    class WithACityWhoseTargetsAreListedAndWhoseVariablesAreShown extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return new LandUse.Parameters(
                    Engine.SURROGATE,
                    new City(10, 2),
                    "",
                    new Aims(TargetKind.TRAINING, 3, 2, 4, 1, ""),
                    30,
                    Shown.DIFFERENCES_AND_VARIABLES,
                    10,
                    1);
        }
    }

    @Nested
    class WithACityThatIsShownAreaByArea extends EnvironmentContract {
        @Override
        EnvironmentParameters parameters() {
            return shownByAreas(20);
        }
    }

    @Test
    void aPartOfSeventeenNumbersIsShownOfEachArea() {
        LandUse city = shownByAreas(719).create();
        city.reset(new CounterRandom(1));
        float[] observation = new float[719 * 17];
        city.observe(observation, 0);

        assertThat(city.description().observationSize()).isEqualTo(719 * 17);
        assertThat(observation[718 * 17 + 16]).isCloseTo((float) (10 * city.remaining()), within(1e-6f));
    }

    @Test
    void theReturnIsTheWayThatWasGone() {
        LandUse landUse = city(20, 0, 2_000).create();
        EnvironmentContract.RandomActions actions = new EnvironmentContract.RandomActions(landUse, 1);
        landUse.reset(new CounterRandom(1));
        float[] action = new float[1];
        double start = landUse.remaining();
        double total = 0;
        EpisodeStatus status = EpisodeStatus.RUNNING;

        while (status == EpisodeStatus.RUNNING) {
            actions.write(action, 0);
            status = landUse.step(action, 0);
            total += landUse.reward();
        }

        assertThat(total).isCloseTo(start - landUse.remaining(), within(1e-9));
    }

    @Test
    void rewardsAreInTheirScale() {
        LandUse toy = new LandUse.Parameters(
                        Engine.TOY,
                        new City(20, 1),
                        "",
                        new Aims(TargetKind.EVALUATION, 0, 1, 5, 1, ""),
                        50,
                        Shown.DIFFERENCES,
                        1,
                        100)
                .create();
        toy.reset(new CounterRandom(1));
        double start = toy.remaining();
        toy.step(new float[] {toy.bestAction()}, 0);

        assertThat(toy.reward()).isCloseTo(100 * (start - toy.remaining()), within(1e-9));
    }

    @Test
    void anEpisodeTerminatesWhereTheTargetIsMet() {
        LandUse toy = toy(TargetKind.EVALUATION, 50).create();
        toy.reset(new CounterRandom(1));
        EpisodeStatus status = EpisodeStatus.RUNNING;
        int steps = 0;

        while (status == EpisodeStatus.RUNNING) {
            status = toy.step(new float[] {toy.bestAction()}, 0);
            steps++;
        }

        assertThat(status).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(steps).isEqualTo(7);
    }

    @Test
    void anEpisodeIsTruncatedAfterItsSteps() {
        LandUse toy = toy(TargetKind.EVALUATION, 2).create();
        toy.reset(new CounterRandom(1));

        assertThat(toy.step(new float[] {toy.bestAction()}, 0)).isEqualTo(EpisodeStatus.RUNNING);
        assertThat(toy.step(new float[] {toy.bestAction()}, 0)).isEqualTo(EpisodeStatus.TRUNCATED);
    }

    @Test
    void anEpisodeThatMeetsTheTargetWithItsLastStepTerminates() {
        LandUse toy = toy(TargetKind.EVALUATION, 7).create();
        toy.reset(new CounterRandom(1));
        EpisodeStatus status = EpisodeStatus.RUNNING;

        for (int i = 0; i < 7; i++) {
            status = toy.step(new float[] {toy.bestAction()}, 0);
        }

        assertThat(status).isEqualTo(EpisodeStatus.TERMINATED);
    }

    @Test
    void aFullCityShowsAndOffersWhatTheSourceSays() {
        Environment.Description description = city(719, 0, 100).create().description();

        assertThat(description.observationSize()).isEqualTo(2876);
        assertThat(description.actionSpace().width()).isEqualTo(1);
        assertThat(description.actionSpace().toString()).contains("5752");
    }

    @Test
    void variablesFollowTheDifferencesFromZeroToOneOnTheirGrids() {
        LandUse toy = new LandUse.Parameters(
                        Engine.TOY,
                        new City(20, 1),
                        "",
                        new Aims(TargetKind.EVALUATION, 0, 1, 5, 1, ""),
                        50,
                        Shown.DIFFERENCES_AND_VARIABLES,
                        3,
                        1)
                .create();
        toy.reset(new CounterRandom(1));
        float[] observation = new float[24];

        toy.observe(observation, 0);

        // Air of area 0 is 5 of the 5.5 that are wanted, in units of 7.5, times 3.
        assertThat(observation[0]).isCloseTo(-0.2f, within(1e-6f));
        float[] variables = Arrays.copyOfRange(observation, 12, 24);
        assertThat(variables)
                .containsExactly(
                        new float[] {
                            10 / 15f, 0, 0, 0.4f,
                            8 / 15f, 1, 1, 0.1f,
                            5 / 15f, 0.5f, 1, 1
                        },
                        within(1e-6f));
    }

    @Test
    void anActionSaysWhatItChanges() {
        LandUse toy = toy(TargetKind.TRAINING, 50).create();
        toy.reset(new CounterRandom(1));

        assertThat(toy.change(9)).isEqualTo(new Plannable.Change("1", "signature_type", "down", 8, 7));
    }

    @Test
    void aMaskedActionIsRefusedWithAreaAndVariable() {
        LandUse toy = toy(TargetKind.TRAINING, 50).create();
        toy.reset(new CounterRandom(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> toy.step(new float[] {3}, 0))
                .withMessage(
                        "Environment land-use was given action 3, which moves use of area 0 down, but at -0.999 it is"
                                + " at the lower end of its grid. Choose an action that the mask allows.");
    }

    @Nested
    class ATargetInAFile {

        @TempDir
        private Path folder;

        @Test
        void isWhereEveryEpisodeLeads() throws IOException {
            LandUse toy = aimedAt(HEADER, "5.5,0.4995,0,0.2001", "4,0.4995,0.4995,0.0504", "2.5,0,0.4995,0.4995")
                    .create();
            toy.reset(new CounterRandom(1));

            assertThat(toy.remaining()).isCloseTo(0.5 / 7.5, within(1e-9));
        }

        @Test
        void ofAnotherSizeIsRefused() throws IOException {
            LandUse.Parameters parameters = aimedAt(HEADER, "5.5,0.4995,0,0.2001");

            assertThatIllegalArgumentException()
                    .isThrownBy(parameters::create)
                    .withMessageContaining("target.csv: The target has 4 indicators, but 3 areas have 12.");
        }

        @Test
        void thatIsMetAtTheStartIsRefused() throws IOException {
            LandUse.Parameters parameters =
                    aimedAt(HEADER, "5,0.4995,0,0.2001", "4,0.4995,0.4995,0.0504", "2.5,0,0.4995,0.4995");

            assertThatIllegalArgumentException()
                    .isThrownBy(parameters::create)
                    .withMessageContaining("leaves nothing to do");
        }

        private LandUse.Parameters aimedAt(String... lines) throws IOException {
            Path file = Files.write(folder.resolve("target.csv"), List.of(lines));
            return new LandUse.Parameters(
                    Engine.TOY,
                    new City(20, 1),
                    "",
                    new Aims(TargetKind.FILE, 0, 1, 5, 1, file.toString()),
                    50,
                    Shown.DIFFERENCES,
                    1,
                    1);
        }
    }

    @Nested
    class ItsParameters {

        @ParameterizedTest
        @CsvSource({
            "EXACT, '', 50, 1, environment.data is empty. The exact engine reads tables",
            "TOY, /tables, 50, 1, environment.data is /tables. Engine toy reads no tables.",
            "TOY, '', 0, 1, environment.steps is 0.",
            "TOY, '', 50, 0, environment.observation-scale is 0.0.",
            "TOY, '', 50, NaN, environment.observation-scale is NaN."
        })
        void areRefusedWhereNoTaskComesOfThem(Engine engine, String data, int steps, double scale, String message) {
            Aims aims = new Aims(TargetKind.TRAINING, 0, 1, 5, 1, "");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LandUse.Parameters(
                            engine, new City(20, 1), data, aims, steps, Shown.DIFFERENCES, scale, 1))
                    .withMessageStartingWith(message);
        }

        @Test
        void refuseARewardScaleOfNothing() {
            Aims aims = new Aims(TargetKind.TRAINING, 0, 1, 5, 1, "");

            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new LandUse.Parameters(Engine.TOY, new City(20, 1), "", aims, 50, Shown.DIFFERENCES, 1, 0))
                    .withMessageStartingWith("environment.reward-scale is 0.0.");
        }

        @ParameterizedTest
        @CsvSource({
            "TRAINING, -1, 1, 5, '', environment.targets.list is -1.",
            "TRAINING, 0, 0, 5, '', environment.targets.least is 0.",
            "TRAINING, 0, 3, 2, '', environment.targets.most is 2.",
            "TRAINING, 0, 1, 21, '', environment.targets.most is 21.",
            "FILE, 0, 1, 5, '', environment.targets.file is empty.",
            "TRAINING, 0, 1, 5, a.csv, environment.targets.file is a.csv."
        })
        void refuseTargetsThatCannotBe(TargetKind kind, int list, int least, int most, String file, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Aims(kind, list, least, most, 1, file))
                    .withMessageStartingWith(message);
        }

        @ParameterizedTest
        @CsvSource({"0", "8193"})
        void refuseCitiesThatHaveNoActionsOrTooMany(int areas) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new City(areas, 1))
                    .withMessageStartingWith("environment.surrogate.areas is " + areas);
        }
    }

    private static LandUse.Parameters toy(TargetKind kind, int steps) {
        return new LandUse.Parameters(
                Engine.TOY, new City(20, 1), "", new Aims(kind, 0, 1, 5, 1, ""), steps, Shown.DIFFERENCES, 1, 1);
    }

    private static LandUse.Parameters shownByAreas(int areas) {
        return new LandUse.Parameters(
                Engine.SURROGATE,
                new City(areas, 1),
                "",
                new Aims(TargetKind.TRAINING, 0, 1, 5, 1, ""),
                30,
                Shown.AREAS,
                10,
                1);
    }

    private static LandUse.Parameters city(int areas, int list, int steps) {
        return new LandUse.Parameters(
                Engine.SURROGATE,
                new City(areas, 1),
                "",
                new Aims(TargetKind.TRAINING, list, 1, 5, 1, ""),
                steps,
                Shown.DIFFERENCES,
                1,
                1);
    }
}
