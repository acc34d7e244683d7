package io.millrace.policy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.parameters.NamedShape;
import io.millrace.policy.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks with branches; those without are {@link PerceptronTest}'s. */
class ForwardPassTest {

    private static final int PARTS = 7;
    private static final int SIZE = 3;
    private static final int OUTPUTS = 2;

    /** More than go through the head at once. */
    private static final int ROWS = 301;

    private final CounterRandom random = new CounterRandom(5);

    static Stream<NetworkShape> shapes() {
        return Stream.of(List.<Integer>of(), List.of(20), List.of(20, 9))
                .flatMap(hidden -> Stream.of(List.<Integer>of(), List.of(33, 18))
                        .flatMap(whole -> Stream.of(Activation.values())
                                .map(activation -> shape(PARTS, hidden, activation, whole))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void computesWhatTheFormulaSays(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(2 * PARTS * SIZE);

        float[] outputs = outputs(shape, Kernel.fastest(), parameters, observations, 2);

        double[] expected =
                byFormula(shape, parameters, Arrays.copyOfRange(observations, PARTS * SIZE, observations.length));
        for (int o = 0; o < expected.length; o++) {
            assertThat((double) outputs[PARTS * OUTPUTS + o]).isCloseTo(expected[o], within(2e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void bothKernelsGiveTheSameBits(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * PARTS * SIZE);

        assertThat(outputs(shape, Kernel.fastest(), parameters, observations, ROWS))
                .isEqualTo(outputs(shape, Kernel.loops(), parameters, observations, ROWS));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aRowIsTheSameToTheBitInWhicheverBatchItRides(NetworkShape shape) {
        float[] parameters = numbers(shape.parameterCount());
        float[] observations = numbers(ROWS * PARTS * SIZE);
        float[] together = outputs(shape, Kernel.fastest(), parameters, observations, ROWS);

        for (int row : new int[] {0, 72, 73, 74, ROWS - 1}) {
            float[] one = Arrays.copyOfRange(observations, row * PARTS * SIZE, (row + 1) * PARTS * SIZE);
            assertThat(outputs(shape, Kernel.fastest(), parameters, one, 1))
                    .isEqualTo(Arrays.copyOfRange(together, row * PARTS * OUTPUTS, (row + 1) * PARTS * OUTPUTS));
        }
    }

    @Test
    void whereTheContextIsAMeanOutputsMoveWithTheirParts() {
        NetworkShape shape = shape(PARTS, List.of(20), Activation.TANH, List.of());
        float[] parameters = numbers(shape.parameterCount());
        float[] observation = numbers(PARTS * SIZE);
        float[] turned = new float[PARTS * SIZE];
        for (int part = 0; part < PARTS; part++) {
            System.arraycopy(observation, part * SIZE, turned, (part + 3) % PARTS * SIZE, SIZE);
        }

        float[] outputs = outputs(shape, Kernel.fastest(), parameters, observation, 1);
        float[] moved = outputs(shape, Kernel.fastest(), parameters, turned, 1);

        for (int part = 0; part < PARTS; part++) {
            for (int o = 0; o < OUTPUTS; o++) {
                assertThat(moved[(part + 3) % PARTS * OUTPUTS + o])
                        .isCloseTo(outputs[part * OUTPUTS + o], within(1e-6f));
            }
        }
    }

    @Test
    void whereTheContextIsAMeanTheSameParametersServeAnyNumberOfParts() {
        NetworkShape seven = shape(PARTS, List.of(20), Activation.TANH, List.of());
        NetworkShape twice = shape(2 * PARTS, List.of(20), Activation.TANH, List.of());
        float[] parameters = numbers(seven.parameterCount());
        float[] observation = numbers(PARTS * SIZE);
        float[] doubled = Arrays.copyOf(observation, 2 * PARTS * SIZE);
        System.arraycopy(observation, 0, doubled, PARTS * SIZE, PARTS * SIZE);

        float[] ofSeven = outputs(seven, Kernel.fastest(), parameters, observation, 1);
        float[] ofTwice = outputs(twice, Kernel.fastest(), parameters, doubled, 1);

        // The mean of all parts twice is the mean of the parts.
        for (int o = 0; o < PARTS * OUTPUTS; o++) {
            assertThat(ofTwice[o]).isCloseTo(ofSeven[o], within(1e-6f));
            assertThat(ofTwice[PARTS * OUTPUTS + o]).isCloseTo(ofSeven[o], within(1e-6f));
        }
    }

    @Test
    void aPartSeesWhatIsInTheOthers() {
        for (List<Integer> whole : List.of(List.<Integer>of(), List.of(12))) {
            NetworkShape shape = shape(PARTS, List.of(20), Activation.TANH, whole);
            float[] parameters = numbers(shape.parameterCount());
            float[] observation = numbers(PARTS * SIZE);
            float[] other = observation.clone();
            other[PARTS * SIZE - 1] += 1;

            assertThat(outputs(shape, Kernel.fastest(), parameters, other, 1)[0])
                    .isNotEqualTo(outputs(shape, Kernel.fastest(), parameters, observation, 1)[0]);
        }
    }

    @Test
    void tooFewParametersAreRefused() {
        NetworkShape shape = shape(PARTS, List.of(20), Activation.TANH, List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForwardPass.of(shape).load(new float[shape.valueOffset() - 1]))
                .withMessageContaining("another shape");
    }

    private static NetworkShape shape(int parts, List<Integer> hidden, Activation activation, List<Integer> whole) {
        return new NetworkShape(
                parts * SIZE,
                hidden,
                activation,
                parts * OUTPUTS,
                0,
                Trunk.SEPARATE,
                parts,
                new Branches(List.of(6, 5), whole, List.of(4)));
    }

    private static float[] outputs(
            NetworkShape shape, Kernel kernel, float[] parameters, float[] observations, int rows) {
        float[] outputs = new float[rows * shape.policyOutputs()];
        ForwardPass pass = ForwardPass.of(shape, kernel);
        pass.load(parameters);
        pass.forward(observations, rows, outputs);
        return outputs;
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (0.4 * random.nextGaussian());
        }
        return numbers;
    }

    /** From the arrays' names: branch of each part, context, then the head on both. */
    private static double[] byFormula(NetworkShape shape, float[] parameters, float[] observation) {
        double[] whole = new double[observation.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = observation[i];
        }
        double[][] features = new double[PARTS][];
        for (int part = 0; part < PARTS; part++) {
            double[] own = Arrays.copyOfRange(whole, part * SIZE, (part + 1) * SIZE);
            features[part] = through(shape, "policy/part/", parameters, own, true);
        }
        double[] context = new double[features[0].length];
        if (shape.branches().mean()) {
            for (double[] each : features) {
                for (int i = 0; i < context.length; i++) {
                    context[i] += each[i] / PARTS;
                }
            }
        } else {
            context = through(shape, "policy/whole/", parameters, whole, true);
        }
        double[] outputs = new double[PARTS * OUTPUTS];
        for (int part = 0; part < PARTS; part++) {
            double[] both = Arrays.copyOf(context, context.length + features[part].length);
            System.arraycopy(features[part], 0, both, context.length, features[part].length);
            System.arraycopy(
                    through(shape, "policy/head/", parameters, both, false), 0, outputs, part * OUTPUTS, OUTPUTS);
        }
        return outputs;
    }

    private static double[] through(
            NetworkShape shape, String layers, float[] parameters, double[] input, boolean lastToo) {
        List<NamedShape> arrays = shape.namedShapes().stream()
                .filter(each -> each.name().startsWith(layers))
                .toList();
        double[] x = input;
        for (int i = 0; i < arrays.size(); i += 2) {
            int weights = arrays.get(i).offset();
            int bias = arrays.get(i + 1).offset();
            double[] y = new double[arrays.get(i + 1).length()];
            for (int o = 0; o < y.length; o++) {
                y[o] = parameters[bias + o];
                for (int j = 0; j < x.length; j++) {
                    y[o] += parameters[weights + o * x.length + j] * x[j];
                }
                if (lastToo || i + 2 < arrays.size()) {
                    y[o] = switch (shape.activation()) {
                        case TANH -> Math.tanh(y[o]);
                        case RELU -> Math.max(0, y[o]);
                        case LINEAR -> y[o];
                    };
                }
            }
            x = y;
        }
        return x;
    }
}
