package io.millrace.policy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.millrace.policy.random.CounterRandom;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The tests run with the module of the Vector API, so that both kernels can be compared. */
class KernelTest {

    private final CounterRandom random = new CounterRandom(3);

    @Test
    void theVectorKernelIsTheFastestWhereItsModuleIsThere() {
        assertThat(Kernel.fastest().vectorized()).isTrue();
        assertThat(Kernel.fastest().description()).startsWith("Vector API");
        assertThat(Kernel.loops().vectorized()).isFalse();
    }

    // On both sides of every block of rows and every panel of columns.
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "3, 4, 2",
        "5, 7, 16",
        "64, 64, 17",
        "9, 33, 40",
        "130, 5, 65",
        "2, 100, 131",
        "13, 12, 20",
        "6, 15, 48"
    })
    void bothKernelsGiveTheSameBits(int rows, int inputs, int outputs) {
        float[] weights = numbers(inputs * outputs);
        float[] x = numbers(rows * inputs);
        float[] start = numbers(rows * outputs);

        assertThat(product(Kernel.fastest(), weights, x, start, rows, inputs, outputs))
                .isEqualTo(product(Kernel.loops(), weights, x, start, rows, inputs, outputs));
        assertThat(transposedProduct(Kernel.fastest(), x, start, rows, inputs, outputs))
                .isEqualTo(transposedProduct(Kernel.loops(), x, start, rows, inputs, outputs));
    }

    // On both sides of a vector and of a panel.
    @ParameterizedTest
    @CsvSource({"0", "16", "31", "32", "40", "70"})
    void aFactorGivesItsColumnsBack(int column) {
        float[] numbers = numbers(3 * 71);
        for (Kernel kernel : List.of(Kernel.fastest(), Kernel.loops())) {
            Factor factor = kernel.factor(3, 71);
            factor.load(numbers, 0);
            float[] found = new float[3];

            factor.getColumn(column, found);

            assertThat(found).containsExactly(numbers[column], numbers[71 + column], numbers[142 + column]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothKernelsActivateAlike(Activation activation) {
        float[] x = {
            0, -0f, 1e-20f, -0.3f, 0.7f, 5, -9.02f, 100, Float.NaN, Float.POSITIVE_INFINITY, -3, 3, 1, 2, 3, 4, 5
        };
        float[] slopes = numbers(x.length);

        assertThat(activated(Kernel.fastest(), activation, x, slopes))
                .isEqualTo(activated(Kernel.loops(), activation, x, slopes));
    }

    @Test
    void aFactorIsTheSameLoadedStraightAndTransposed() {
        float[] straight = numbers(6 * 35);
        float[] turned = new float[straight.length];
        for (int row = 0; row < 6; row++) {
            for (int column = 0; column < 35; column++) {
                turned[column * 6 + row] = straight[row * 35 + column];
            }
        }
        float[] x = numbers(2 * 6);
        for (Kernel kernel : List.of(Kernel.fastest(), Kernel.loops())) {
            Factor factor = kernel.factor(6, 35);
            factor.load(straight, 0);
            float[] one = times(factor, x, new float[70], 2, 6, 35);
            factor.loadTransposed(turned, 0);

            assertThat(times(factor, x, new float[70], 2, 6, 35)).isEqualTo(one);
        }
    }

    @Test
    void nothingIsAllocatedPerCallOnceItIsCompiled() {
        Perceptron network = new Perceptron(List.of(4, 64, 64, 2), Activation.TANH);
        float[] parameters = numbers(network.parameterCount());
        float[] input = numbers(256 * 4);
        float[] output = new float[256 * 2];
        for (int i = 0; i < 20_000; i++) {
            network.load(parameters, 0);
            network.forward(input, 256, output);
        }
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // Compilation may still replace a loop's code: the best of some tries is what the code itself allocates.
        for (int attempt = 0; attempt < 10; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                network.load(parameters, 0);
                network.forward(input, 256, output);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isLessThan(100);
    }

    @Test
    void rowsKeepWhatTheyHoldWhenTheyBecomeMore() {
        Rows rows = new Rows(3);
        rows.require(1);
        rows.put(new float[] {1, 2, 3}, 0, 0, 1);
        rows.require(9);
        float[] back = new float[3];
        rows.get(0, 1, back, 0);

        assertThat(back).containsExactly(1, 2, 3);
        assertThatNoException().isThrownBy(() -> rows.row(8));
    }

    private static float[] product(
            Kernel kernel, float[] weights, float[] x, float[] start, int rows, int inputs, int outputs) {
        Factor factor = kernel.factor(inputs, outputs);
        factor.loadTransposed(weights, 0);
        return times(factor, x, start, rows, inputs, outputs);
    }

    private static float[] times(Factor factor, float[] x, float[] start, int rows, int inputs, int outputs) {
        Rows from = rows(x, rows, inputs);
        Rows to = rows(start, rows, outputs);
        factor.addProduct(from, 0, rows, to, 0);
        return flat(to, rows, outputs);
    }

    private static float[] transposedProduct(
            Kernel kernel, float[] x, float[] y, int rows, int columnsX, int columnsY) {
        Rows to = new Rows(columnsY);
        to.require(columnsX);
        kernel.addTransposedProduct(rows(x, rows, columnsX), 0, rows(y, rows, columnsY), 0, rows, to);
        return flat(to, columnsX, columnsY);
    }

    private static float[] activated(Kernel kernel, Activation activation, float[] x, float[] slopes) {
        Rows put = rows(x, 1, x.length);
        Rows deltas = rows(slopes, 1, x.length);
        kernel.activate(activation, put, 0, 1);
        kernel.throughActivation(activation, put, 0, deltas, 1);
        float[] both = new float[2 * x.length];
        put.get(0, 1, both, 0);
        deltas.get(0, 1, both, x.length);
        return both;
    }

    private static Rows rows(float[] numbers, int count, int columns) {
        Rows rows = new Rows(columns);
        rows.require(count);
        rows.put(numbers, 0, 0, count);
        return rows;
    }

    private static float[] flat(Rows rows, int count, int columns) {
        float[] numbers = new float[count * columns];
        rows.get(0, count, numbers, 0);
        return numbers;
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
