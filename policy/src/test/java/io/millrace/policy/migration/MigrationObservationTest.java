package io.millrace.policy.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.migration.MigrationObservation.Features;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationObservationTest {

    private static final double[] SHARES = {0.5, 0.25, 0.25};
    private static final double[] UTILITIES = {1, 2, 6};
    private static final double[] GOAL = {0.25, 0.5, 0.25};

    @Test
    void theSourcesFeaturesStandAsTheyAreRegionAfterRegion() {
        float[] into = new float[9];

        new MigrationObservation(3, Features.SOURCE, false).write(SHARES, UTILITIES, GOAL, into, 0);

        assertThat(into).containsExactly(0.5f, 1, 0.25f, 0.25f, 2, 0.5f, 0.25f, 6, 0.25f);
    }

    @Test
    void scaledFeaturesAreOfOrderOneAndTheForecastFollowsThem() {
        MigrationObservation layout = new MigrationObservation(3, Features.SCALED, true);
        float[] into = new float[13];

        layout.write(SHARES, UTILITIES, GOAL, into, 1);
        layout.writeForecast(GOAL, new double[] {0.75, 0.25, 0}, into, 1);

        assertThat(into).containsExactly(0, 1.5f, -2, 0.75f, -1.5f, 0.75f, -1, 1.5f, 0.75f, 0.75f, 3, 0.75f, 0.75f);
    }

    @ParameterizedTest
    @CsvSource({"SOURCE, false", "SOURCE, true", "SCALED, false", "SCALED, true"})
    void whatWasWrittenIsReadBack(Features features, boolean forecast) {
        MigrationObservation layout = new MigrationObservation(3, features, forecast);
        float[] into = new float[layout.size() + 2];
        double[] shares = new double[3];
        double[] utilities = new double[3];
        double[] goal = new double[3];

        layout.write(SHARES, UTILITIES, GOAL, into, 2);
        layout.read(into, 2, shares, utilities, goal);

        assertThat(shares).containsExactly(SHARES, within(1e-7));
        assertThat(goal).containsExactly(GOAL, within(1e-7));
        assertThat(utilities[2] - utilities[0]).isEqualTo(5);
    }
}
