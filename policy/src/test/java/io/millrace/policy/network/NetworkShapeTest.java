package io.millrace.policy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.policy.parameters.NamedShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkShapeTest {

    private static final NetworkShape SHAPE = new NetworkShape(4, List.of(5, 3), Activation.TANH, 2, 2);

    @Test
    void arraysFollowEachOtherWithoutGapOrOverlap() {
        int end = 0;
        for (NamedShape each : SHAPE.namedShapes()) {
            assertThat(each.offset()).as(each.name()).isEqualTo(end);
            end += each.length();
        }
        assertThat(end).isEqualTo(SHAPE.parameterCount());
    }

    @Test
    void policyLayersComeFirstThenTheValuesThenTheFreeParameters() {
        assertThat(SHAPE.namedShapes())
                .extracting(NamedShape::name)
                .containsExactly(
                        "policy/0/weights",
                        "policy/0/bias",
                        "policy/1/weights",
                        "policy/1/bias",
                        "policy/2/weights",
                        "policy/2/bias",
                        "value/0/weights",
                        "value/0/bias",
                        "value/1/weights",
                        "value/1/bias",
                        "value/2/weights",
                        "value/2/bias",
                        "policy/free");
    }

    @Test
    void weightsAreRowMajorByOutput() {
        assertThat(SHAPE.namedShapes().get(0).shape()).containsExactly(5, 4);
    }

    @Test
    void offsetsPointAtTheArraysTheyName() {
        assertThat(SHAPE.valueOffset())
                .isEqualTo(SHAPE.namedShapes().get(6).offset())
                .isEqualTo(4 * 5 + 5 + 5 * 3 + 3 + 3 * 2 + 2);
        assertThat(SHAPE.freeOffset()).isEqualTo(SHAPE.namedShapes().get(12).offset());
    }

    @Test
    void aSharedTrunkComesBeforeBothHeads() {
        NetworkShape shared = new NetworkShape(4, List.of(5, 3), Activation.TANH, 2, 2, Trunk.SHARED);

        assertThat(shared.namedShapes())
                .extracting(NamedShape::name)
                .containsExactly(
                        "trunk/0/weights",
                        "trunk/0/bias",
                        "trunk/1/weights",
                        "trunk/1/bias",
                        "policy/0/weights",
                        "policy/0/bias",
                        "value/0/weights",
                        "value/0/bias",
                        "policy/free");
        assertThat(shared.policyLayers()).containsExactly(4, 5, 3, 2);
        assertThat(shared.valueLayers()).containsExactly(3, 1);
        assertThat(shared.valueOffset())
                .isEqualTo(shared.namedShapes().get(6).offset())
                .isEqualTo(4 * 5 + 5 + 5 * 3 + 3 + 3 * 2 + 2);
        assertThat(shared.parameterCount()).isEqualTo(shared.valueOffset() + 3 + 1 + 2);
    }

    @Test
    void partsOfAnObservationShareOneNetwork() {
        NetworkShape parts = new NetworkShape(12, List.of(5), Activation.RELU, 6, 1, Trunk.NONE, 3);

        assertThat(parts.policyLayers()).containsExactly(4, 5, 2);
        assertThat(parts.headOutputs()).isEqualTo(2);
        assertThat(parts.part()).isEqualTo(new NetworkShape(4, List.of(5), Activation.RELU, 2, 1, Trunk.NONE));
        assertThat(parts.parameterCount())
                .isEqualTo(parts.part().parameterCount())
                .isEqualTo(4 * 5 + 5 + 5 * 2 + 2 + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4, 5})
    void partsDivideInputsAndOutputs(int parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NetworkShape(12, List.of(5), Activation.RELU, 6, 0, Trunk.NONE, parts))
                .withMessageContaining(parts + " equal parts");
    }

    @Test
    void partsHaveNoOneValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NetworkShape(12, List.of(5), Activation.RELU, 6, 0, Trunk.SHARED, 3))
                .withMessageContaining("no one value");
    }

    @Test
    void withoutAValueNetworkTheFreeParametersFollowThePolicysLayers() {
        NetworkShape alone = new NetworkShape(4, List.of(5, 3), Activation.TANH, 2, 2, Trunk.NONE);

        assertThat(alone.namedShapes())
                .extracting(NamedShape::name)
                .containsExactly(
                        "policy/0/weights",
                        "policy/0/bias",
                        "policy/1/weights",
                        "policy/1/bias",
                        "policy/2/weights",
                        "policy/2/bias",
                        "policy/free");
        assertThat(alone.policyLayers()).containsExactly(4, 5, 3, 2);
        assertThat(alone.valueLayers()).isEmpty();
        assertThat(alone.trunkLayers()).isZero();
        assertThat(alone.valueOffset())
                .isEqualTo(alone.freeOffset())
                .isEqualTo(alone.namedShapes().get(6).offset())
                .isEqualTo(4 * 5 + 5 + 5 * 3 + 3 + 3 * 2 + 2);
        assertThat(alone.parameterCount()).isEqualTo(alone.freeOffset() + 2);
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, 1", "SHARED, 1", "NONE, 0"})
    void aValueNetworkHasOneOutputWhereThereIsOne(Trunk trunk, int outputs) {
        NetworkShape shape = new NetworkShape(4, List.of(5, 3), Activation.TANH, 2, 2, trunk);

        assertThat(shape.valueOutputs()).isEqualTo(outputs);
    }

    @Test
    void aNetworkWithoutHiddenLayersIsLinear() {
        NetworkShape linear = new NetworkShape(3, List.of(), Activation.RELU, 2, 0);

        assertThat(linear.parameterCount()).isEqualTo(3 * 2 + 2 + 3 + 1);
    }

    @Test
    void anEmptyLayerIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NetworkShape(4, List.of(64, 0), Activation.TANH, 2, 0))
                .withMessageContaining("[64, 0]");
    }
}
