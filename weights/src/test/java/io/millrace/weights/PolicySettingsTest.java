package io.millrace.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Branches;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicySettingsTest {

    private static final NetworkShape SHAPE = new NetworkShape(3, List.of(4), Activation.TANH, 2, 2);

    @Test
    void aLayerWithoutUnitsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(64, 0), List.of(), 0))
                .withMessageStartingWith("policy.hidden is [64, 0], ");
    }

    @Test
    void aPolicyMayDoWithoutHiddenLayers() {
        assertThatNoException().isThrownBy(() -> settings(List.of(), List.of(), 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-5.1, 2.1, Double.NaN})
    void aLogDeviationOutsideOfWhatNormalsTakeIsRefused(double logDeviation) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(4), List.of(), logDeviation))
                .withMessageStartingWith("policy.log-deviation is " + logDeviation);
    }

    @Test
    void aBiasThatIsNotANumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(4), List.of(1.0, Double.NaN), 0))
                .withMessageStartingWith("policy.head-bias is [1.0, NaN], ");
    }

    @Test
    void fewerBiasesThanOutputsAreRefused() {
        PolicySettings settings = settings(List.of(4), List.of(1.0), 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.initialWeights(SHAPE, 1))
                .withMessage("policy.head-bias has 1 numbers, but the policy network has 2 outputs. Give one for each,"
                        + " or none.");
    }

    @Test
    void theFreeParametersBeginAtTheLogDeviation() {
        float[] weights = settings(List.of(4), List.of(), -1.5).initialWeights(SHAPE, 1);

        assertThat(List.of(weights[SHAPE.freeOffset()], weights[SHAPE.freeOffset() + 1]))
                .isEqualTo(List.of(-1.5f, -1.5f));
    }

    @Test
    void theOutputsBeginAtTheHeadBias() {
        float[] weights = settings(List.of(4), List.of(0.5, -0.5), 0).initialWeights(SHAPE, 1);

        // The bias of the last policy layer stands right before the value network.
        assertThat(List.of(weights[SHAPE.valueOffset() - 2], weights[SHAPE.valueOffset() - 1]))
                .isEqualTo(List.of(0.5f, -0.5f));
    }

    @Test
    void aBranchForPartsNeedsParts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(1, List.of(8), List.of(), List.of()))
                .withMessageStartingWith("policy.part-layers is [8], but policy.parts is 1");
    }

    @Test
    void aBranchOfTheWholeNeedsOneOfTheParts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(3, List.of(), List.of(7), List.of()))
                .withMessageStartingWith("policy.whole-layers is [7], ");
    }

    @Test
    void layersOfTheValueAloneNeedABranchOfTheParts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(3, List.of(), List.of(), List.of(6)))
                .withMessageStartingWith("policy.value-layers is [6], ");
    }

    @Test
    void aLayerOfABranchWithoutUnitsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(3, List.of(8, 0), List.of(), List.of()))
                .withMessageStartingWith("policy.part-layers is [8, 0], ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(3, List.of(8), List.of(0), List.of()))
                .withMessageStartingWith("policy.whole-layers is [0], ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(3, List.of(8), List.of(), List.of(-1)))
                .withMessageStartingWith("policy.value-layers is [-1], ");
    }

    @Test
    void theOutputsOfEachPartBeginAtTheHeadBias() {
        NetworkShape shape = new NetworkShape(
                6,
                List.of(4),
                Activation.TANH,
                3,
                0,
                Trunk.SEPARATE,
                3,
                new Branches(List.of(5), List.of(), List.of(2)));

        float[] weights = settings(List.of(4), List.of(0.5), 0).initialWeights(shape, 1);

        assertThat(weights[shape.valueOffset() - 1]).isEqualTo(0.5f);
    }

    private static PolicySettings settings(List<Integer> hidden, List<Double> headBias, double logDeviation) {
        return settings(hidden, 1, List.of(), List.of(), List.of(), headBias, logDeviation);
    }

    private static PolicySettings settings(
            int parts, List<Integer> partLayers, List<Integer> wholeLayers, List<Integer> valueLayers) {
        return settings(List.of(4), parts, partLayers, wholeLayers, valueLayers, List.of(), 0);
    }

    private static PolicySettings settings(
            List<Integer> hidden,
            int parts,
            List<Integer> partLayers,
            List<Integer> wholeLayers,
            List<Integer> valueLayers,
            List<Double> headBias,
            double logDeviation) {
        return new PolicySettings(
                hidden,
                Activation.TANH,
                Trunk.SEPARATE,
                parts,
                partLayers,
                wholeLayers,
                valueLayers,
                PolicySettings.DEFAULT_DISTRIBUTION,
                headBias,
                logDeviation,
                false,
                "");
    }
}
