package io.millrace.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsBindingTest {
    enum Pace {
        LOCK_STEP,
        FREE
    }

    record Inner(double learningRate, List<Double> weights) {}

    record Outer(
            int laneCount,
            long seed,
            boolean live,
            String name,
            Pace pace,
            Duration timeout,
            List<Integer> hidden,
            List<Inner> inners,
            Inner inner) {}

    record Count(int count) {}

    record Seed(long seed) {}

    record Rate(double rate) {}

    record Live(boolean live) {}

    record Name(String name) {}

    record Paced(Pace pace) {}

    record Waits(Duration timeout) {}

    record Hidden(List<Integer> hidden) {}

    record Nested(Inner inner) {}

    record Unheard(UUID id) {}

    record Ruled(int count) {
        Ruled {
            Settings.require(count >= 1, "lanes.count", count, "at least 1", "4");
        }
    }

    record Plain(int count) {
        Plain {
            if (count > 3) {
                throw new IllegalArgumentException("More than 3 do not fit.");
            }
        }
    }

    record Broken(int count) {
        Broken {
            if (count > 3) {
                throw new UnsupportedOperationException("a fault of ours");
            }
        }
    }

    @Test
    void everyKindOfValueIsBound() {
        Settings settings = Settings.parse("""
                lane-count: 4
                seed: 9007199254740993
                live: true
                name: "42"
                pace: lock-step
                timeout: 250ms
                hidden: [64, 32]
                inners:
                  - {learning-rate: 1, weights: [1, 0.5]}
                inner:
                  learning-rate: 1e-3
                  weights: []
                """, "run.yml");

        assertThat(settings.bind("", Outer.class))
                .isEqualTo(new Outer(
                        4,
                        9007199254740993L,
                        true,
                        "42",
                        Pace.LOCK_STEP,
                        Duration.ofMillis(250),
                        List.of(64, 32),
                        List.of(new Inner(1, List.of(1.0, 0.5))),
                        new Inner(0.001, List.of())));
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "10s, PT10S", "2m, PT2M", "3 h, PT3H", "1d, PT24H", "PT1.5S, PT1.5S"})
    void durationsHaveTwoSpellings(String written, Duration meant) {
        assertThat(Settings.parse("timeout: " + written, "x")
                        .bind("", Waits.class)
                        .timeout())
                .isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "soon", "10 fortnights", "99999999999999999999s", "9223372036854775807d"})
    void aDurationNeedsItsUnitAndMustFit(String written) {
        refused("timeout: " + written, Waits.class)
                .withMessageContaining("timeout is ")
                .withMessageContaining("a duration with its unit is needed, such as 250ms, 10s, 2m");
    }

    @ParameterizedTest
    @CsvSource({"1e6, 1000000", "1_000, 1000", "4.0, 4", "-3, -3"})
    void aWholeNumberMayBeWrittenInAnyWay(String written, int meant) {
        assertThat(Settings.parse("count: " + written, "x")
                        .bind("", Count.class)
                        .count())
                .isEqualTo(meant);
    }

    @Test
    void aWordIsNoNumber() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.parse("lanes: {count: many}", "x").bind("lanes", Count.class))
                .withMessage("lanes.count is \"many\", but a whole number is needed, such as 8.");
    }

    @Test
    void aFractionIsNoWholeNumber() {
        refused("count: 1.5", Count.class).withMessageStartingWith("count is 1.5, but a whole number");
    }

    @Test
    void aNumberThatDoesNotFitIsRefused() {
        refused("count: 3000000000", Count.class)
                .withMessageContaining("count is 3000000000")
                .withMessageContaining("at most 2147483647");
    }

    @Test
    void aNumberThatDoesNotFitInto64BitsIsRefused() {
        refused("seed: 9223372036854775808", Seed.class).withMessageContaining("at most 9223372036854775807");
    }

    @Test
    void aNumberInQuotesIsText() {
        refused("count: \"1\"", Count.class).withMessageContaining("count is \"1\", but a whole number is needed");
    }

    @Test
    void anEmptyValueIsNoNumber() {
        refused("count:", Count.class).withMessageContaining("count is empty, but a whole number is needed");
    }

    @Test
    void aWordIsNoReal() {
        refused("rate: fast", Rate.class).withMessageContaining("rate is \"fast\", but a number is needed");
    }

    @Test
    void aRealThatOverflowsIsRefused() {
        refused("rate: 1e999", Rate.class).withMessageContaining("rate is 1E+999, but a number of at most 1.7e308");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"true\"", "yes", "1"})
    void onlyTrueAndFalseAreTruthValues(String written) {
        refused("live: " + written, Live.class).withMessageContaining("but true or false is needed");
    }

    @Test
    void aNumberIsNoText() {
        refused("name: 42", Name.class).withMessageContaining("name is 42, but text is needed");
    }

    @Test
    void quotesMakeAnEmptyText() {
        assertThat(Settings.parse("name: ''", "x").bind("", Name.class).name()).isEmpty();
    }

    @Test
    void wordsThatOldYamlTookForTruthValuesAreText() {
        assertThat(Settings.parse("name: off", "x").bind("", Name.class).name()).isEqualTo("off");
    }

    @Test
    void anUnknownChoiceListsTheChoices() {
        refused("pace: FREE", Paced.class)
                .withMessage("pace is \"FREE\", but one of these is needed: lock-step, free.");
    }

    @Test
    void aSingleValueIsNoList() {
        refused("hidden: 64", Hidden.class).withMessageContaining("hidden is 64, but a list is needed");
    }

    @Test
    void anElementIsNamedByItsPosition() {
        refused("hidden: [64, wide]", Hidden.class).withMessageContaining("hidden[1] is \"wide\"");
    }

    @Test
    void anEmptySectionListsWhatItNeeds() {
        refused("inner:", Nested.class)
                .withMessage("inner is empty, but a section with these keys is needed: learning-rate, weights.");
    }

    @Test
    void anUnknownKeyIsToldTheNearestKnownOne() {
        refused("inner: {learning-rte: 1, weights: []}", Nested.class)
                .withMessage("Nothing reads the key inner.learning-rte. Did you mean inner.learning-rate?"
                        + " Known keys of inner: learning-rate, weights.");
    }

    @Test
    void aFarFetchedHintIsNotGiven() {
        refused("inner: {zebra: 1}", Nested.class)
                .withMessage("Nothing reads the key inner.zebra. Known keys of inner: learning-rate, weights.");
    }

    @Test
    void aMissingKeyIsNamedWithThoseThatAreThere() {
        refused("inner: {weights: []}", Nested.class)
                .withMessage("inner.learning-rate is missing and has no default. Add it."
                        + " Keys needed here: learning-rate, weights; found: weights.");
    }

    @Test
    void aMissingSectionIsNamedWithThoseThatAreThere() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.parse("lanes: {}", "x").bind("algorithm", Count.class))
                .withMessage("algorithm is missing and has no default. Add it. Keys found: lanes.");
    }

    @Test
    void aRuleOfTheRecordReachesTheUserAsItIs() {
        refused("count: 0", Ruled.class)
                .withMessage("lanes.count is 0, but has to be at least 1. Set it, for example, to 4.");
    }

    @Test
    void anIllegalArgumentReachesTheUserAsItsMessageAlone() {
        refused("count: 4", Plain.class).withMessage("More than 3 do not fit.");
    }

    @Test
    void aFaultOfARecordIsNotBlamedOnTheUser() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Settings.parse("count: 4", "x").bind("", Broken.class));
    }

    @Test
    void aTypeThatNoSettingHasIsOurMistake() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Settings.parse("id: 4", "x").bind("", Unheard.class))
                .withMessageContaining("java.util.UUID");
    }

    private static ThrowableAssertAlternative<SettingsException> refused(String yaml, Class<? extends Record> type) {
        Settings settings = Settings.parse(yaml, "run.yml");
        return assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> settings.bind("", type));
    }
}
