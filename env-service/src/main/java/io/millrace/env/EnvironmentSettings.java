package io.millrace.env;

import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Environments;
import io.millrace.runtime.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads the section {@code environment} of a run's settings. */
public final class EnvironmentSettings {

    private EnvironmentSettings() {}

    /**
     * The defaults of an environment, as the section {@code environment} without the name.
     *
     * @throws IllegalArgumentException if there is no such environment; the message lists those there are
     */
    public static Settings defaults(String name) {
        try (InputStream document = Environments.defaults(name).openStream()) {
            return Settings.parse(
                    new String(document.readAllBytes(), StandardCharsets.UTF_8), "the defaults of environment " + name);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The defaults of environment " + name + " cannot be read.", unreadable);
        }
    }

    /**
     * The parameters that a run's settings give, defaults included already.
     *
     * @throws io.millrace.runtime.settings.SettingsException if they are not what the environment needs
     */
    public static EnvironmentParameters read(Settings run) {
        Class<? extends EnvironmentParameters> type = Environments.parametersType(run.text("environment.name"));
        return (EnvironmentParameters)
                run.section("environment").without("name").bind("", type.asSubclass(Record.class));
    }
}
