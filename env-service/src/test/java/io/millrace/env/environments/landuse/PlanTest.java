package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.random.CounterRandom;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    private static final double[] NOTHING = new double[12];

    @Nested
    class TheToy {

        private final Plan plan = Plan.toy();

        @Test
        void showsItsInitialIndicatorsInTheirScale001A1() {
            plan.aimAt(NOTHING);

            assertThat(differences(plan))
                    .containsExactly(
                            new float[] {
                                0.666667f, 0.999f, 0, 0.4002f, 0.533333f, 0.999f, 0.999f, 0.1008f, 0.333333f, 0, 0.999f,
                                0.999f
                            },
                            within(1e-5f));
        }

        @Test
        void allowsWhatItsVariablesHaveRoomFor001A2() {
            assertThat(allowed(plan)).containsExactly(0, 1, 2, 4, 6, 7, 8, 9, 11, 13, 14, 15, 16, 17, 18, 19, 21, 23);
        }

        @Test
        void movesVariablesAlongTheirGrids001A3() {
            plan.aimAt(NOTHING);

            plan.take(2);
            assertThat(plan.valueNow(2)).isCloseTo(-0.8991, within(1e-12));
            plan.take(3);
            assertThat(plan.valueNow(2)).isEqualTo(-0.999);
            for (int i = 0; i < 5; i++) {
                plan.take(0);
            }
            assertThat(plan.valueNow(0)).isEqualTo(15);
            assertThat(plan.allows(0)).isFalse();
            assertThat(differences(plan)[0]).isCloseTo(1, within(1e-5f));
        }

        @ParameterizedTest
        @CsvSource({"0, 0.0666667", "1, 0.0666667", "2, 0.2", "3, 0.1998", "4, 0.2980083"})
        void beginsAsFarFromItsTargetsAsTabulated001A4(int target, double norm) {
            plan.aimAt(target(target));

            assertThat(plan.norm()).isCloseTo(norm, within(1e-6));
        }

        @ParameterizedTest
        @CsvSource({"0, 1", "1, 1", "2, 3", "3, 2", "4, 7"})
        void isSolvedByTheOneStepSearchInTheFewestSteps001A5(int target, int steps) {
            plan.aimAt(target(target));

            assertThat(normsOfOneStepSearch(plan)).hasSize(steps + 1);
            assertThat(plan.met()).isTrue();
        }

        @Test
        void isAsManyStepsFromADrawnTargetAsChangesLedThere() {
            RandomGenerator random = new CounterRandom(3);
            for (int episode = 0; episode < 100; episode++) {
                plan.aimAtChanges(10, random);

                assertThat(normsOfOneStepSearch(plan)).hasSize(10 + 1);
            }
        }

        @Test
        void comesNearerToItsUnseenTargetAsTabulated001A6() {
            plan.aimAt(ToyTargets.UNSEEN);

            assertThat(normsOfOneStepSearch(plan))
                    .usingElementComparator((one, other) -> Math.abs(one - other) <= 1e-4 ? 0 : 1)
                    .containsExactly(0.29801, 0.24263, 0.19143, 0.15269, 0.11547, 0.09428, 0.06667, 0.0);
        }

        @ParameterizedTest
        @CsvSource({"0, -1.27", "1, -1.23", "2, -1.18", "3, -1.13", "4, -1.08"})
        void isLedAwayByChanceAsTabulated001A7(int target, double meanReturn) {
            RandomGenerator random = new CounterRandom(target);
            double total = 0;

            // The table is of 200 episodes; more of them here, so that their own error is small beside the tolerance.
            for (int episode = 0; episode < 2_000; episode++) {
                plan.aimAt(target(target));
                double start = plan.norm();
                for (int step = 0; step < 300 && !plan.met(); step++) {
                    plan.take(anyAllowed(plan, random));
                }
                total += start - plan.norm();
            }

            assertThat(total / 2_000).isCloseTo(meanReturn, within(0.15));
        }
    }

    @Nested
    class AnyCity {

        private final Plan plan = Plan.surrogate(40, 1);
        private final RandomGenerator random = new CounterRandom(1);

        @Test
        void returnsAddUpToTheWayThatWasGone() {
            plan.aimAtChanges(10, random);
            double start = plan.norm();
            double total = 0;

            for (int i = 0; i < 100_000; i++) {
                double before = plan.norm();
                plan.take(anyAllowed(plan, random));
                total += before - plan.norm();
            }

            assertThat(total).isCloseTo(start - plan.norm(), within(1e-9));
        }

        @Test
        void theNormIsThatOfTheDifferencesHoweverLongThePlanIs() {
            plan.aimAtChanges(10, random);
            for (int i = 0; i < 100_000; i++) {
                plan.take(anyAllowed(plan, random));
            }
            double square = 0;
            for (float difference : differences(plan)) {
                square += (double) difference * difference;
            }

            // The differences are shown as float32.
            assertThat(plan.norm()).isCloseTo(Math.sqrt(square), within(1e-6));
        }

        @Test
        void anActionUpAndDownAgainRestoresTheNormToTheBit() {
            plan.aimAtChanges(10, random);

            for (int i = 0; i < 1_000; i++) {
                int action = anyAllowed(plan, random);
                double before = plan.norm();
                plan.take(action);
                plan.take(action ^ 1);
                assertThat(plan.norm()).isEqualTo(before);
                plan.take(action);
            }
        }

        @Test
        void anActionTakenBackRestoresNormDifferencesAndMaskToTheBit() {
            plan.aimAtChanges(10, random);

            for (int i = 0; i < 1_000; i++) {
                double norm = plan.norm();
                float[] differences = differences(plan);
                List<Integer> allowed = allowed(plan);
                plan.take(anyAllowed(plan, random));
                plan.undo();

                assertThat(plan.norm()).isEqualTo(norm);
                assertThat(differences(plan)).isEqualTo(differences);
                assertThat(allowed(plan)).isEqualTo(allowed);
                plan.take(anyAllowed(plan, random));
            }
        }

        @Test
        void onlyOneActionCanBeTakenBack() {
            plan.take(anyAllowed(plan, random));
            plan.undo();

            assertThatIllegalStateException().isThrownBy(plan::undo);
        }

        @Test
        void theBestActionIsTheOneAfterWhichTheNormIsLeast() {
            for (int i = 0; i < 20; i++) {
                plan.aimAtChanges(10, random);
                int best = plan.bestAction();
                double least = Double.POSITIVE_INFINITY;
                int tried = -1;
                for (int action : allowed(plan)) {
                    plan.take(action);
                    if (plan.norm() < least) {
                        least = plan.norm();
                        tried = action;
                    }
                    plan.undo();
                }

                assertThat(best).isEqualTo(tried);
            }
        }

        @Test
        void theSearchForTheBestActionChangesNothing() {
            plan.aimAtChanges(10, random);
            double norm = plan.norm();
            int once = plan.bestAction();

            assertThat(plan.bestAction()).isEqualTo(once);
            assertThat(plan.norm()).isEqualTo(norm);
            plan.take(once);
            plan.undo();
            assertThat(plan.norm()).isEqualTo(norm);
        }

        @Test
        void noActionIsBestWhereTheTargetIsMet() {
            plan.aimAtChanges(1, random);
            plan.take(plan.bestAction());

            assertThat(plan.met()).isTrue();
            assertThat(plan.norm()).isZero();
            assertThat(plan.bestAction()).isEqualTo(-1);
        }

        @Test
        void aTargetOneChangeAwayIsMetExactlyByOneAction() {
            for (int i = 0; i < 50; i++) {
                plan.aimAtChanges(1, random);

                assertThat(normsOfOneStepSearch(plan)).hasSize(2).endsWith(0.0);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3, 20})
        void aDrawnTargetDiffersWhereItsChangesTouchAtMost(int changes) {
            Plan large = Plan.surrogate(719, 1);
            for (int i = 0; i < 50; i++) {
                large.aimAtChanges(changes, random);
                float[] differences = differences(large);
                long areas = IntStream.range(0, 719)
                        .filter(area -> IntStream.range(4 * area, 4 * area + 4).anyMatch(at -> differences[at] != 0))
                        .count();

                assertThat(areas).isBetween(1L, 9L * changes);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void evenTheSmallestCitiesHaveRoomForTheMostChanges(int areas) {
            Plan small = Plan.surrogate(areas, 1);

            for (int i = 0; i < 200; i++) {
                small.aimAtChanges(Plan.MOST_CHANGES, random);
                assertThat(small.norm()).isGreaterThan(Plan.MET);
            }
        }

        @Test
        void nothingIsAllocatedPerActionTargetOrSearch() {
            Targets targets = Targets.drawnList(5, 1, 10, 3);
            float[] shown = new float[160];
            Runnable task = () -> {
                for (int i = 0; i < 300; i++) {
                    targets.aim(plan, random);
                    plan.take(plan.bestAction());
                    plan.undo();
                    plan.writeDifferences(shown, 0, 2);
                    plan.writeVariables(shown, 0);
                }
            };
            allocatedBy(task);

            // The measurement allocates a few objects itself; one per search would be 4,800 bytes.
            assertThat(allocatedBy(task)).isLessThan(1_500);
        }

        private long allocatedBy(Runnable task) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            task.run();
            return threads.getCurrentThreadAllocatedBytes() - before;
        }
    }

    @Nested
    class ATargetList {

        @Test
        void isTheSameForEveryCopyWithItsSeed() {
            assertThat(normsAimedAt(Targets.drawnList(3, 1, 10, 1), 1))
                    .isEqualTo(normsAimedAt(Targets.drawnList(3, 1, 10, 1), 1))
                    .isNotEqualTo(normsAimedAt(Targets.drawnList(3, 1, 10, 2), 1));
        }

        @Test
        void isDrawnFromAsOftenAsThereAreTargets() {
            assertThat(normsAimedAt(Targets.drawnList(3, 1, 10, 1), 2).stream().distinct())
                    .hasSize(3);
        }

        private static List<Double> normsAimedAt(Targets targets, long seed) {
            Plan plan = Plan.surrogate(20, 1);
            RandomGenerator random = new CounterRandom(seed);
            List<Double> norms = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                targets.aim(plan, random);
                norms.add(plan.norm());
            }
            return norms;
        }
    }

    @Test
    void anActionThatIsNotAllowedIsRefusedWithAreaAndVariable() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.toy().take(22))
                .withMessage("Action 22 moves job_types of area 2 up, but at 0.999 it is at the upper end of its grid."
                        + " Choose an action that the mask allows.");
    }

    @Test
    void aTargetForOtherAreasIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.toy().aimAt(new double[16]))
                .withMessage("The target has 16 indicators, but 3 areas have 12. Give 4 for each area.");
    }

    @Test
    void aTargetThatIsNoNumberIsRefusedWithAreaAndIndicator() {
        double[] target = new double[12];
        target[6] = Double.NaN;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.toy().aimAt(target))
                .withMessageStartingWith("The target's job_accessibility of area 1 is NaN, ");
    }

    private static double[] target(int number) {
        return number < 4 ? ToyTargets.TRAINING.get(number) : ToyTargets.UNSEEN;
    }

    private static List<Double> normsOfOneStepSearch(Plan plan) {
        List<Double> norms = new ArrayList<>(List.of(plan.norm()));
        for (int action = plan.bestAction(); action >= 0; action = plan.bestAction()) {
            plan.take(action);
            norms.add(plan.norm());
        }
        return norms;
    }

    private static int anyAllowed(Plan plan, RandomGenerator random) {
        int action = random.nextInt(plan.actions());
        while (!plan.allows(action)) {
            action = random.nextInt(plan.actions());
        }
        return action;
    }

    private static List<Integer> allowed(Plan plan) {
        return IntStream.range(0, plan.actions()).filter(plan::allows).boxed().toList();
    }

    private static float[] differences(Plan plan) {
        float[] differences = new float[plan.areas() * Indicator.COUNT];
        plan.writeDifferences(differences, 0, 1);
        return differences;
    }
}
