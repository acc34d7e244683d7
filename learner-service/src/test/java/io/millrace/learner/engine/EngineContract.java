package io.millrace.learner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine promises. A test of one engine extends this and says how to make it. */
public abstract class EngineContract {

    private static final int OBSERVATION = 3;
    private static final int OUTPUTS = 2;
    private static final int ROWS = 5;

    // With these numbers no unit comes so near to 0 that a ReLU bends between the two ends of a slope.
    private final SplittableRandom random = new SplittableRandom(22);

    /** A new engine; the tests close it. */
    protected abstract Engine create(NetworkShape shape);

    /** Each trunk with every activation. */
    protected static Stream<NetworkShape> shapes() {
        return Stream.of(Trunk.values())
                .flatMap(trunk -> Stream.of(Activation.values()).map(activation -> shape(activation, trunk)));
    }

    /** Those of them that have a value network. */
    protected static Stream<NetworkShape> shapesWithValues() {
        return shapes().filter(shape -> shape.valueOutputs() > 0);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientsAreTheSlopesOfTheLoss(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] gradient = new float[shape.parameterCount()];
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.backward(policySlopes, valueSlopes, gradient);

            for (int i = 0; i < engine.parameterCount(); i++) {
                double slope = slope(engine, parameters, i, observations, policySlopes, valueSlopes);
                // A step of 2^-7 costs about 1e-4 in curvature and 1e-4 in float32's rounding of the outputs.
                assertThat((double) gradient[i]).as("parameter %d", i).isCloseTo(slope, within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void observationGradientsAreTheSlopesOfTheLoss(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] gradients = new float[ROWS * OBSERVATION];
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.observationGradients(policySlopes, valueSlopes, gradients);

            for (int i = 0; i < gradients.length; i++) {
                float step = 1f / 128;
                float[] above = observations.clone();
                above[i] += step;
                float[] below = observations.clone();
                below[i] -= step;
                double slope = (loss(engine, above, policySlopes, valueSlopes)
                                - loss(engine, below, policySlopes, valueSlopes))
                        / ((double) above[i] - below[i]);
                assertThat((double) gradients[i]).as("observation number %d", i).isCloseTo(slope, within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void observationGradientsAndTheBackwardPassMayComeInAnyOrderToTheBit(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] others = numbers(ROWS * OUTPUTS);
        float[] alone = new float[shape.parameterCount()];
        float[] between = new float[shape.parameterCount()];
        float[] before = new float[ROWS * OBSERVATION];
        float[] after = new float[ROWS * OBSERVATION];
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.backward(policySlopes, valueSlopes, alone);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            Arrays.fill(observations, 9);
            engine.observationGradients(policySlopes, valueSlopes, before);
            engine.observationGradients(others, valueSlopes, new float[ROWS * OBSERVATION]);
            engine.backward(policySlopes, valueSlopes, between);
            engine.observationGradients(policySlopes, valueSlopes, after);
        }

        assertThat(between).containsExactly(alone);
        assertThat(after).containsExactly(before);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void observationGradientsFollowTheLastParametersAndBatch(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(9 * OUTPUTS);
        float[] valueSlopes = numbers(9 * shape.valueOutputs());
        float[] used = new float[9 * OBSERVATION];
        float[] unused = new float[9 * OBSERVATION];
        try (Engine engine = create(shape);
                Engine fresh = create(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.forward(numbers(9 * OBSERVATION), 9, new float[9 * OUTPUTS], new float[9 * shape.valueOutputs()]);
            engine.observationGradients(policySlopes, valueSlopes, used);
            Arrays.fill(used, 0);
            for (Engine each : List.of(engine, fresh)) {
                each.load(parameters);
                each.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
                each.observationGradients(policySlopes, valueSlopes, each == engine ? used : unused);
            }
        }

        assertThat(used).containsExactly(unused);
        assertThat(Arrays.copyOfRange(used, ROWS * OBSERVATION, used.length)).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEPARATE", "SHARED"})
    void withoutAHiddenLayerObservationGradientsAreSlopesTimesWeights(Trunk trunk) {
        NetworkShape shape = new NetworkShape(2, List.of(), Activation.TANH, 1, 0, trunk);
        float[] gradients = new float[4];
        try (Engine engine = create(shape)) {
            engine.load(new float[] {2, 3, 5, 7, 11, 13});
            engine.forward(new float[] {1, 10, 20, 30}, 2, new float[2], new float[2]);
            engine.observationGradients(new float[] {1, 0}, new float[] {-1, 2}, gradients);
        }

        assertThat(gradients).containsExactly(2 - 7, 3 - 11, 14, 22);
    }

    @Test
    void observationGradientsNeedRoomForEachNumberOfEachRow() {
        try (Engine engine = create(shape(Activation.TANH))) {
            engine.forward(numbers(ROWS * OBSERVATION), ROWS, new float[ROWS * OUTPUTS], new float[ROWS]);

            assertThatThrownBy(() -> engine.observationGradients(
                            new float[ROWS * OUTPUTS], new float[ROWS], new float[ROWS * OBSERVATION - 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining((ROWS * OBSERVATION - 1) + " places for observation gradients")
                    .hasMessageContaining("need " + ROWS * OBSERVATION);
        }
    }

    @Test
    void observationGradientsNeedTheGradientOfEachOutput() {
        float[] into = new float[ROWS * OBSERVATION];
        try (Engine engine = create(shape(Activation.TANH))) {
            engine.forward(numbers(ROWS * OBSERVATION), ROWS, new float[ROWS * OUTPUTS], new float[ROWS]);

            assertThatThrownBy(() -> engine.observationGradients(new float[ROWS * OUTPUTS - 1], new float[ROWS], into))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("policy output gradients");
            assertThatThrownBy(() -> engine.observationGradients(new float[ROWS * OUTPUTS], new float[ROWS - 1], into))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("value gradients");
        }
    }

    @Test
    void observationGradientsAfterNoForwardPassOrValuesAloneAreRefused() {
        float[] into = new float[OBSERVATION];
        try (Engine engine = create(shape(Activation.TANH))) {
            assertThatThrownBy(() -> engine.observationGradients(new float[OUTPUTS], new float[1], into))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("forward");
            engine.forward(numbers(OBSERVATION), 1, new float[OUTPUTS], new float[1]);
            engine.values(numbers(OBSERVATION), 1, new float[1]);

            assertThatThrownBy(() -> engine.observationGradients(new float[OUTPUTS], new float[1], into))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("forward");
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void twoEnginesAgreeToTheBit(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(64 * OBSERVATION);
        float[] policySlopes = numbers(64 * OUTPUTS);
        float[] valueSlopes = numbers(64 * shape.valueOutputs());

        assertThat(everything(shape, parameters, observations, policySlopes, valueSlopes))
                .containsExactly(everything(shape, parameters, observations, policySlopes, valueSlopes));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anEngineThatHasComputedOtherBatchesAgreesWithANewOneToTheBit(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        try (Engine used = create(shape)) {
            used.load(numbers(shape.parameterCount()));
            everything(used, numbers(9 * OBSERVATION), numbers(9 * OUTPUTS), numbers(9 * shape.valueOutputs()));
            used.load(parameters);

            assertThat(everything(used, observations, policySlopes, valueSlopes))
                    .containsExactly(everything(shape, parameters, observations, policySlopes, valueSlopes));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aRowHasTheSameOutputsAloneAndAmongOthers(NetworkShape shape) {
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] together = new float[ROWS * OUTPUTS];
        float[] alone = new float[OUTPUTS];
        float[] values = new float[ROWS * shape.valueOutputs()];
        float[] value = new float[shape.valueOutputs()];
        try (Engine engine = create(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.forward(observations, ROWS, together, values);
            engine.forward(Arrays.copyOfRange(observations, 3 * OBSERVATION, 4 * OBSERVATION), 1, alone, value);
        }

        // BLAS may sum one row in another order than many: only rounding is forgiven.
        assertThat(alone).containsExactly(Arrays.copyOfRange(together, 3 * OUTPUTS, 4 * OUTPUTS), within(1e-6f));
        int valueOutputs = shape.valueOutputs();
        assertThat(value)
                .containsExactly(Arrays.copyOfRange(values, 3 * valueOutputs, 4 * valueOutputs), within(1e-6f));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void theGradientOfABatchIsTheSumOverItsRows(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] sum = new float[shape.parameterCount()];
        float[] batch = new float[shape.parameterCount()];
        float[] row = new float[shape.parameterCount()];
        int valueOutputs = shape.valueOutputs();
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            for (int r = 0; r < ROWS; r++) {
                float[] observation = Arrays.copyOfRange(observations, r * OBSERVATION, (r + 1) * OBSERVATION);
                engine.forward(observation, 1, new float[OUTPUTS], new float[valueOutputs]);
                engine.backward(
                        Arrays.copyOfRange(policySlopes, r * OUTPUTS, (r + 1) * OUTPUTS),
                        Arrays.copyOfRange(valueSlopes, r * valueOutputs, (r + 1) * valueOutputs),
                        row);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += row[i];
                }
            }
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.backward(policySlopes, valueSlopes, batch);
        }

        assertThat(batch).containsExactly(sum, within(1e-5f));
    }

    @ParameterizedTest
    @EnumSource
    void freeParametersAreNotTheEnginesBusiness(Trunk trunk) {
        NetworkShape shape = new NetworkShape(OBSERVATION, List.of(4), Activation.TANH, OUTPUTS, 2, trunk);
        float[] gradient = new float[shape.parameterCount()];
        Arrays.fill(gradient, 42);
        try (Engine engine = create(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.forward(numbers(OBSERVATION), 1, new float[OUTPUTS], new float[shape.valueOutputs()]);
            engine.backward(numbers(OUTPUTS), numbers(shape.valueOutputs()), gradient);

            assertThat(engine.parameterCount()).isEqualTo(shape.freeOffset());
        }
        assertThat(Arrays.copyOfRange(gradient, shape.freeOffset(), gradient.length))
                .containsExactly(42, 42);
        assertThat(Arrays.copyOf(gradient, shape.freeOffset())).doesNotContain(42);
    }

    @ParameterizedTest
    @EnumSource(names = {"SEPARATE", "SHARED"})
    void aNetworkMayHaveNoHiddenLayer(Trunk trunk) {
        NetworkShape shape = new NetworkShape(2, List.of(), Activation.TANH, 1, 0, trunk);
        float[] policyOutputs = new float[1];
        float[] values = new float[1];
        float[] gradient = new float[6];
        try (Engine engine = create(shape)) {
            engine.load(new float[] {2, 3, 5, 7, 11, 13});
            engine.forward(new float[] {1, 10}, 1, policyOutputs, values);
            engine.backward(new float[] {1}, new float[] {-1}, gradient);
        }

        assertThat(policyOutputs).containsExactly(2 + 30 + 5);
        assertThat(values).containsExactly(7 + 110 + 13);
        assertThat(gradient).containsExactly(1, 10, 1, -1, -10, -1);
    }

    @Test
    void aNetworkMayHaveNeitherAHiddenLayerNorValues() {
        NetworkShape shape = new NetworkShape(2, List.of(), Activation.TANH, 1, 0, Trunk.NONE);
        float[] outputs = new float[1];
        float[] gradient = new float[3];
        try (Engine engine = create(shape)) {
            engine.load(new float[] {2, 3, 5});
            engine.forward(new float[] {1, 10}, 1, outputs, new float[0]);
            engine.backward(new float[] {-1}, new float[0], gradient);
        }

        assertThat(outputs).containsExactly(2 + 30 + 5);
        assertThat(gradient).containsExactly(-1, -10, -1);
    }

    @ParameterizedTest
    @EnumSource
    void theOutputsAndTheirGradientAreTheSameToTheBitWithoutAValueNetwork(Activation activation) {
        NetworkShape beside = shape(activation, Trunk.SEPARATE);
        NetworkShape alone = shape(activation, Trunk.NONE);
        float[] parameters = numbers(beside.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] slopes = numbers(ROWS * OUTPUTS);
        float[] outputs = new float[ROWS * OUTPUTS];
        float[] gradient = new float[beside.parameterCount()];
        try (Engine engine = create(beside)) {
            engine.load(parameters);
            engine.forward(observations, ROWS, outputs, new float[ROWS]);
            engine.backward(slopes, numbers(ROWS), gradient);
        }
        float[] expected = Arrays.copyOf(outputs, outputs.length + alone.parameterCount());
        System.arraycopy(gradient, 0, expected, outputs.length, alone.parameterCount());

        assertThat(everything(alone, parameters, observations, slopes, new float[0]))
                .containsExactly(expected);
    }

    @Test
    void withoutAValueNetworkTheArrayForValuesIsLeftAsItIs() {
        NetworkShape shape = shape(Activation.TANH, Trunk.NONE);
        float[] values = new float[ROWS];
        Arrays.fill(values, 42);
        try (Engine engine = create(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.forward(numbers(ROWS * OBSERVATION), ROWS, new float[ROWS * OUTPUTS], values);
        }

        assertThat(values).containsOnly(42);
    }

    @Test
    void valuesAloneAreRefusedWhereThereIsNoValueNetwork() {
        try (Engine engine = create(shape(Activation.TANH, Trunk.NONE))) {
            assertThatThrownBy(() -> engine.values(numbers(OBSERVATION), 1, new float[1]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no value network")
                    .hasMessageContaining("policy.trunk");
        }
    }

    @ParameterizedTest
    @MethodSource("shapesWithValues")
    void theValuesAloneAreThoseOfTheForwardPassToTheBit(NetworkShape shape) {
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] values = new float[ROWS];
        float[] alone = new float[ROWS];
        try (Engine engine = create(shape)) {
            engine.load(numbers(shape.parameterCount()));
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], values);
            engine.values(observations, ROWS, alone);
        }

        assertThat(alone).containsExactly(values);
    }

    @Test
    void aBackwardPassAfterValuesAloneIsRefused() {
        NetworkShape shape = shape(Activation.TANH);
        try (Engine engine = create(shape)) {
            engine.forward(numbers(OBSERVATION), 1, new float[OUTPUTS], new float[1]);
            engine.values(numbers(OBSERVATION), 1, new float[1]);

            assertThatThrownBy(
                            () -> engine.backward(new float[OUTPUTS], new float[1], new float[shape.parameterCount()]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("forward");
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void observationsMayBeOverwrittenBeforeTheBackwardPass(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] kept = new float[shape.parameterCount()];
        float[] overwritten = new float[shape.parameterCount()];
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.backward(policySlopes, valueSlopes, kept);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            Arrays.fill(observations, 9);
            engine.backward(policySlopes, valueSlopes, overwritten);
        }

        assertThat(overwritten).containsExactly(kept);
    }

    @Test
    void aSharedTrunkPutsOutWhatItsNamedArraysSay() {
        NetworkShape shape = new NetworkShape(2, List.of(1), Activation.LINEAR, 1, 0, Trunk.SHARED);
        float[] policyOutputs = new float[1];
        float[] values = new float[1];
        float[] gradient = new float[7];
        try (Engine engine = create(shape)) {
            // The trunk, then the policy's layer, then the value's.
            engine.load(new float[] {2, 3, 5, 7, 11, 13, 17});
            engine.forward(new float[] {1, 10}, 1, policyOutputs, values);
            engine.backward(new float[] {1}, new float[] {-1}, gradient);
        }

        assertThat(policyOutputs).containsExactly(37 * 7 + 11);
        assertThat(values).containsExactly(37 * 13 + 17);
        assertThat(gradient).containsExactly(7 - 13, 10 * (7 - 13), 7 - 13, 37, 1, -37, -1);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aBatchThatWasToldAheadHasTheSameResultsToTheBit(NetworkShape shape) {
        float[] first = numbers(ROWS * OBSERVATION);
        float[] second = numbers(9 * OBSERVATION);
        float[] policySlopes = numbers(9 * OUTPUTS);
        float[] valueSlopes = numbers(9 * shape.valueOutputs());
        float[] parameters = numbers(shape.parameterCount());
        float[] told;
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            engine.ahead(first, ROWS);
            engine.forward(first, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.ahead(second, 9);
            engine.backward(policySlopes, valueSlopes, new float[shape.parameterCount()]);
            told = everything(engine, second, policySlopes, valueSlopes);
        }

        assertThat(told).containsExactly(everything(shape, parameters, second, policySlopes, valueSlopes));
    }

    @Test
    void aBackwardPassAnswersForItsOwnBatchWhateverWasToldAhead() {
        NetworkShape shape = shape(Activation.TANH);
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * OBSERVATION);
        float[] policySlopes = numbers(ROWS * OUTPUTS);
        float[] valueSlopes = numbers(ROWS * shape.valueOutputs());
        float[] alone = new float[shape.parameterCount()];
        float[] amongOthers = new float[shape.parameterCount()];
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.backward(policySlopes, valueSlopes, alone);
            engine.forward(observations, ROWS, new float[ROWS * OUTPUTS], new float[ROWS * shape.valueOutputs()]);
            engine.ahead(numbers(9 * OBSERVATION), 9);
            engine.backward(policySlopes, valueSlopes, amongOthers);
        }

        assertThat(amongOthers).containsExactly(alone);
    }

    @Test
    void tooFewParametersAreRefused() {
        NetworkShape shape = shape(Activation.TANH);
        try (Engine engine = create(shape)) {
            assertThatThrownBy(() -> engine.load(new float[shape.parameterCount() - 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining((shape.parameterCount() - 1) + " parameters")
                    .hasMessageContaining("need " + shape.parameterCount());
        }
    }

    @Test
    void aBackwardPassNeedsAForwardPassBeforeIt() {
        NetworkShape shape = shape(Activation.TANH);
        try (Engine engine = create(shape)) {
            assertThatThrownBy(
                            () -> engine.backward(new float[OUTPUTS], new float[1], new float[shape.parameterCount()]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("forward");
        }
    }

    private float[] everything(
            NetworkShape shape, float[] parameters, float[] observations, float[] policySlopes, float[] valueSlopes) {
        try (Engine engine = create(shape)) {
            engine.load(parameters);
            return everything(engine, observations, policySlopes, valueSlopes);
        }
    }

    /** Policy outputs, values and gradient, one after another. */
    private static float[] everything(Engine engine, float[] observations, float[] policySlopes, float[] valueSlopes) {
        int rows = observations.length / OBSERVATION;
        float[] policyOutputs = new float[rows * OUTPUTS];
        float[] values = new float[valueSlopes.length];
        float[] gradient = new float[engine.parameterCount()];
        engine.forward(observations, rows, policyOutputs, values);
        engine.backward(policySlopes, valueSlopes, gradient);
        float[] all = Arrays.copyOf(policyOutputs, policyOutputs.length + values.length + gradient.length);
        System.arraycopy(values, 0, all, policyOutputs.length, values.length);
        System.arraycopy(gradient, 0, all, policyOutputs.length + values.length, gradient.length);
        return all;
    }

    /** Central difference by one parameter of the loss that is linear in the outputs with the given slopes. */
    private static double slope(
            Engine engine, float[] parameters, int i, float[] observations, float[] policySlopes, float[] valueSlopes) {
        float step = 1f / 128;
        float[] moved = parameters.clone();
        moved[i] = parameters[i] + step;
        double above = loss(engine, moved, observations, policySlopes, valueSlopes);
        double up = moved[i];
        moved[i] = parameters[i] - step;
        double below = loss(engine, moved, observations, policySlopes, valueSlopes);
        return (above - below) / (up - moved[i]);
    }

    private static double loss(
            Engine engine, float[] parameters, float[] observations, float[] policySlopes, float[] valueSlopes) {
        engine.load(parameters);
        return loss(engine, observations, policySlopes, valueSlopes);
    }

    private static double loss(Engine engine, float[] observations, float[] policySlopes, float[] valueSlopes) {
        float[] policyOutputs = new float[policySlopes.length];
        float[] values = new float[valueSlopes.length];
        engine.forward(observations, observations.length / OBSERVATION, policyOutputs, values);
        double loss = 0;
        for (int i = 0; i < policyOutputs.length; i++) {
            loss += (double) policyOutputs[i] * policySlopes[i];
        }
        for (int i = 0; i < values.length; i++) {
            loss += (double) values[i] * valueSlopes[i];
        }
        return loss;
    }

    private static NetworkShape shape(Activation activation) {
        return shape(activation, Trunk.SEPARATE);
    }

    private static NetworkShape shape(Activation activation, Trunk trunk) {
        return new NetworkShape(OBSERVATION, List.of(7, 6), activation, OUTPUTS, 0, trunk);
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
