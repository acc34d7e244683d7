package io.millrace.monitoring.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.monitoring.GuardWorker;
import io.millrace.monitoring.guard.GuardSettings.Act;
import io.millrace.monitoring.guard.GuardSettings.Mode;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardSettingsTest {

    private static GuardSettings with(String key, String value) {
        return Settings.empty()
                .under("guard", GuardWorker.defaults())
                .with("guard." + key, value)
                .bind("guard", GuardSettings.class);
    }

    @Test
    void theGuardIsOffByDefault() {
        assertThat(with("mode", "\"off\""))
                .isEqualTo(GuardWorker.defaults().bind("", GuardSettings.class))
                .isEqualTo(new GuardSettings(
                        Mode.OFF, Act.ROLLBACK, 10, 3, 0.4, 3, 0.1, 0.01, 0, 5, Duration.ofSeconds(30)));
    }

    @Test
    void offNeedsNoQuotes() {
        assertThat(with("mode", "off").mode()).isEqualTo(Mode.OFF);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "window-episodes | 0 | guard.window-episodes is 0, but has to be at least 1",
                "warm-up-windows | -1 | guard.warm-up-windows is -1, but has to be 0 or more",
                "return-margin | 0 | guard.return-margin is 0.0, but has to be above 0 and below 1",
                "return-margin | 1 | guard.return-margin is 1.0, but has to be above 0 and below 1",
                "return-windows | 0 | guard.return-windows is 0, but has to be at least 1",
                "good-margin | 0.5 | guard.good-margin is 0.5, but has to be between 0 and guard.return-margin (0.4)",
                "good-margin | -0.1 | guard.good-margin is -0.1",
                "entropy-windows | -1 | guard.entropy-windows is -1, but has to be 0 or more",
                "most-rollbacks | -1 | guard.most-rollbacks is -1, but has to be 0 or more",
                "standstill | 0s | guard.standstill is PT0S, but has to be longer than zero",
                "mode | on | guard.mode is \"on\", but one of these is needed: off, dry-run, act",
                "act | stop | guard.act is \"stop\", but one of these is needed: rollback, pause",
            })
    void aSettingThatCannotBeIsRefused(String key, String value, String words) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(words);
    }
}
