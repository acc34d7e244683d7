package io.millrace.app.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.millrace.runtime.settings.Settings;

/** Settings as the YAML that one would write. */
public final class SettingsText {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

    private SettingsText() {}

    /** Several lines, without the last line break. */
    public static String of(Settings settings) {
        try {
            return YAML.writeValueAsString(YAML.readTree(settings.canonicalJson()))
                    .trim();
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Canonical settings can be written", impossible);
        }
    }
}
