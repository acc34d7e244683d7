package io.millrace.policy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.policy.network.Piece.Span;
import io.millrace.policy.parameters.NamedShape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContextShapeTest {

    private static final Branches WHOLE = new Branches(List.of(15, 5), List.of(512, 95), List.of(512, 512));
    private static final Branches MEAN = new Branches(List.of(32), List.of(), List.of(64));

    /** The network that systems.md gives for 80 regions of three numbers, with one output each. */
    private static final NetworkShape OF_WHOLE = shape(240, 80, 400, WHOLE, Trunk.SEPARATE);

    private static final NetworkShape OF_MEAN = shape(320, 80, 32, MEAN, Trunk.SEPARATE);

    @Test
    void aNetworkWithABranchOfTheWholeHasThisLayout() {
        assertThat(OF_WHOLE.namedShapes())
                .extracting(each -> each.name() + each.shape())
                .containsExactly(
                        "policy/part/0/weights[15, 3]",
                        "policy/part/0/bias[15]",
                        "policy/part/1/weights[5, 15]",
                        "policy/part/1/bias[5]",
                        "policy/whole/0/weights[512, 240]",
                        "policy/whole/0/bias[512]",
                        "policy/whole/1/weights[95, 512]",
                        "policy/whole/1/bias[95]",
                        "policy/head/0/weights[400, 100]",
                        "policy/head/0/bias[400]",
                        "policy/head/1/weights[1, 400]",
                        "policy/head/1/bias[1]",
                        "value/0/weights[512, 240]",
                        "value/0/bias[512]",
                        "value/1/weights[512, 512]",
                        "value/1/bias[512]",
                        "value/2/weights[1, 512]",
                        "value/2/bias[1]",
                        "policy/free[2]");
    }

    @Test
    void aNetworkWhoseContextIsAMeanHasThisLayout() {
        assertThat(OF_MEAN.namedShapes())
                .extracting(each -> each.name() + each.shape())
                .containsExactly(
                        "policy/part/0/weights[32, 4]",
                        "policy/part/0/bias[32]",
                        "policy/head/0/weights[32, 64]",
                        "policy/head/0/bias[32]",
                        "policy/head/1/weights[1, 32]",
                        "policy/head/1/bias[1]",
                        "value/part/0/weights[32, 4]",
                        "value/part/0/bias[32]",
                        "value/0/weights[64, 32]",
                        "value/0/bias[64]",
                        "value/1/weights[1, 64]",
                        "value/1/bias[1]",
                        "policy/free[2]");
    }

    @Test
    void offsetsPointAtTheArraysTheyName() {
        for (NetworkShape shape : List.of(OF_WHOLE, OF_MEAN)) {
            int at = 0;
            for (NamedShape each : shape.namedShapes()) {
                assertThat(each.offset()).as(each.name()).isEqualTo(at);
                at += each.length();
            }
            assertThat(shape.parameterCount()).isEqualTo(at).isEqualTo(shape.freeOffset() + 2);
        }
        assertThat(OF_WHOLE.valueOffset()).isEqualTo(140 + 172_127 + 40_801);
        assertThat(OF_MEAN.valueOffset()).isEqualTo(160 + 2_113);
    }

    @Test
    void withoutAValueNetworkTheFreeParametersFollowTheHead() {
        NetworkShape alone = shape(320, 80, 32, MEAN, Trunk.NONE);

        assertThat(alone.valueOffset()).isEqualTo(OF_MEAN.valueOffset()).isEqualTo(alone.freeOffset());
        assertThat(alone.context().value()).isNull();
        assertThat(alone.context().valuePart()).isNull();
    }

    @Test
    void aMeanHasTheSameParametersWhateverTheNumberOfParts() {
        NetworkShape ofSeven = new NetworkShape(28, List.of(32), Activation.TANH, 7, 2, Trunk.SEPARATE, 7, MEAN);

        assertThat(ofSeven.namedShapes()).isEqualTo(OF_MEAN.namedShapes());
    }

    @Test
    void eachParameterBelongsToOnePiece() {
        for (NetworkShape shape : List.of(
                OF_WHOLE,
                OF_MEAN,
                shape(240, 80, List.of(), WHOLE, Trunk.SEPARATE),
                shape(320, 80, List.of(9, 8), MEAN, Trunk.SEPARATE))) {
            int[] belongs = new int[shape.freeOffset()];
            for (Piece piece : pieces(shape)) {
                for (Span span : piece.spans()) {
                    for (int i = 0; i < span.length(); i++) {
                        belongs[span.whole() + i]++;
                    }
                }
            }
            assertThat(belongs).containsOnly(1);
        }
    }

    @Test
    void aPieceWritesWhatItReadsToItsPlace() {
        float[] whole = new float[OF_WHOLE.freeOffset()];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = i + 1;
        }
        float[] again = new float[whole.length];
        for (Piece piece : pieces(OF_WHOLE)) {
            float[] own = new float[piece.shape().parameterCount()];
            piece.read(whole, own);
            piece.write(own, again);
        }

        assertThat(again).isEqualTo(whole);
    }

    @Test
    void aPartsShareOfTheHeadHasNoBias() {
        Piece own = OF_WHOLE.context().own();
        float[] parameters = new float[OF_WHOLE.freeOffset()];
        Arrays.fill(parameters, 1);
        float[] read = new float[own.shape().parameterCount()];
        own.read(parameters, read);

        assertThat(Arrays.copyOfRange(read, 5 * 400, read.length)).hasSize(400).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(names = "SHARED")
    void aSharedTrunkIsRefused(Trunk trunk) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape(240, 80, 400, WHOLE, trunk))
                .withMessageContaining("Set policy.trunk to separate");
    }

    @Test
    void onePartIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shape(240, 1, 400, WHOLE, Trunk.SEPARATE))
                .withMessageContaining("1 part has no context");
    }

    @Test
    void layersOfTheWholeWithoutThoseOfThePartsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Branches(List.of(), List.of(5), List.of()))
                .withMessageContaining("none for each part");
    }

    @Test
    void aLayerWithoutUnitsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Branches(List.of(5), List.of(0), List.of()))
                .withMessageContaining("[0] for the whole");
    }

    @Test
    void itIsNotTakenForOnePerceptron() {
        assertThatIllegalStateException().isThrownBy(OF_MEAN::policyLayers).withMessageContaining("not one perceptron");
        assertThatIllegalStateException().isThrownBy(OF_MEAN::valueLayers);
        assertThatIllegalStateException().isThrownBy(OF_MEAN::part);
    }

    private static List<Piece> pieces(NetworkShape shape) {
        ContextShape pieces = shape.context();
        return Stream.of(
                        pieces.part(),
                        pieces.context(),
                        pieces.own(),
                        pieces.rest(),
                        pieces.valuePart(),
                        pieces.value())
                .filter(Objects::nonNull)
                .toList();
    }

    private static NetworkShape shape(int observation, int parts, int hidden, Branches branches, Trunk trunk) {
        return shape(observation, parts, List.of(hidden), branches, trunk);
    }

    private static NetworkShape shape(
            int observation, int parts, List<Integer> hidden, Branches branches, Trunk trunk) {
        return new NetworkShape(observation, hidden, Activation.TANH, 80, 2, trunk, parts, branches);
    }
}
