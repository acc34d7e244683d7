package io.millrace.policy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.parameters.NamedShape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitializationTest {

    private static final NetworkShape SHAPE = new NetworkShape(4, List.of(32, 16), Activation.TANH, 3, 2);
    private static final NetworkShape ALONE = new NetworkShape(4, List.of(32, 16), Activation.TANH, 3, 2, Trunk.NONE);
    private static final NetworkShape SHARED =
            new NetworkShape(4, List.of(32, 16), Activation.TANH, 3, 2, Trunk.SHARED);

    @ParameterizedTest
    @CsvSource({
        "policy/0/weights, 2",
        "policy/1/weights, 2",
        "policy/2/weights, 0.0001",
        "value/0/weights, 2",
        "value/1/weights, 2",
        "value/2/weights, 1"
    })
    void weightsAreOrthogonalWithTheGainOfTheirPlace(String name, double squaredGain) {
        assertOrthogonal(SHAPE, name, squaredGain);
    }

    @ParameterizedTest
    @CsvSource({"policy/0/weights, 2", "policy/1/weights, 2", "policy/2/weights, 1"})
    void outputsWithoutAValueNetworkBeginOnTheScaleOfValues(String name, double squaredGain) {
        assertOrthogonal(ALONE, name, squaredGain);
    }

    @ParameterizedTest
    @CsvSource({
        "trunk/0/weights, 2",
        "trunk/1/weights, 2",
        "policy/0/weights, 0.0001",
        "value/0/weights, 1",
    })
    void onASharedTrunkWeightsAreOrthogonalWithTheGainOfTheirPlace(String name, double squaredGain) {
        assertOrthogonal(SHARED, name, squaredGain);
    }

    @ParameterizedTest
    @CsvSource({
        "policy/part/0/weights, 2",
        "policy/whole/0/weights, 2",
        "policy/head/0/weights, 2",
        "policy/head/1/weights, 0.0001",
        "value/0/weights, 2",
        "value/1/weights, 1"
    })
    void withBranchesWeightsAreOrthogonalWithTheGainOfTheirPlace(String name, double squaredGain) {
        assertOrthogonal(branches(List.of(7), Trunk.SEPARATE), name, squaredGain);
    }

    @ParameterizedTest
    @CsvSource({"value/part/0/weights, 2", "value/0/weights, 2", "value/1/weights, 1"})
    void theValuesBranchOfThePartsIsOrthogonalToo(String name, double squaredGain) {
        assertOrthogonal(branches(List.of(), Trunk.SEPARATE), name, squaredGain);
    }

    @Test
    void outputsWithBranchesAndWithoutAValueNetworkBeginOnTheScaleOfValues() {
        assertOrthogonal(branches(List.of(), Trunk.NONE), "policy/head/1/weights", 1);
    }

    @Test
    void theBranchesOfPolicyAndValueBeginDifferently() {
        NetworkShape shape = branches(List.of(), Trunk.SEPARATE);
        float[] parameters = Initialization.orthogonal(shape, 7);

        assertThat(slice(parameters, named(shape, "policy/part/0/weights")))
                .isNotEqualTo(slice(parameters, named(shape, "value/part/0/weights")));
    }

    @Test
    void theHeadsLastBiasCanBeGiven() {
        NetworkShape shape = branches(List.of(), Trunk.SEPARATE);
        float[] parameters = Initialization.orthogonal(shape, 1, new float[] {1, 2}, new float[1]);

        assertThat(slice(parameters, named(shape, "policy/head/1/bias"))).containsExactly(1, 2);
    }

    private static NetworkShape branches(List<Integer> whole, Trunk trunk) {
        return new NetworkShape(
                12, List.of(9), Activation.TANH, 6, 1, trunk, 3, new Branches(List.of(6), whole, List.of(5)));
    }

    private static void assertOrthogonal(NetworkShape shape, String name, double squaredGain) {
        float[] parameters = Initialization.orthogonal(shape, 1);
        NamedShape weights = named(shape, name);
        int rows = weights.shape().get(0);
        int columns = weights.shape().get(1);
        boolean wide = rows <= columns;

        for (int a = 0; a < Math.min(rows, columns); a++) {
            for (int b = 0; b <= a; b++) {
                double product = 0;
                for (int k = 0; k < Math.max(rows, columns); k++) {
                    int first = wide ? a * columns + k : k * columns + a;
                    int second = wide ? b * columns + k : k * columns + b;
                    product += (double) parameters[weights.offset() + first] * parameters[weights.offset() + second];
                }
                assertThat(product).isCloseTo(a == b ? squaredGain : 0, within(1e-6 * squaredGain));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void biasesAndFreeParametersAreZeroUnlessGiven(Trunk trunk) {
        NetworkShape shape = shape(trunk);
        float[] parameters = Initialization.orthogonal(shape, 1);

        for (NamedShape each : shape.namedShapes()) {
            if (!each.name().endsWith("weights")) {
                assertThat(slice(parameters, each)).as(each.name()).containsOnly(0f);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SEPARATE, policy/2/bias", "SHARED, policy/0/bias", "NONE, policy/2/bias"})
    void thePolicysLastBiasCanBeGiven(Trunk trunk, String name) {
        NetworkShape shape = shape(trunk);
        float[] parameters = Initialization.orthogonal(shape, 1, new float[] {1, 2, 3}, new float[2]);

        assertThat(slice(parameters, named(shape, name))).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    void freeParametersCanBeGiven(Trunk trunk) {
        NetworkShape shape = shape(trunk);
        float[] parameters = Initialization.orthogonal(shape, 1, new float[3], new float[] {-1, -2});

        assertThat(slice(parameters, named(shape, "policy/free"))).containsExactly(-1, -2);
    }

    @Test
    void theHiddenLayersBeginTheSameWithAValueNetworkAndWithout() {
        int hidden = 4 * 32 + 32 + 32 * 16 + 16;

        assertThat(Arrays.copyOf(Initialization.orthogonal(ALONE, 7), hidden))
                .isEqualTo(Arrays.copyOf(Initialization.orthogonal(SHAPE, 7), hidden));
    }

    @Test
    void theSameSeedGivesTheSameParameters() {
        assertThat(Initialization.orthogonal(SHAPE, 7)).isEqualTo(Initialization.orthogonal(SHAPE, 7));
    }

    @Test
    void anotherSeedGivesOtherParameters() {
        assertThat(Initialization.orthogonal(SHAPE, 7)).isNotEqualTo(Initialization.orthogonal(SHAPE, 8));
    }

    @Test
    void thePolicyAndTheValueNetworkBeginDifferently() {
        float[] parameters = Initialization.orthogonal(SHAPE, 7);

        assertThat(slice(parameters, named(SHAPE, "policy/0/weights")))
                .isNotEqualTo(slice(parameters, named(SHAPE, "value/0/weights")));
    }

    @Test
    void aBiasForAnotherNumberOfOutputsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initialization.orthogonal(SHAPE, 1, new float[2], new float[2]))
                .withMessageContaining("3 policy outputs");
    }

    private static NetworkShape shape(Trunk trunk) {
        return switch (trunk) {
            case SEPARATE -> SHAPE;
            case SHARED -> SHARED;
            case NONE -> ALONE;
        };
    }

    private static NamedShape named(NetworkShape shape, String name) {
        return shape.namedShapes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static float[] slice(float[] parameters, NamedShape array) {
        return Arrays.copyOfRange(parameters, array.offset(), array.offset() + array.length());
    }
}
