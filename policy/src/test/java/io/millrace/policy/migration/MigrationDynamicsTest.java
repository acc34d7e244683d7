package io.millrace.policy.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationDynamicsTest {

    private static final double MOVER_WEIGHT = -8;
    private static final double GROWTH = 0.00066;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 80, 81})
    void aYearIsAProductWithTheMatrix(int regions) {
        double[] people = drawn(regions, 1, 100);
        double[] utilities = drawn(regions, 2, 4);
        double[] expected = byMatrix(people, utilities);

        new MigrationDynamics(regions, MOVER_WEIGHT, GROWTH).grow(people, attraction(utilities));

        for (int i = 0; i < regions; i++) {
            assertThat(people[i]).isCloseTo(expected[i], within(1e-13 * expected[i]));
        }
    }

    @Test
    void peopleGrowByTheGrowthWhoeverMoves() {
        double[] people = drawn(80, 3, 1000);
        double before = Arrays.stream(people).sum();

        new MigrationDynamics(80, MOVER_WEIGHT, GROWTH).grow(people, attraction(drawn(80, 4, 3)));

        assertThat(Arrays.stream(people).sum()).isCloseTo(before * (1 + GROWTH), within(1e-9 * before));
    }

    @Test
    void sharesSumToOneAfterAYear() {
        double[] shares = drawn(80, 5, 1);

        new MigrationDynamics(80, MOVER_WEIGHT, GROWTH).move(shares, attraction(drawn(80, 6, 3)));

        assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-300, 0.05, 900})
    void oneNumberAddedToAllUtilitiesChangesNothing(double added) {
        double[] utilities = drawn(80, 7, 3);
        double[] lifted =
                Arrays.stream(utilities).map(utility -> utility + added).toArray();
        double[] shares = drawn(80, 8, 1);
        double[] same = shares.clone();
        MigrationDynamics dynamics = new MigrationDynamics(80, MOVER_WEIGHT, GROWTH);

        dynamics.move(shares, attraction(utilities));
        dynamics.move(same, attraction(lifted));

        for (int i = 0; i < 80; i++) {
            assertThat(same[i]).isCloseTo(shares[i], within(1e-14));
        }
    }

    @Test
    void aForecastIsSoManyYearsWithTheUtilitiesOfToday() {
        double[] shares = drawn(80, 9, 1);
        double[] today = shares.clone();
        double[] attraction = attraction(drawn(80, 10, 3));
        MigrationDynamics dynamics = new MigrationDynamics(80, MOVER_WEIGHT, GROWTH);

        double[] forecast = new Forecast(dynamics, 10).of(shares, attraction);

        assertThat(shares).isEqualTo(today);
        for (int year = 0; year < 10; year++) {
            dynamics.move(today, attraction);
        }
        assertThat(forecast).isEqualTo(today);
    }

    @Test
    void oneRegionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MigrationDynamics(1, MOVER_WEIGHT, GROWTH))
                .withMessageContaining("two regions or more");
    }

    private static double[] attraction(double[] utilities) {
        double[] attraction = new double[utilities.length];
        MigrationDynamics.attraction(utilities, attraction);
        return attraction;
    }

    private static double[] drawn(int count, long seed, double scale) {
        CounterRandom random = new CounterRandom(seed);
        double[] drawn = new double[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = scale * (0.01 + random.nextDouble());
        }
        return drawn;
    }

    private static double[] byMatrix(double[] people, double[] utilities) {
        int regions = people.length;
        double[] after = new double[regions];
        for (int from = 0; from < regions; from++) {
            double[] weights = new double[regions];
            for (int to = 0; to < regions; to++) {
                weights[to] = Math.exp(utilities[to] - utilities[from] + (to == from ? 0 : MOVER_WEIGHT));
            }
            double sum = Arrays.stream(weights).sum();
            for (int to = 0; to < regions; to++) {
                after[to] += people[from] * weights[to] / sum;
            }
        }
        for (int to = 0; to < regions; to++) {
            after[to] += GROWTH * people[to];
        }
        return after;
    }
}
