package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.env.environments.Environment.Description;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionsTest {

    private static final Description SWITCHES = new Description("switches", "1", 1, new MultiBinary(2), 1);

    @Test
    void switchesAreZeroOrOne() {
        assertThatCode(() -> Actions.requireInSpace(SWITCHES, new float[] {9, 0, 1, 9}, 1))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(floats = {0.5f, -1, 2, Float.NaN})
    void whatIsNeitherOnNorOffIsRefused(float action) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Actions.requireInSpace(SWITCHES, new float[] {1, action}, 0))
                .withMessageContaining("switch 1")
                .withMessageContaining(String.valueOf(action));
    }
}
