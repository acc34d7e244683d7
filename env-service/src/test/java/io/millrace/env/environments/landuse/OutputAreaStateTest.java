package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputAreaStateTest {

    private static final double UNSET = OutputAreaState.UNSET;
    private static final int OWN_TYPE = -1;

    private final SmallRegion region = new SmallRegion(3);

    @TempDir
    Path folder;

    private ExactModel model;
    private OutputAreaState state;

    @BeforeEach
    void readTheRegion() {
        region.write(folder);
        model = new ExactModel(ExactTablesReader.read(folder), ExactModel.DRAW_OF_SEED_1);
        state = new OutputAreaState(model);
    }

    @Test
    void withoutChangesTheTreesPredictFromNumbersAndLags() {
        requirePredictionsOfTheRegion();
    }

    private void requirePredictionsOfTheRegion() {
        for (int row = 0; row < SmallRegion.OUTPUT_AREAS; row++) {
            assertThat(state.indicator(row, Indicator.AIR_QUALITY))
                    .isCloseTo(RandomTrees.predicted(region.airQuality, region.features(row)), within(1e-12));
            assertThat(state.indicator(row, Indicator.HOUSE_PRICE))
                    .isCloseTo(RandomTrees.predicted(region.housePrice, region.features(row)), within(1e-12));
        }
    }

    @Test
    void aNewTypeOfBuiltFormBringsItsTypicalNumbersAndCountsScaledToTheGround() {
        int type = (region.types[5] + 1) % ExactTables.TYPES;
        for (int column = 0; column < SmallRegion.COLUMNS; column++) {
            double typical = region.medians[type][column] + 0.345584192064786 * region.spreads[type][column] / 5;
            region.numbers[5][column] = typical * (column < 9 ? region.sizes[5] : 1);
        }

        state.change(5, type, UNSET, UNSET, UNSET);
        state.update();

        requirePredictionsOfTheRegion();
    }

    @Test
    void theOwnTypeOfBuiltFormLeavesTheOwnNumbers() {
        state.change(5, region.types[5], UNSET, UNSET, UNSET);
        state.update();

        requirePredictionsOfTheRegion();
        assertThat(state.touched().size()).isZero();
    }

    @Test
    void useAboveZeroTurnsPeopleIntoJobsOfAllGroups() {
        double people = region.numbers[5][0];
        double jobs = jobs(5);
        region.numbers[5][0] = people - 0.4 * people;
        scale(5, 1, 9, (jobs + 0.4 * people) / jobs);

        state.change(5, OWN_TYPE, 0.4, UNSET, UNSET);
        state.update();

        requirePredictionsOfTheRegion();
        assertThat(state.jobsGained(5)).isCloseTo(0.4 * people, within(1e-9));
    }

    @Test
    void useBelowZeroTurnsJobsIntoPeople() {
        double jobs = jobs(5);
        region.numbers[5][0] += 0.3 * jobs;
        scale(5, 1, 9, 0.7);

        state.change(5, OWN_TYPE, -0.3, UNSET, UNSET);
        state.update();

        requirePredictionsOfTheRegion();
        assertThat(state.jobsGained(5)).isCloseTo(-0.3 * jobs, within(1e-9));
    }

    @Test
    void greenspaceTakesItsGroundFromEverythingElse() {
        double gained = 0.9 - region.numbers[5][13];
        double jobs = jobs(5);
        scale(5, 0, 16, 1 - gained);
        region.numbers[5][13] = 0.9;

        state.change(5, OWN_TYPE, UNSET, 0.9, UNSET);
        state.update();

        requirePredictionsOfTheRegion();
        assertThat(state.greenGained(5)).isCloseTo(gained * region.sizes[5], within(1e-6));
        assertThat(state.jobsGained(5)).isCloseTo(-gained * jobs, within(1e-9));
    }

    @Test
    void jobTypesMoveJobsBetweenWorkshopsAndOffices() {
        double[] numbers = region.numbers[5];
        double blue = numbers[1] + numbers[2] + numbers[3] + numbers[5];
        double white = numbers[6] + numbers[7];
        for (int column : new int[] {1, 2, 3, 5}) {
            numbers[column] *= (blue + white) * (1 - 0.8) / blue;
        }
        for (int column : new int[] {6, 7}) {
            numbers[column] *= (blue + white) * 0.8 / white;
        }

        state.change(5, OWN_TYPE, UNSET, UNSET, 0.8);
        state.update();

        requirePredictionsOfTheRegion();
        assertThat(state.jobsGained(5)).isCloseTo(0, within(1e-9));
    }

    // Output areas stand 600 m apart and 950 m can be walked: the nearest on both sides are in reach.
    @Test
    void whatIsGainedCanBeReachedFromWithinWalkingDistance() {
        state.change(5, OWN_TYPE, UNSET, 0.9, UNSET);
        state.update();

        for (int row = 0; row < SmallRegion.OUTPUT_AREAS; row++) {
            boolean near = Math.abs(row - 5) <= 1;
            assertThat(state.indicator(row, Indicator.GREENSPACE_ACCESSIBILITY))
                    .isEqualTo(10 * row + (near ? state.greenGained(5) : 0));
            assertThat(state.indicator(row, Indicator.JOB_ACCESSIBILITY))
                    .isEqualTo(1000 * row + (near ? state.jobsGained(5) : 0));
        }
    }

    @Test
    void onlyTheSurroundingsAreTouched() {
        state.change(5, OWN_TYPE, UNSET, 0.9, UNSET);
        state.update();

        assertThat(Arrays.copyOf(state.touched().rows(), state.touched().size()))
                .containsExactlyInAnyOrder(3, 4, 5, 6, 7);
    }

    @Test
    void theWayToTheChangesDoesNotShowInABit() {
        SplittableRandom random = new SplittableRandom(1);
        double[][] wanted = new double[SmallRegion.OUTPUT_AREAS][];
        for (int change = 0; change < 300; change++) {
            int row = random.nextInt(SmallRegion.OUTPUT_AREAS);
            wanted[row] = new double[] {
                random.nextInt(-1, ExactTables.TYPES),
                random.nextDouble(-1, 1),
                random.nextDouble(),
                random.nextDouble()
            };
            change(state, row, wanted[row]);
            state.update();
        }

        OutputAreaState atOnce = new OutputAreaState(model);
        for (int row = 0; row < SmallRegion.OUTPUT_AREAS; row++) {
            change(atOnce, row, wanted[row]);
        }
        atOnce.update();

        requireSame(atOnce);
    }

    private static void change(OutputAreaState state, int row, double[] wanted) {
        state.change(row, (int) wanted[0], wanted[1], wanted[2], wanted[3]);
    }

    @Test
    void aChangeTakenBackLeavesNoTrace() {
        state.change(5, 7, -0.3, 0.7, 0.2);
        state.update();
        state.change(5, OWN_TYPE, UNSET, UNSET, UNSET);
        state.update();

        requireSame(new OutputAreaState(model));
    }

    private void requireSame(OutputAreaState other) {
        for (int row = 0; row < SmallRegion.OUTPUT_AREAS; row++) {
            for (Indicator indicator : Indicator.values()) {
                assertThat(state.indicator(row, indicator)).isEqualTo(other.indicator(row, indicator));
            }
        }
    }

    private double jobs(int row) {
        double jobs = 0;
        for (int column = 1; column < 9; column++) {
            jobs += region.numbers[row][column];
        }
        return jobs;
    }

    private void scale(int row, int from, int to, double by) {
        for (int column = from; column < to; column++) {
            region.numbers[row][column] *= by;
        }
    }
}
