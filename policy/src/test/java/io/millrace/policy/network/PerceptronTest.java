package io.millrace.policy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PerceptronTest {

    // Sizes on both sides of what kernels take at once.
    private static final List<Integer> LAYERS = List.of(6, 33, 8, 7, 3);

    private final CounterRandom random = new CounterRandom(5);

    @ParameterizedTest
    @EnumSource
    void computesWhatTheFormulaSays(Activation activation) {
        Perceptron network = new Perceptron(LAYERS, activation);
        float[] parameters = numbers(network.parameterCount() + 2);
        float[] input = numbers(5 * network.inputs());
        float[] output = new float[5 * network.outputs()];
        network.load(parameters, 2);

        network.forward(input, 5, output);

        for (int row = 0; row < 5; row++) {
            double[] expected = byFormula(parameters, 2, Arrays.copyOfRange(input, row * 6, row * 6 + 6), activation);
            for (int o = 0; o < expected.length; o++) {
                assertThat((double) output[row * 3 + o]).isCloseTo(expected[o], within(1e-5));
            }
        }
    }

    @Test
    void aRowIsTheSameToTheBitInWhicheverBatchItRides() {
        Perceptron network = new Perceptron(LAYERS, Activation.TANH);
        network.load(numbers(network.parameterCount()), 0);
        int rows = 301;
        float[] input = numbers(rows * 6);
        float[] together = new float[rows * 3];

        network.forward(input, rows, together);

        float[] alone = new float[3];
        for (int row = 0; row < rows; row++) {
            network.forward(Arrays.copyOfRange(input, row * 6, row * 6 + 6), 1, alone);
            assertThat(alone).isEqualTo(Arrays.copyOfRange(together, row * 3, row * 3 + 3));
        }
    }

    @Test
    void theLastLayerIsLinear() {
        Perceptron network = new Perceptron(List.of(1, 1), Activation.RELU);
        network.load(new float[] {2, -10}, 0);
        float[] output = new float[1];

        network.forward(new float[] {1}, 1, output);

        assertThat(output[0]).isEqualTo(-8f);
    }

    @Test
    void tooFewParametersAreRefused() {
        Perceptron network = new Perceptron(List.of(2, 3), Activation.TANH);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.load(new float[10], 2))
                .withMessageContaining("reads 9 parameters from place 2");
    }

    @Test
    void anOutputArrayWithoutRoomIsRefused() {
        Perceptron network = new Perceptron(List.of(2, 3), Activation.TANH);

        assertThatIllegalArgumentException().isThrownBy(() -> network.forward(new float[4], 2, new float[5]));
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (0.5 * random.nextGaussian());
        }
        return numbers;
    }

    private static double[] byFormula(float[] parameters, int offset, float[] input, Activation activation) {
        double[] x = new double[input.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = input[i];
        }
        int at = offset;
        for (int layer = 1; layer < LAYERS.size(); layer++) {
            double[] y = new double[LAYERS.get(layer)];
            int bias = at + y.length * x.length;
            for (int o = 0; o < y.length; o++) {
                y[o] = parameters[bias + o];
                for (int i = 0; i < x.length; i++) {
                    y[o] += parameters[at + o * x.length + i] * x[i];
                }
                if (layer < LAYERS.size() - 1) {
                    y[o] = switch (activation) {
                        case TANH -> Math.tanh(y[o]);
                        case RELU -> Math.max(0, y[o]);
                        case LINEAR -> y[o];
                    };
                }
            }
            at = bias + y.length;
            x = y;
        }
        return x;
    }
}
