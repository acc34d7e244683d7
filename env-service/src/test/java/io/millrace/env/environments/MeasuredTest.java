package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Policies.Policy;
import io.millrace.policy.random.CounterRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the application systems measure of an episode, against the tables of their pages. */
class MeasuredTest {

    private static final CounterRandom CHANCE = new CounterRandom(7);

    @Nested
    class OfAllocation {

        @ParameterizedTest
        @CsvSource({"simplex", "penalty", "discrete"})
        void theBestControlHasNoGapAndSwitchesInTime(String mode) {
            Allocation allocation = (Allocation) Defaults.of("allocation", "{coefficients: case-b, mode: " + mode + "}")
                    .create();

            Map<String, Double> figures = played(allocation, into -> allocation.optimalAction(into, 0));

            assertThat(figures.get("gap")).isCloseTo(0, within(1e-9));
            assertThat(figures.get("switch-error")).isZero();
        }

        @Test
        void alwaysTheFirstLacksAThirdAndIsWrongForHalfOfTheTime() {
            Map<String, Double> figures = played(discrete(), into -> into[0] = 0);

            assertThat(figures.get("gap")).isCloseTo(75 - 49.5, within(1e-9));
            assertThat(figures.get("switch-error")).isEqualTo(0.5);
        }

        @Test
        void givingEverythingToTheRightOneTooLateIsAsWrongAsItIsLate() {
            Allocation allocation = discrete();
            int[] step = new int[1];

            // The best switch from the second to the first is at step 50 of 100; this one is at 60.
            Map<String, Double> figures = played(allocation, into -> into[0] = step[0]++ < 60 ? 1 : 0);

            assertThat(figures.get("switch-error")).isCloseTo(0.09, within(1e-12));
        }

        @Test
        void timeAfterAnOverrunIsTimeInWhichNobodyGotAnything() {
            Allocation allocation =
                    (Allocation) Defaults.of("allocation", "mode: penalty").create();
            float[] both = {1, 1};

            Map<String, Double> figures = played(allocation, into -> System.arraycopy(both, 0, into, 0, 2));

            assertThat(figures.get("gap")).isCloseTo(150, within(1e-9));
            assertThat(figures.get("switch-error")).isEqualTo(1);
        }

        private Allocation discrete() {
            return (Allocation) Defaults.of("allocation", "mode: discrete").create();
        }
    }

    @Nested
    class OfConsumption {

        @Test
        void theBestFractionsHaveNoGap() {
            Consumption consumption = (Consumption) Defaults.of("consumption").create();

            assertThat(played(consumption, into -> consumption.optimalAction(into, 0))
                            .get("gap"))
                    .isCloseTo(0, within(1e-9));
        }

        @Test
        void equalFractionsLackWhatTheTableSays() {
            int[] decision = new int[1];

            assertThat(played(Defaults.of("consumption").create(), into -> into[0] = 1f / (21 - decision[0]++))
                            .get("gap"))
                    .isCloseTo(29.3703061621 - 28.7520893781, within(1e-5));
        }
    }

    @Nested
    class OfHumanCapital {

        @Test
        void theGapIsWhatTheEpisodeLacksOfTheOptimum() {
            Environment employee = Defaults.of("human-capital", "discount: 1.0").create();

            // Intensive programmes to the right: 4 succeed at 0.20, and 46 would lead out of the grid and cost 0.70
            // each.
            Map<String, Double> figures = played(employee, into -> into[0] = 1, EnvironmentContract.allDraws(0));

            assertThat(figures.get("gap")).isCloseTo(0.3571428571 + 4 * 0.2 + 46 * 0.7, within(1e-6));
        }
    }

    @Nested
    class OfPricing {

        @Test
        void theBestPriceIsRightAndMissesNothing() {
            assertThat(asking(2))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("regret", 0.0, "regret-percent", 0.0, "right", 1.0));
        }

        @Test
        void aPriceThatIsAsGoodAsTheBestIsRightToo() {
            Map<String, Double> figures = asking(1);

            assertThat(figures.get("right")).isEqualTo(1);
            assertThat(figures.get("regret")).isCloseTo(6 * 7 * (98.756 - 98.447), within(0.05));
        }

        @Test
        void aWrongPriceMissesWhatIsExpectedAndNotWhatWasSold() {
            Map<String, Double> figures = asking(6);

            assertThat(figures.get("right")).isZero();
            assertThat(figures.get("regret")).isCloseTo(6 * 7 * (98.756 - 55.783), within(0.05));
            assertThat(figures.get("regret-percent")).isCloseTo(100 * (1 - 55.783 / 98.756), within(0.01));
        }

        @Test
        void anEvenFirstWeekThatNobodyLeavesHasTheRegretOfTheTable() {
            int[] stores = {15, 15, 14, 14, 14, 14, 14};
            double sum = 0;
            for (int arm = 0; arm < stores.length; arm++) {
                sum += stores[arm] * asking(arm).getOrDefault("regret-percent", Double.NaN);
            }

            assertThat(sum / 100).isCloseTo(16.86, within(0.005));
        }

        private Map<String, Double> asking(int arm) {
            return played(Defaults.of("pricing").create(), into -> into[0] = arm);
        }
    }

    @Nested
    class OfMigration {

        @Test
        void theErrorsAreThoseAfterEachYear() {
            Migration migration = (Migration)
                    Defaults.of("migration", "{steps: 3, reset: evaluation}").create();
            double[] errors = new double[4];
            int[] year = new int[1];

            Map<String, Double> figures = played(migration, into -> errors[year[0]++] = migration.error());

            errors[3] = migration.error();
            assertThat(figures.get("target-error")).isEqualTo(errors[3]);
            assertThat(figures.get("mean-target-error"))
                    .isCloseTo((errors[1] + errors[2] + errors[3]) / 3, within(1e-15));
        }
    }

    @Nested
    class OfLandUse {

        @Test
        void theErrorIsThePartOfTheWayThatIsLeft() {
            LandUse city = (LandUse) Defaults.of("land-use", "steps: 1").create();
            double[] start = new double[1];

            Map<String, Double> figures = played(city, into -> {
                start[0] = city.remaining();
                into[0] = city.bestAction();
            });

            assertThat(figures.get("target-error"))
                    .isEqualTo(city.remaining() / start[0])
                    .isLessThan(1);
        }
    }

    private static Map<String, Double> played(Environment environment, Policy policy) {
        return played(environment, policy, CHANCE);
    }

    private static Map<String, Double> played(Environment environment, Policy policy, RandomGenerator random) {
        double total = Policies.discountedReturn(environment, random, policy);
        Measured measured = (Measured) environment;
        double[] values = new double[measured.figures().size()];
        measured.measure(total, values);
        Map<String, Double> figures = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            figures.put(measured.figures().get(i), values[i]);
        }
        return figures;
    }
}
