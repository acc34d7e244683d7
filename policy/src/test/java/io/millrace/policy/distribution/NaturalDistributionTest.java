package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every family promises whose divergences and curvature are known. */
class NaturalDistributionTest {

    private static final ActionSpace.Box BOX = new ActionSpace.Box(List.of(-2.0, 0.0), List.of(2.0, 5.0));
    private static final double NUDGE = 0x1p-6;

    static Stream<Arguments> families() {
        return Stream.of(
                Arguments.of(new Categorical(4), null),
                Arguments.of(new Categorical(4), new byte[] {1, 0, 1, 1}),
                Arguments.of(new Beta(BOX), null),
                Arguments.of(new SquashedGaussian(BOX), null),
                Arguments.of(new Gaussian(BOX), null),
                Arguments.of(new LogisticNormal(new ActionSpace.Simplex(3)), null),
                Arguments.of(new Bernoulli(new ActionSpace.MultiBinary(3)), null));
    }

    @ParameterizedTest
    @MethodSource("families")
    void theDivergenceIsTheMeanLogRatioOfDraws(NaturalDistribution from, byte @Nullable [] mask) {
        CounterRandom random = new CounterRandom(1);
        NaturalDistribution to = from.another();
        look(from, numbers(random, from), mask);
        look(to, numbers(random, from), mask);
        float[] sampled = new float[from.sampledWidth()];
        int draws = 100_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            from.sample(random, sampled, 0);
            double logRatio = from.logProbability(sampled, 0) - to.logProbability(sampled, 0);
            sum += logRatio;
            squares += logRatio * logRatio;
        }
        double mean = sum / draws;
        double error = Math.sqrt((squares / draws - mean * mean) / draws);

        assertThat(from.divergenceTo(to)).isCloseTo(mean, within(4 * error));
        assertThat(mean).as("a divergence that the draws can tell from 0").isGreaterThan(10 * error);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theDivergenceToItselfIsZero(NaturalDistribution from, byte @Nullable [] mask) {
        NaturalDistribution to = from.another();
        float[] point = numbers(new CounterRandom(2), from);
        look(from, point, mask);
        look(to, point, mask);

        assertThat(from.divergenceTo(to)).isCloseTo(0, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("families")
    void theFisherMatrixIsTheSecondDerivativeOfTheDivergence(NaturalDistribution from, byte @Nullable [] mask) {
        float[] point = numbers(new CounterRandom(3), from);
        look(from, point, mask);
        double[][] expected = secondDerivatives(from, point, mask);

        for (int column = 0; column < point.length; column++) {
            float[] outputTangent = new float[from.outputs()];
            double[] freeTangent = new double[from.freeParameters()];
            set(outputTangent, freeTangent, column);
            float[] outputProduct = new float[from.outputs()];
            double[] freeProduct = new double[from.freeParameters()];

            from.addFisherProduct(1, outputTangent, 0, freeTangent, outputProduct, 0, freeProduct);

            for (int row = 0; row < point.length; row++) {
                double found =
                        row < outputProduct.length ? outputProduct[row] : freeProduct[row - outputProduct.length];
                assertThat(found)
                        .as("row %d, column %d", row, column)
                        .isCloseTo(expected[row][column], within(2e-3 * Math.max(1, Math.abs(found))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void theFisherProductIsWeightedAndAddedToWhatIsThere(NaturalDistribution from, byte @Nullable [] mask) {
        CounterRandom random = new CounterRandom(4);
        look(from, numbers(random, from), mask);
        float[] tangent = numbers(random, from);
        double[] freeTangent = new double[from.freeParameters()];
        Arrays.fill(freeTangent, 3);
        float[] once = new float[from.outputs()];
        double[] freeOnce = new double[from.freeParameters()];
        float[] shifted = new float[from.outputs() + 1];
        shifted[1] = 5;
        double[] free = new double[from.freeParameters()];
        Arrays.fill(free, 7);

        from.addFisherProduct(1, tangent, 0, freeTangent, once, 0, freeOnce);
        from.addFisherProduct(2, tangent, 0, freeTangent, shifted, 1, free);

        assertThat(shifted[0]).isZero();
        assertThat(shifted[1]).isCloseTo(5 + 2 * once[0], within(1e-5f));
        for (int i = 0; i < free.length; i++) {
            assertThat(free[i]).isCloseTo(7 + 2 * freeOnce[i], within(1e-12));
        }
    }

    @Test
    void theDivergenceToOneThatCannotDrawTheSameIsInfinite() {
        Categorical free = new Categorical(2);
        Categorical masked = new Categorical(2);
        free.wrap(new float[2], 0, null, 0);
        masked.wrap(new float[2], 0, new byte[] {0, 1}, 0);

        assertThat(free.divergenceTo(masked)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "-9, -5"})
    void beyondItsBoundALogDeviationDivergesFromAndCurvesAsTheBound(float beyond, float bound) {
        Gaussian out = new Gaussian(new ActionSpace.Box(List.of(-1.0), List.of(1.0)));
        NaturalDistribution at = out.another();
        look(out, new float[] {.5f, beyond}, null);
        look(at, new float[] {.5f, bound}, null);
        float[] product = new float[1];
        double[] freeProduct = new double[1];

        out.addFisherProduct(1, new float[] {1}, 0, new double[] {1}, product, 0, freeProduct);

        assertThat(out.divergenceTo(at)).isZero();
        assertThat((double) product[0]).isCloseTo(Math.exp(-2 * bound), within(1e-5 * Math.exp(-2 * bound)));
        assertThat(freeProduct[0]).isEqualTo(2);
    }

    @Test
    void aDivergenceToAnotherFamilyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Gaussian(BOX).divergenceTo(new SquashedGaussian(BOX)))
                .withMessageContaining("from Gaussian of 2 outputs to SquashedGaussian of 2")
                .withMessageContaining("another()");
    }

    @Test
    void aDivergenceToAnotherWidthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Categorical(2).divergenceTo(new Categorical(3)))
                .withMessageContaining("2 outputs to Categorical of 3");
    }

    /** By symmetric differences along the sums of two coordinates. */
    private static double[][] secondDerivatives(NaturalDistribution from, float[] point, byte @Nullable [] mask) {
        int size = point.length;
        double[][] matrix = new double[size][size];
        for (int i = 0; i < size; i++) {
            matrix[i][i] = curvature(from, point, mask, i, i) / 4;
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                if (i != j) {
                    matrix[i][j] = (curvature(from, point, mask, i, j) - matrix[i][i] - matrix[j][j]) / 2;
                }
            }
        }
        return matrix;
    }

    /** Second derivative along e_i + e_j. */
    private static double curvature(NaturalDistribution from, float[] point, byte @Nullable [] mask, int i, int j) {
        double sum = 0;
        for (double step : new double[] {NUDGE, -NUDGE}) {
            float[] moved = point.clone();
            moved[i] += (float) step;
            moved[j] += (float) step;
            NaturalDistribution to = from.another();
            look(to, moved, mask);
            sum += from.divergenceTo(to);
        }
        return sum / (NUDGE * NUDGE);
    }

    private static void set(float[] outputs, double[] free, int coordinate) {
        if (coordinate < outputs.length) {
            outputs[coordinate] = 1;
        } else {
            free[coordinate - outputs.length] = 1;
        }
    }

    /** Looks at a row of outputs, followed by the free parameters. */
    private static void look(NaturalDistribution distribution, float[] point, byte @Nullable [] mask) {
        distribution.useFreeParameters(point, distribution.outputs());
        distribution.wrap(point, 0, mask, 0);
    }

    /** Multiples of the step's fraction, so that floats hold what differences are taken of. */
    private static float[] numbers(CounterRandom random, NaturalDistribution distribution) {
        float[] numbers = new float[distribution.outputs() + distribution.freeParameters()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (Math.rint(random.nextDouble(-.7, .7) * 1024) / 1024);
        }
        return numbers;
    }
}
