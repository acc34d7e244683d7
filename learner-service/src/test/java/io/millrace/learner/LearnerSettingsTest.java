package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.millrace.learner.LearnerSettings.OnDivergence;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LearnerSettingsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<Arguments> impossible() {
        return Stream.of(
                refused(
                        "no steps",
                        "learner.steps is 0",
                        () -> new LearnerSettings(
                                "kernel", 0, 1, MINUTE, false, "", "", "", false, 1, 0, OnDivergence.STOP, 5, 0.5, 0)),
                refused(
                        "no updates between checkpoints",
                        "learner.checkpoint-every is 0",
                        () -> new LearnerSettings(
                                "kernel", 1, 0, MINUTE, false, "", "", "", false, 1, 0, OnDivergence.STOP, 5, 0.5, 0)),
                refused(
                        "no patience",
                        "learner.patience is PT0S",
                        () -> new LearnerSettings(
                                "kernel",
                                1,
                                1,
                                Duration.ZERO,
                                false,
                                "",
                                "",
                                "",
                                false,
                                1,
                                0,
                                OnDivergence.STOP,
                                5,
                                0.5,
                                0)),
                refused(
                        "negative patience",
                        "learner.patience is PT-1M",
                        () -> new LearnerSettings(
                                "kernel",
                                1,
                                1,
                                MINUTE.negated(),
                                false,
                                "",
                                "",
                                "",
                                false,
                                1,
                                0,
                                OnDivergence.STOP,
                                5,
                                0.5,
                                0)),
                refused(
                        "no passes",
                        "learner.passes is 0",
                        () -> new LearnerSettings(
                                "kernel",
                                1,
                                1,
                                MINUTE,
                                false,
                                "another",
                                "",
                                "",
                                false,
                                0,
                                0,
                                OnDivergence.STOP,
                                5,
                                0.5,
                                0)),
                refused(
                        "a part of a dataset",
                        "learner.source-from is 3",
                        () -> new LearnerSettings(
                                "kernel",
                                1,
                                1,
                                MINUTE,
                                false,
                                "a, dataset:b",
                                "3",
                                "",
                                false,
                                1,
                                0,
                                OnDivergence.STOP,
                                5,
                                0.5,
                                0)),
                refused(
                        "a shadow of two",
                        "learner.follow is true",
                        () -> new LearnerSettings(
                                "kernel",
                                1,
                                1,
                                MINUTE,
                                false,
                                "a, b",
                                "",
                                "",
                                true,
                                1,
                                0,
                                OnDivergence.STOP,
                                5,
                                0.5,
                                0)),
                refused(
                        "a shadow that begins again",
                        "learner.passes is 2",
                        () -> new LearnerSettings(
                                "kernel", 1, 1, MINUTE, false, "a", "", "", true, 2, 0, OnDivergence.STOP, 5, 0.5, 0)),
                refused(
                        "a shadow with an end",
                        "learner.source-to is 9",
                        () -> new LearnerSettings(
                                "kernel", 1, 1, MINUTE, false, "a", "", "9", true, 1, 0, OnDivergence.STOP, 5, 0.5, 0)),
                refused(
                        "passes over nothing",
                        "learner.passes is 2",
                        () -> new LearnerSettings(
                                "kernel", 1, 1, MINUTE, false, "", "", "", false, 2, 0, OnDivergence.STOP, 5, 0.5, 0)));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void settingsThatCannotBeAreRefusedWithAnExample(String found, ThrowingCallable made) {
        assertThatThrownBy(made)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(found)
                .hasMessageContaining("for example");
    }

    private static Arguments refused(String name, String found, ThrowingCallable made) {
        return argumentSet(name, found, made);
    }
}
