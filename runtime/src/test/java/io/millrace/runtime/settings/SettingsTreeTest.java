package io.millrace.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTreeTest {
    private static final Settings RUN = Settings.parse("""
            environment:
              name: cart-pole
              length: 500
            network:
              hidden: [64, 64]
            """, "run.yml");

    record Environment(int length) {}

    record Network(List<Integer> hidden) {}

    @Test
    void aFlagReplacesAValue() {
        assertThat(RUN.with("environment.name", "pendulum").text("environment.name"))
                .isEqualTo("pendulum");
    }

    @Test
    void aNumberIsReadAtItsPath() {
        assertThat(RUN.number("environment.length")).isEqualTo(500);
    }

    @Test
    void whatIsNoNumberIsNotReadAsOne() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.number("environment.name"))
                .withMessageContaining("environment.name is \"cart-pole\", but a number is needed");
    }

    @Test
    void aFlagAddsAValueInANewSection() {
        assertThat(RUN.with("algorithm.name", "ppo").text("algorithm.name")).isEqualTo("ppo");
    }

    @Test
    void aFlagMayHoldAList() {
        assertThat(RUN.with("network.hidden", "[8]")
                        .bind("network", Network.class)
                        .hidden())
                .containsExactly(8);
    }

    @Test
    void aFlagOfTwoDocumentsIsRefused() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.with("network.hidden", "8\n---\n9"))
                .withMessageContaining("more than one YAML document");
    }

    @Test
    void aFlagLeavesTheSettingsItWasPutOnAlone() {
        RUN.with("environment.name", "other");

        assertThat(RUN.text("environment.name")).isEqualTo("cart-pole");
    }

    @Test
    void aFlagCannotPutAKeyBelowAValue() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.with("environment.name.first", "x"))
                .withMessageStartingWith("environment.name is \"cart-pole\", but a key below it is set");
    }

    @Test
    void aFlagWhoseKeyIsNotKebabCaseIsRefused() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.with("environment.maxLength", "1"))
                .withMessageStartingWith("\"environment.maxLength\" cannot be a key");
    }

    @Test
    void aFlagWhoseValueIsNotYamlIsRefused() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.with("network.hidden", "[8"))
                .withMessageStartingWith("The value of network.hidden, line 1, column 3, is not valid YAML");
    }

    @Test
    void aVariableIsASetting() {
        Settings settings = RUN.withVariables(Map.of("MILLRACE_ALGORITHM__BATCH_NAME", "big"), Set.of());

        assertThat(settings.text("algorithm.batch-name")).isEqualTo("big");
    }

    @Test
    void variablesOfOthersAndOfTheCommandAreNoSettings() {
        Settings settings = RUN.withVariables(Map.of("HOME", "/h", "MILLRACE_OPTS", "-Xmx1g"), Set.of("MILLRACE_OPTS"));

        assertThat(settings.canonicalJson()).isEqualTo(RUN.canonicalJson());
    }

    @Test
    void aVariableThatCannotBeAKeyIsNamed() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.withVariables(Map.of("MILLRACE_", "x"), Set.of()))
                .withMessageContaining("(from variable MILLRACE_) cannot be a key");
    }

    @Test
    void aWrongValueNamesTheVariableItCameFrom() {
        Settings settings =
                RUN.without("network").withVariables(Map.of("MILLRACE_ENVIRONMENT__LENGTH", "long"), Set.of());

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(
                        () -> settings.section("environment").without("name").bind("", Environment.class))
                .withMessageStartingWith(
                        "environment.length is \"long\" (from variable MILLRACE_ENVIRONMENT__LENGTH), but");
    }

    @Test
    void aFlagOverAVariableIsNoLongerBlamedOnTheVariable() {
        Settings settings = RUN.withVariables(Map.of("MILLRACE_ENVIRONMENT__LENGTH", "7"), Set.of())
                .with("environment", "{length: long}");

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> settings.bind("environment", Environment.class))
                .withMessageStartingWith("environment.length is \"long\", but");
    }

    @Test
    void anUnknownVariableIsNamed() {
        Settings settings = RUN.withVariables(Map.of("MILLRACE_HOME", "/opt"), Set.of());

        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> settings.allowOnly(List.of("environment", "network")))
                .withMessage("Nothing reads the key home (from variable MILLRACE_HOME)."
                        + " Known keys: environment, network.");
    }

    @Test
    void defaultsFillGapsAndListsReplace() {
        Settings defaults = Settings.parse("environment: {length: 1, mass: 2}\nnetwork: {hidden: [1, 2, 3]}", "x");

        assertThat(RUN.underlaidBy(defaults).canonicalJson())
                .isEqualTo("{\"environment\":{\"length\":500,\"mass\":2,\"name\":\"cart-pole\"},"
                        + "\"network\":{\"hidden\":[64,64]}}");
    }

    @Test
    void aNameChoosesWhoBindsTheRest() {
        Settings environment = RUN.section("environment");

        assertThat(environment.without("name").bind("", Environment.class)).isEqualTo(new Environment(500));
    }

    @Test
    void aSectionNamesKeysFromTheRoot() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.section("environment").bind("", Environment.class))
                .withMessageContaining("environment.name")
                .withMessageContaining("Known keys of environment: length");
    }

    @Test
    void aValueIsNoSection() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.section("environment.name"))
                .withMessage("environment.name is \"cart-pole\", but a section is needed.");
    }

    @Test
    void anAbsentTextIsNamed() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> RUN.section("environment").text("version"))
                .withMessage(
                        "environment.version is missing and has no default. Add it. Keys found in environment: name, length.");
    }

    @Test
    void whatIsThereIsToldFromWhatIsNot() {
        assertThat(RUN.has("environment.length")).isTrue();
        assertThat(RUN.has("environment.width")).isFalse();
        assertThat(RUN.has("environment.length.unit")).isFalse();
    }

    @Test
    void theHashDependsOnTheMeaningAlone() {
        Settings one = Settings.parse("b: 1.0\na: {d: [1e-3, 100], c: \"x\"}\n", "x");
        Settings other = Settings.parse("# same\na:\n  c: x\n  d:\n    - 0.0010\n    - 1e2\nb: 1\n", "y");

        assertThat(one.sha256()).isEqualTo(other.sha256());
    }

    @Test
    void theCanonicalTextIsFixed() {
        Settings settings = Settings.parse(
                "z: [1e-9, 1e30, 123456789012345678901, -0.0, 0.10]\na: {t: true, n: , s: \"a\\\"\\né\"}", "x");

        assertThat(settings.canonicalJson())
                .isEqualTo("{\"a\":{\"n\":null,\"s\":\"a\\\"\\né\",\"t\":true},"
                        + "\"z\":[1E-9,1E+30,123456789012345678901,0,0.1]}");
    }

    @Test
    void theHashIsSha256OfTheCanonicalText() {
        // printf '{"a":1}' | sha256sum
        assertThat(Settings.parse("a: 1", "x").sha256())
                .isEqualTo("015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862");
    }

    @Test
    void theCanonicalTextReadsBackAsTheSameSettings() {
        Settings settings = Settings.parse("z: [1e-9, 1e30, '010', '*a', 'on']\nt: \"é\\u0007😀: # x\"", "x");

        assertThat(Settings.parse(settings.canonicalJson(), "y").canonicalJson())
                .isEqualTo(settings.canonicalJson());
    }
}
