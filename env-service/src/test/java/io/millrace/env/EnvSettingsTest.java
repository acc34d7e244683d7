package io.millrace.env;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EnvSettingsTest {

    @Test
    void askingAgainAtOnceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EnvSettings(Duration.ZERO, Duration.ofMinutes(1)))
                .withMessageStartingWith("env.ask-again is PT0S");
    }

    @Test
    void patienceThatEndsBeforeTheFirstTimeItAsksAgainIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EnvSettings(Duration.ofSeconds(5), Duration.ofSeconds(5)))
                .withMessageStartingWith("env.patience is PT5S");
    }
}
