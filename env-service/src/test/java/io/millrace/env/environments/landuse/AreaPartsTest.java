package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.random.CounterRandom;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AreaPartsTest {

    private static final int SIZE = AreaParts.SIZE;
    private static final int CITY = 25;

    /** In the middle of the square of 5 by 5 cells. */
    private static final int MIDDLE = 12;

    private final CounterRandom random = new CounterRandom(1);

    @Test
    void aPartBeginsWithTheDifferencesAndVariablesOfItsArea() {
        Plan city = city();
        float[] differences = new float[4 * CITY];
        float[] variables = new float[4 * CITY];
        city.writeDifferences(differences, 0, 3);
        city.writeVariables(variables, 0);

        float[] shown = shown(city, city.parts(3));

        for (int area = 0; area < CITY; area++) {
            assertThat(Arrays.copyOfRange(shown, area * SIZE, area * SIZE + 4))
                    .containsExactly(Arrays.copyOfRange(differences, 4 * area, 4 * area + 4), within(1e-6f));
            assertThat(Arrays.copyOfRange(shown, area * SIZE + 4, area * SIZE + 8))
                    .containsExactly(Arrays.copyOfRange(variables, 4 * area, 4 * area + 4));
        }
    }

    @Test
    void theMeansOfTheAreasAroundFollow() {
        Plan city = city();
        float[] shown = shown(city, city.parts(3));

        // The cells around the first corner.
        for (int column = 0; column < 8; column++) {
            float mean = (shown[SIZE + column] + shown[5 * SIZE + column] + shown[6 * SIZE + column]) / 3;
            assertThat(shown[8 + column]).isCloseTo(mean, within(1e-6f));
        }
    }

    @Test
    void aPartEndsWithTheNorm() {
        Plan city = city();
        float[] shown = shown(city, city.parts(3));

        for (int area = 0; area < CITY; area++) {
            assertThat(shown[area * SIZE + 16]).isCloseTo((float) (3 * city.norm()), within(1e-6f));
        }
    }

    @Test
    void whatTheToyShowsAroundAnAreaIsNothing() {
        Plan toy = Plan.toy();
        toy.aimAt(ToyTargets.UNSEEN);

        float[] shown = shown(toy, toy.parts(1));

        assertThat(Arrays.copyOfRange(shown, SIZE + 8, SIZE + 16)).containsOnly(0);
    }

    @Test
    void anActionChangesItsPartAndThoseAroundItsSurroundings() {
        Plan city = Plan.surrogate(49, 1);
        city.aimAtChanges(5, random);
        AreaParts parts = city.parts(1);
        float[] before = shown(city, parts);

        // Green in the first corner moves indicators in the square of 2 by 2, whose surroundings are that of 3 by 3.
        city.take(2 * Variable.GREENSPACE.column());

        assertThat(changedParts(before, shown(city, parts))).containsExactly(0, 1, 2, 7, 8, 9, 14, 15, 16);
    }

    @Test
    void anActionThatMovesOnlyItsAreaIsSeenFromTheCellsAroundIt() {
        Plan city = city();
        AreaParts parts = city.parts(1);
        float[] before = shown(city, parts);

        city.take(8 * MIDDLE + 2 * Variable.JOB_TYPES.column());

        assertThat(changedParts(before, shown(city, parts))).containsExactly(6, 7, 8, 11, 12, 13, 16, 17, 18);
    }

    @Test
    void partsDoNotDependOnTheWayThere() {
        Plan watched = city();
        AreaParts parts = watched.parts(2);
        float[] shown = new float[CITY * SIZE];
        Random chance = new Random(3);
        for (int i = 0; i < 300; i++) {
            int action = chance.nextInt(watched.actions());
            if (watched.allows(action)) {
                watched.take(action);
                if (i % 3 == 0) {
                    watched.undo();
                }
                if (i % 7 == 0) {
                    parts.write(shown, 0);
                }
            }
        }
        parts.write(shown, 0);

        // New to it, everything is computed anew.
        assertThat(shown).containsExactly(shown(watched, fresh(watched)));
    }

    @Test
    void aSearchIsNotSeen() {
        Plan city = city();
        AreaParts parts = city.parts(1);
        float[] before = shown(city, parts);

        city.bestAction();

        assertThat(shown(city, parts)).containsExactly(before);
    }

    @Test
    void areasOfARealRegionAreNeighboursWhereTheirOutputAreasAre() {
        // Output areas 0 and 1 are in area 0, 2 in area 1, 3 in area 2; 1 counts around 2, and 0 around 1.
        SpatialWeights weights = new SpatialWeights(4, new int[] {2, 1}, new int[] {1, 0}, new double[] {1, 1});

        Neighbours neighbours = Neighbours.ofRegion(3, new int[] {0, 0, 1, 2}, weights);

        assertThat(neighbours.areas()).containsExactly(1, 0);
        assertThat(new int[] {neighbours.end(0), neighbours.end(1), neighbours.end(2)})
                .containsExactly(1, 2, 2);
    }

    @Test
    void aRealRegionShowsWhatLiesAround(@TempDir Path folder) {
        new SmallRegion(3).write(folder);
        Plan region = Plan.exact(folder);
        region.aimAtChanges(3, random);

        float[] shown = shown(region, region.parts(1));

        float around = 0;
        for (int area = 0; area < region.areas(); area++) {
            around += shown[area * SIZE + 8 + 4];
        }
        assertThat(around).isPositive();
    }

    @Test
    void nothingIsAllocatedByAWrite() {
        Plan city = city();
        AreaParts parts = city.parts(2);
        float[] shown = new float[CITY * SIZE];
        Runnable task = () -> {
            for (int i = 0; i < 300; i++) {
                city.take(city.allows(i % city.actions()) ? i % city.actions() : 0);
                city.undo();
                parts.write(shown, 0);
            }
        };
        allocatedBy(task);

        // The measurement allocates a few objects itself; one per write would be 4,800 bytes.
        assertThat(allocatedBy(task)).isLessThan(1_500);
    }

    private Plan city() {
        Plan city = Plan.surrogate(CITY, 1);
        city.aimAtChanges(10, random);
        return city;
    }

    private static AreaParts fresh(Plan plan) {
        for (int area = 0; area < plan.areas(); area++) {
            plan.moved().add(area);
        }
        return plan.parts(2);
    }

    private static float[] shown(Plan plan, AreaParts parts) {
        float[] shown = new float[plan.areas() * SIZE];
        parts.write(shown, 0);
        return shown;
    }

    /** But for the norm. */
    private static SortedSet<Integer> changedParts(float[] before, float[] after) {
        SortedSet<Integer> changed = new TreeSet<>();
        for (int i = 0; i < before.length; i++) {
            if (i % SIZE != SIZE - 1 && before[i] != after[i]) {
                changed.add(i / SIZE);
            }
        }
        return changed;
    }

    private static long allocatedBy(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        task.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
