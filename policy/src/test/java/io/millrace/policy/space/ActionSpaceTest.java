package io.millrace.policy.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionSpaceTest {

    @Test
    void aDiscreteActionIsOneNumberHoweverManyTheChoices() {
        assertThat(new ActionSpace.Discrete(7).width()).isEqualTo(1);
    }

    @Test
    void aBoxActionHasANumberForEachPairOfBounds() {
        assertThat(new ActionSpace.Box(List.of(-1.0, 0.0), List.of(1.0, 5.0)).width())
                .isEqualTo(2);
    }

    @Test
    void aSimplexActionHasANumberForEachShare() {
        assertThat(new ActionSpace.Simplex(3).width()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, (1 << 24) + 1})
    void choicesThatAFloatCannotCountAreRefused(int choices) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ActionSpace.Discrete(choices))
                .withMessageContaining(String.valueOf(choices));
    }

    @Test
    void aBoxWithoutNumbersIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ActionSpace.Box(List.of(), List.of()));
    }

    @Test
    void aBoxWithMoreLowsThanHighsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ActionSpace.Box(List.of(0.0, 0.0), List.of(1.0)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 0.5, Double.NaN, Double.POSITIVE_INFINITY})
    void aHighThatIsNotAboveItsLowOrNotFiniteIsRefused(double high) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ActionSpace.Box(List.of(0.0, 1.0), List.of(1.0, high)))
                .withMessageContaining("Number 1");
    }

    @Test
    void aSimplexOfOneNumberIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ActionSpace.Simplex(1));
    }

    @Test
    void aMultiBinaryActionHasANumberForEachSwitch() {
        assertThat(new ActionSpace.MultiBinary(80).width()).isEqualTo(80);
    }

    @Test
    void anActionWithoutSwitchesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ActionSpace.MultiBinary(0));
    }
}
