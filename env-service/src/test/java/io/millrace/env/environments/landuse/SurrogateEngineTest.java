package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SurrogateEngineTest {

    @Test
    void oneAreaIsPredictedAsComputedByHand() {
        SurrogateEngine engine = new SurrogateEngine(1, 1);

        set(engine, 0, 6, 12, 3, 5);

        assertRow(engine, 0, 12.80864467856569, 7.195012833135749, 285.07231151, 74925.0);
    }

    @Test
    void threeAreasThatAllTouchArePredictedAsComputedByHand() {
        SurrogateEngine engine = new SurrogateEngine(3, 1);

        set(engine, 0, 6, 12, 3, 5);
        set(engine, 1, 14, 4, 1, 9);
        set(engine, 2, 2, 10, 10, 0);

        assertRow(engine, 0, 16.65904431777012, 7.561666969736118, 3346.867600970001, 349650.0);
        assertRow(engine, 1, 16.743570125948946, 7.784424613683852, 3346.867600970001, 349650.0);
        assertRow(engine, 2, 13.326236979048637, 7.277224168189823, 3346.867600970001, 349650.0);
    }

    @Test
    void theSameSeedGivesTheSameCity() {
        assertThat(new SurrogateEngine(719, 5).indicators())
                .isEqualTo(new SurrogateEngine(719, 5).indicators())
                .isNotEqualTo(new SurrogateEngine(719, 6).indicators());
    }

    @Test
    void aCityStartsWithoutGreenWithMixedUseAndTypesThatTheRealOneHas() {
        SurrogateEngine engine = new SurrogateEngine(719, 7);

        for (int area = 0; area < 719; area++) {
            assertThat(engine.start(area, Variable.SIGNATURE_TYPE)).isBetween(2.0, 12.0);
            assertThat(engine.start(area, Variable.USE)).isCloseTo(0, within(1e-12));
            assertThat(engine.start(area, Variable.GREENSPACE)).isZero();
            assertThat(engine.start(area, Variable.JOB_TYPES)).isBetween(0.1, 1.0);
        }
    }

    @Test
    void typesAreDrawnAsOftenAsTheRealOneHasThem() {
        SurrogateEngine engine = new SurrogateEngine(71_900, 8);
        int[] counts = new int[16];

        for (int area = 0; area < 71_900; area++) {
            counts[(int) engine.start(area, Variable.SIGNATURE_TYPE)]++;
        }

        // Five standard deviations of the largest count.
        assertThat(Arrays.stream(counts, 2, 13).asDoubleStream().toArray())
                .containsExactly(
                        new double[] {2500, 13300, 17000, 2700, 2600, 8000, 11500, 900, 10400, 2700, 300},
                        within(570.0));
    }

    @Test
    void moreGreenInAnAreaMeansBetterAirThere() {
        SurrogateEngine engine = new SurrogateEngine(30, 9);
        RandomGenerator random = new CounterRandom(9);

        for (int i = 0; i < 2_000; i++) {
            wander(engine, random);
            int area = random.nextInt(30);
            int level = random.nextInt(Variable.GREENSPACE.levels() - 1);
            engine.change(area, Variable.GREENSPACE, Variable.GREENSPACE.at(level));
            double before = engine.indicators()[area * Indicator.COUNT];
            engine.change(area, Variable.GREENSPACE, Variable.GREENSPACE.at(level + 1));

            assertThat(engine.indicators()[area * Indicator.COUNT]).isLessThan(before);
        }
    }

    @Test
    void indicatorsStayInTheirRanges() {
        SurrogateEngine engine = new SurrogateEngine(30, 10);
        RandomGenerator random = new CounterRandom(10);

        for (int i = 0; i < 20_000; i++) {
            wander(engine, random);
            for (int area : touched(engine)) {
                double[] row = row(engine, area);
                assertThat(row[0]).isBetween(8.0, 24.5);
                assertThat(row[1]).isBetween(6.6, 8.6);
                assertThat(row[2]).isBetween(0.0, 162_722.0);
                assertThat(row[3]).isBetween(0.0, 2.25e6);
            }
        }
    }

    @Test
    void aChangeTouchesTheAreaAndThoseAroundItOnly() {
        for (int areas : new int[] {1, 2, 5, 12, 719}) {
            SurrogateEngine engine = new SurrogateEngine(areas, 11);
            Neighbours cells = Neighbours.ofCells(areas);
            RandomGenerator random = new CounterRandom(11);
            for (int i = 0; i < 200; i++) {
                double[] before = engine.indicators().clone();
                int area = wander(engine, random);

                assertThat(touched(engine)).isSubsetOf(reach(cells, area)).contains(area);
                for (int other = 0; other < areas; other++) {
                    if (!touched(engine).contains(other)) {
                        assertThat(row(engine, other)).isEqualTo(row(before, other));
                    }
                }
            }
        }
    }

    @Test
    void anyWayToTheSameVariablesLeadsToTheSameIndicatorsToTheBit() {
        SurrogateEngine walked = new SurrogateEngine(40, 12);
        double[] variables = new double[40 * Variable.COUNT];
        RandomGenerator random = new CounterRandom(12);
        for (int i = 0; i < variables.length; i++) {
            variables[i] = walked.start(i / Variable.COUNT, Variable.of(i % Variable.COUNT));
        }
        for (int i = 0; i < 5_000; i++) {
            int at = random.nextInt(variables.length);
            Variable variable = Variable.of(at % Variable.COUNT);
            variables[at] = variable.at(random.nextInt(variable.levels()));
            walked.change(at / Variable.COUNT, variable, variables[at]);
        }

        SurrogateEngine straight = new SurrogateEngine(40, 12);
        for (int i = variables.length - 1; i >= 0; i--) {
            straight.change(i / Variable.COUNT, Variable.of(i % Variable.COUNT), variables[i]);
        }

        assertThat(walked.indicators()).isEqualTo(straight.indicators());
    }

    @Test
    void aChangeBackRestoresToTheBit() {
        SurrogateEngine engine = new SurrogateEngine(40, 13);
        RandomGenerator random = new CounterRandom(13);

        for (int i = 0; i < 1_000; i++) {
            double[] before = engine.indicators().clone();
            int area = random.nextInt(40);
            Variable variable = Variable.of(random.nextInt(Variable.COUNT));
            engine.change(area, variable, variable.at(random.nextInt(variable.levels())));
            engine.change(area, variable, engine.start(area, variable));

            assertThat(engine.indicators()).isEqualTo(before);
        }
    }

    @Test
    void anUndoRestoresToTheBitAndWhatFollowsIsAsIfNothingHadBeen() {
        SurrogateEngine undone = new SurrogateEngine(40, 14);
        SurrogateEngine straight = new SurrogateEngine(40, 14);
        RandomGenerator random = new CounterRandom(14);
        RandomGenerator same = new CounterRandom(15);
        RandomGenerator asBefore = new CounterRandom(15);

        for (int i = 0; i < 1_000; i++) {
            wander(undone, random);
            undone.undo();
            wander(undone, same);
            wander(straight, asBefore);

            assertThat(undone.indicators()).isEqualTo(straight.indicators());
        }
    }

    @Test
    void onlyOneChangeCanBeUndone() {
        SurrogateEngine engine = new SurrogateEngine(4, 1);
        engine.change(0, Variable.USE, 0.0999);
        engine.undo();

        assertThatIllegalStateException().isThrownBy(engine::undo);
    }

    @Test
    void aResetForgetsEveryChange() {
        SurrogateEngine engine = new SurrogateEngine(40, 16);
        RandomGenerator random = new CounterRandom(16);
        for (int i = 0; i < 500; i++) {
            wander(engine, random);
        }

        engine.reset();

        assertThat(engine.indicators()).isEqualTo(new SurrogateEngine(40, 16).indicators());
        assertThat(engine.touchedCount()).isZero();
    }

    @Test
    void cellsTouchTheUpToEightAroundThem() {
        Neighbours cells = Neighbours.ofCells(719);

        // 27 cells to a row, and 17 in the last of 27 rows.
        assertThat(reach(cells, 0)).containsExactlyInAnyOrder(0, 1, 27, 28);
        assertThat(reach(cells, 26)).containsExactlyInAnyOrder(25, 26, 52, 53);
        assertThat(reach(cells, 28)).containsExactlyInAnyOrder(0, 1, 2, 27, 28, 29, 54, 55, 56);
        assertThat(reach(cells, 718)).containsExactlyInAnyOrder(690, 691, 692, 717, 718);
    }

    /** Gives some variable of some area some value; returns the area. */
    private static int wander(SurrogateEngine engine, RandomGenerator random) {
        int area = random.nextInt(engine.areas());
        Variable variable = Variable.of(random.nextInt(Variable.COUNT));
        engine.change(area, variable, variable.at(random.nextInt(variable.levels())));
        return area;
    }

    private static void set(SurrogateEngine engine, int area, int... levels) {
        for (int column = 0; column < Variable.COUNT; column++) {
            engine.change(area, Variable.of(column), Variable.of(column).at(levels[column]));
        }
    }

    private static Set<Integer> touched(SurrogateEngine engine) {
        Set<Integer> touched = new HashSet<>();
        for (int i = 0; i < engine.touchedCount(); i++) {
            touched.add(engine.touched()[i]);
        }
        return touched;
    }

    private static Set<Integer> reach(Neighbours cells, int area) {
        Set<Integer> reach = new HashSet<>(Set.of(area));
        for (int at = cells.begin(area); at < cells.end(area); at++) {
            reach.add(cells.areas()[at]);
        }
        return reach;
    }

    private static double[] row(SurrogateEngine engine, int area) {
        return row(engine.indicators(), area);
    }

    private static double[] row(double[] indicators, int area) {
        return Arrays.copyOfRange(indicators, area * Indicator.COUNT, (area + 1) * Indicator.COUNT);
    }

    private static void assertRow(SurrogateEngine engine, int area, double... expected) {
        assertThat(row(engine, area)).containsExactly(expected, within(1e-9));
    }
}
