package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ConjugateGradientTest {

    private int products;

    @Test
    void theDirectionSolvesTheSystemAndTheStepLeadsToTheDivergence() {
        double[] direction = new double[2];

        double curvature = new ConjugateGradient(15, 1e-10).solve(diagonal(2, 1), new double[] {1, 1}, direction);

        assertThat(direction).containsExactly(new double[] {.5, 1}, within(1e-12));
        assertThat(curvature).isCloseTo(1.5, within(1e-12));
        assertThat(Trpo.stepLength(.01, curvature)).isCloseTo(.115470, within(5e-7));
    }

    @Test
    void asManyProductsAsThereAreDifferentEigenvaluesAreEnough() {
        double[] solution = new double[6];

        double unused = new ConjugateGradient(15, 1e-10)
                .solve(diagonal(3, 3, 7, 7, 1, 1), new double[] {1, 2, 3, 4, 5, 6}, solution);

        assertThat(products).isEqualTo(3);
    }

    @Test
    void theFirstOfItsIterationsIsTheBestStepAlongTheRightHandSide() {
        double[] solution = new double[2];

        double curvature = new ConjugateGradient(1, 1e-10).solve(diagonal(2, 1), new double[] {1, 1}, solution);

        assertThat(solution).containsExactly(new double[] {2.0 / 3, 2.0 / 3}, within(1e-12));
        assertThat(curvature).isCloseTo(3 * 4.0 / 9, within(1e-12));
    }

    @Test
    void aResidualWithinTheToleranceIsEnough() {
        double[] solution = new double[2];

        double unused = new ConjugateGradient(15, .5).solve(diagonal(2, 1), new double[] {1, 1}, solution);

        assertThat(products).isEqualTo(1);
    }

    @Test
    void theToleranceIsAShareOfTheNormNotOfItsSquare() {
        double[] solution = new double[2];

        // One product leaves (-1/3, 1/3) of (1, 1): a third of its norm.
        double unused = new ConjugateGradient(15, .3).solve(diagonal(2, 1), new double[] {1, 1}, solution);

        assertThat(products).isEqualTo(2);
    }

    @Test
    void productsWithoutBoundEndItWithWhatWasFound() {
        double[] solution = {7, 7};

        double curvature = new ConjugateGradient(15, 1e-10)
                .solve(diagonal(Double.POSITIVE_INFINITY, 1), new double[] {1, 1}, solution);

        assertThat(curvature).isZero();
        assertThat(solution).containsExactly(0, 0);
    }

    @Test
    void nothingIsSolvedByNothing() {
        double[] solution = {7, 7};

        double curvature = new ConjugateGradient(15, 1e-10).solve(diagonal(2, 1), new double[2], solution);

        assertThat(curvature).isZero();
        assertThat(solution).containsExactly(0, 0);
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteEndsItWithWhatWasFound() {
        double[] solution = {7, 7};

        double curvature = new ConjugateGradient(15, 1e-10).solve(diagonal(-1, -1), new double[] {1, 1}, solution);

        assertThat(curvature).isZero();
        assertThat(solution).containsExactly(0, 0);
    }

    private ConjugateGradient.Matrix diagonal(double... numbers) {
        return (vector, product) -> {
            products++;
            for (int i = 0; i < numbers.length; i++) {
                product[i] = numbers[i] * vector[i];
            }
        };
    }
}
