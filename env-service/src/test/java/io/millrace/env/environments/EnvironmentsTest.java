package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvironmentsTest {

    static Set<String> names() {
        return Environments.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theDefaultsSetEveryParameterAndCreateTheEnvironment(String name) {
        assertThat(Defaults.of(name).create().description().name()).isEqualTo(name);
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Environments.parametersType("cartpole"))
                .withMessage("environment.name is cartpole, but there is no such environment." + " Use one of "
                        + String.join(", ", Environments.names()) + ".");
    }
}
