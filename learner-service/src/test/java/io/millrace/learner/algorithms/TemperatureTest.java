package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemperatureTest {

    private static final Place PLACE = Place.in(1);

    /** Of three degrees of freedom at -2 nats each: the target is -6. */
    @ParameterizedTest
    @CsvSource({"-5.9, -0.5", "-6.1, 0.5"})
    void theTargetCountsForEachDegreeOfFreedom(double entropy, double change) {
        Temperature temperature = new Temperature(new SacSettings.Temperature(2, true, -2, .5), 3);

        temperature.learn(-entropy, 1, PLACE);

        assertThat(temperature.value()).isCloseTo(2 * Math.exp(change), within(1e-6));
    }

    @Test
    void fromAsLowAsNumbersGoItRisesAgain() {
        Temperature temperature = new Temperature(new SacSettings.Temperature(1, true, -1, 500), 1);
        temperature.learn(-100, 1, PLACE);
        temperature.learn(-100, 1, PLACE);
        temperature.learn(-100, 1, PLACE);
        double least = temperature.value();

        for (int i = 0; i < 20 && temperature.value() <= least; i++) {
            temperature.learn(100, 1, PLACE);
        }

        assertThat(least).isPositive();
        assertThat(temperature.value()).isGreaterThan(least);
    }
}
