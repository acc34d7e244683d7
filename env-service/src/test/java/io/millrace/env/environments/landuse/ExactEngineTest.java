package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExactEngineTest {

    @TempDir
    Path folder;

    private SmallRegion region;
    private ExactEngine engine;

    @BeforeEach
    void open() {
        region = new SmallRegion(3).write(folder);
        engine = ExactEngine.open(folder);
    }

    @Test
    void itsAreasAreThoseOfTheTables() {
        assertThat(engine.areas()).isEqualTo(SmallRegion.AREAS);
        assertThat(engine.areaName(2)).isEqualTo("area 2");
    }

    @Test
    void itsStartIsWhatTheTablesSaySnappedToTheGrid() {
        assertThat(engine.start(1, Variable.SIGNATURE_TYPE)).isEqualTo(region.types[SmallRegion.MEMBERS]);
        assertThat(engine.start(1, Variable.USE)).isCloseTo(0, within(1e-12));
        assertThat(engine.start(1, Variable.GREENSPACE)).isZero();
        assertThat(engine.start(1, Variable.JOB_TYPES)).isCloseTo(0.001 + 5 * 0.0998, within(1e-12));
    }

    @Test
    void anIndicatorIsTheMeanOverTheOutputAreas() {
        ExactModel model = new ExactModel(ExactTablesReader.read(folder), ExactModel.DRAW_OF_SEED_1);
        OutputAreaState state = new OutputAreaState(model);
        for (int row = 0; row < SmallRegion.OUTPUT_AREAS; row++) {
            int area = row / SmallRegion.MEMBERS;
            state.change(
                    row,
                    (int) engine.start(area, Variable.SIGNATURE_TYPE),
                    engine.start(area, Variable.USE),
                    engine.start(area, Variable.GREENSPACE),
                    engine.start(area, Variable.JOB_TYPES));
        }
        state.update();

        for (int area = 0; area < SmallRegion.AREAS; area++) {
            for (Indicator indicator : Indicator.values()) {
                double sum = 0;
                for (int row = area * SmallRegion.MEMBERS; row < (area + 1) * SmallRegion.MEMBERS; row++) {
                    sum += state.indicator(row, indicator);
                }
                assertThat(engine.indicators()[area * Indicator.COUNT + indicator.column()])
                        .isCloseTo(sum / SmallRegion.MEMBERS, within(1e-9));
            }
        }
    }

    @Test
    void whatIsNotTouchedKeepsItsIndicators() {
        double[] before = engine.indicators().clone();

        engine.change(2, Variable.GREENSPACE, Variable.GREENSPACE.at(5));

        assertThat(touched()).contains(2).doesNotContain(0, 4, 5);
        for (int area : new int[] {0, 4, 5}) {
            assertThat(indicators(engine.indicators(), area)).containsExactly(indicators(before, area));
        }
        assertThat(indicators(engine.indicators(), 2)).isNotEqualTo(indicators(before, 2));
    }

    private int[] touched() {
        return Arrays.copyOf(engine.touched(), engine.touchedCount());
    }

    private static double[] indicators(double[] all, int area) {
        return Arrays.copyOfRange(all, area * Indicator.COUNT, (area + 1) * Indicator.COUNT);
    }

    @Test
    void undoRestoresEveryBit() {
        wander(50);
        double[] before = engine.indicators().clone();
        engine.change(3, Variable.SIGNATURE_TYPE, 15);
        int[] there = touched();

        engine.undo();

        assertThat(engine.indicators()).containsExactly(before);
        assertThat(touched()).containsExactlyInAnyOrder(there);
    }

    @Test
    void undoneVariablesStayUndone() {
        engine.change(3, Variable.GREENSPACE, 0.999);
        engine.undo();
        engine.change(3, Variable.USE, 0.5);
        double[] after = engine.indicators().clone();

        engine.reset();
        engine.change(3, Variable.USE, 0.5);

        assertThat(engine.indicators()).containsExactly(after);
    }

    @Test
    void thereIsNothingToUndoAtTheStart() {
        assertThatIllegalStateException().isThrownBy(engine::undo).withMessageContaining("no change to take back");
    }

    @Test
    void onlyTheLastChangeCanBeUndone() {
        wander(2);
        engine.undo();

        assertThatIllegalStateException().isThrownBy(engine::undo).withMessageContaining("no change to take back");
    }

    @Test
    void resetRestoresEveryBit() {
        double[] start = engine.indicators().clone();
        wander(200);

        engine.reset();

        assertThat(engine.indicators()).containsExactly(start);
        assertThat(engine.touchedCount()).isZero();
    }

    @Test
    void afterAResetItPredictsAsANewOne() {
        wander(200);
        engine.reset();
        wander(30);
        double[] again = engine.indicators().clone();

        engine = ExactEngine.open(folder);
        wander(30);

        assertThat(again).containsExactly(engine.indicators());
    }

    @Test
    void enginesOfOneFolderDoNotDisturbOneAnother() {
        ExactEngine other = ExactEngine.open(folder);
        double[] start = other.indicators().clone();

        wander(50);

        assertThat(other.indicators()).containsExactly(start);
    }

    // The first rounds let the compiler settle; what is allocated per step would show in the last.
    @Test
    void nothingIsAllocatedByAChangeAnUndoOrAReset() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        SplittableRandom random = new SplittableRandom(5);
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 1000; i++) {
                step(random);
                engine.undo();
                step(random);
            }
            engine.reset();
            allocated = Math.min(allocated, threads.getThreadAllocatedBytes(thread) - before);
        }

        assertThat(allocated).isLessThan(1000);
    }

    @Test
    void treesThatDoNotPredictThePublishedBaselinesAreRefused(@TempDir Path other) {
        SmallRegion mixed = new SmallRegion(3).write(other);
        mixed.writeFewerTrees(other);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExactEngine.open(other))
                .withMessageContaining("column baseline_air_quality")
                .withMessageContaining("rows are missing in air_quality_trees");
    }

    private void wander(int steps) {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < steps; i++) {
            step(random);
        }
    }

    private void step(SplittableRandom random) {
        Variable variable = Variable.of(random.nextInt(Variable.COUNT));
        engine.change(random.nextInt(engine.areas()), variable, variable.at(random.nextInt(variable.levels())));
    }
}
