package io.millrace.app.learning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The utilities of the product's regions, estimated from its own panel as the command does it by itself. */
@Tag("learning")
class UtilityEstimateTest {

    private static JsonNode estimate;

    @BeforeAll
    static void estimateThem() throws IOException {
        estimate = new ObjectMapper()
                .readTree(Millrace.run("migration", "estimate", "--json").out());
    }

    @Test
    void theyAreThePublishedOnes() {
        assertThat(estimate.at("/published/correlation").asDouble()).isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void theyFitTheYearsThatTheyHaveSeen() {
        assertThat(estimate.at("/fitted/fitUntil").asInt()).isEqualTo(2018);
        assertThat(estimate.at("/errors/fit/r2").asDouble()).isGreaterThanOrEqualTo(0.998);
    }

    @Test
    void theyForecastTheYearsHeldOutBetterThanThatNobodyMoves() {
        assertThat(estimate.at("/errors/heldOut/r2").asDouble())
                .isGreaterThan(estimate.at("/errors/naiveHeldOut/r2").asDouble());
        assertThat(estimate.at("/errors/heldOut/absolute").asDouble())
                .isLessThan(estimate.at("/errors/naiveHeldOut/absolute").asDouble());
    }

    @Test
    void theDrawsCanBeReliedOn() {
        assertThat(estimate.at("/warnings")).isEmpty();
        assertThat(estimate.at("/sampling/divergences").asInt()).isZero();
    }
}
