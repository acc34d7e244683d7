package io.millrace.app.run;

import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import java.util.List;

/**
 * A setting as an option of a command gives it: {@code --set KEY=VALUE}.
 *
 * @param key   with points between its parts
 * @param value may be empty, and may itself hold equals signs
 */
public record SettingOption(String key, String value) {

    /**
     * Reads options.
     *
     * @param example a setting that would do here, for who gave none
     * @throws SettingsException if one is no {@code KEY=VALUE}
     */
    public static List<SettingOption> all(List<String> given, String example) {
        return given.stream().map(one -> of(one, example)).toList();
    }

    private static SettingOption of(String given, String example) {
        int equals = given.indexOf('=');
        if (equals < 1) {
            throw new SettingsException(
                    "\"" + given + "\" is no setting. Write --set KEY=VALUE, such as --set " + example + ".");
        }
        return new SettingOption(given.substring(0, equals), given.substring(equals + 1));
    }

    /** These settings with the options over them. */
    public static Settings over(Settings settings, List<SettingOption> options) {
        Settings given = settings;
        for (SettingOption option : options) {
            given = given.with(option.key(), option.value());
        }
        return given;
    }

    /** Whether it belongs to this section of the settings. */
    public boolean isOf(String section) {
        return key.startsWith(section + ".");
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
