package io.millrace.app.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.migration.RegionTable;
import io.millrace.policy.random.CounterRandom;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WorkforceModelTest {

    private static final double GROWTH = UtilityEstimation.GROWTH_OF_PRODUCT;
    private static final int REGIONS = 7;
    private static final int YEARS = 6;

    private final RandomGenerator random = new CounterRandom(3);

    @Test
    void a000A12PublishedUtilitiesFitThePanelAsPublished() {
        Panel panel = PanelFile.ofProduct();
        double[] published = RegionTable.ofRussia().utilities();

        double[][] path = new WorkforceModel(panel.persons(2000), 22, GROWTH).run(published);

        assertThat(FitError.of(panel.between(2001, 2021), Arrays.copyOfRange(path, 1, 22))
                        .r2())
                .isCloseTo(0.9984438433, within(1e-6));
    }

    @Test
    void a000A14TheNaiveForecastFitsAsPublished() {
        Panel panel = PanelFile.ofProduct();

        assertThat(FitError.of(panel.between(2001, 2021), Arrays.copyOfRange(panel.naive(GROWTH), 1, 22))
                        .r2())
                .isCloseTo(0.9634813112, within(1e-6));
    }

    @Test
    void aYearIsTheProductWithTheMatrixOfTransitions() {
        double[] utility = normal(REGIONS);
        double[] persons = persons();
        double[] expected = new double[REGIONS];
        for (int from = 0; from < REGIONS; from++) {
            double[] row = new double[REGIONS];
            for (int to = 0; to < REGIONS; to++) {
                row[to] = Math.exp(utility[to] - utility[from] - (to == from ? 0 : 8));
            }
            double sum = Arrays.stream(row).sum();
            for (int to = 0; to < REGIONS; to++) {
                expected[to] += persons[from] * row[to] / sum + (to == from ? 0.01 * persons[from] : 0);
            }
        }

        assertThat(new WorkforceModel(persons, 2, 0.01).run(utility)[1]).containsExactly(expected, within(1e-9));
    }

    @Test
    void oneNumberAddedToAllUtilitiesChangesNothing() {
        double[] utility = normal(REGIONS);
        double[] persons = persons();
        double[] raised = Arrays.stream(utility).map(one -> one + 300).toArray();

        double[] last = new WorkforceModel(persons, YEARS, 0.01).run(utility)[YEARS - 1];

        assertThat(new WorkforceModel(persons, YEARS, 0.01).run(raised)[YEARS - 1])
                .containsExactly(last, within(1e-9));
    }

    @Test
    void theWholeGrowsAtTheRateGiven() {
        double[] persons = persons();

        double[][] path = new WorkforceModel(persons, YEARS, 0.01).run(normal(REGIONS));

        assertThat(Arrays.stream(path[YEARS - 1]).sum())
                .isCloseTo(Arrays.stream(persons).sum() * Math.pow(1.01, YEARS - 1), within(1e-9));
    }

    @Test
    void theAdjointIsTheDerivative() {
        WorkforceModel model = new WorkforceModel(persons(), YEARS, 0.01);
        double[] utility = normal(REGIONS);
        double[][] byPath = new double[YEARS][];
        Arrays.setAll(byPath, year -> normal(REGIONS));
        double[] gradient = new double[REGIONS];

        model.run(utility);
        model.pullBack(byPath, gradient);

        for (int i = 0; i < REGIONS; i++) {
            int by = i;
            double expected = derivative(utility, by, at -> weighed(model.run(at), byPath));
            assertThat(gradient[i]).isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
        }
    }

    @Test
    void tangentsAndAdjointAreOneDerivative() {
        WorkforceModel model = new WorkforceModel(persons(), YEARS, 0.01);
        double[][] byPath = new double[YEARS][];
        Arrays.setAll(byPath, year -> normal(REGIONS));
        double[] gradient = new double[REGIONS];
        model.run(normal(REGIONS));
        model.pullBack(byPath, gradient);

        for (int i = 0; i < REGIONS; i++) {
            double[] tangent = new double[(YEARS - 1) * REGIONS];
            model.tangent(i, tangent);
            double sum = 0;
            for (int k = 0; k < tangent.length; k++) {
                sum += tangent[k] * byPath[1 + k / REGIONS][k % REGIONS];
            }
            assertThat(gradient[i]).isCloseTo(sum, within(1e-10 * Math.max(1, Math.abs(sum))));
        }
    }

    @Test
    void theGradientOfTheLogPosteriorIsItsDerivative() {
        double[][] observed = new double[YEARS][];
        // Far from the model, so that no residual changes its sign within the difference.
        Arrays.setAll(observed, year -> Arrays.stream(persons())
                .map(one -> one + 9 * (1 + year))
                .toArray());
        UtilityPosterior posterior = new UtilityPosterior(observed, 0.01);
        double[] point = normal(REGIONS + 1);
        double[] gradient = new double[REGIONS + 1];
        posterior.at(point, gradient);

        for (int i = 0; i <= REGIONS; i++) {
            double expected = derivative(point, i, at -> posterior.at(at, new double[REGIONS + 1]));
            assertThat(gradient[i]).isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
        }
    }

    @Test
    void whereNothingMovesTheLogPosteriorIsThatOfTheDistributions() {
        // Two equal regions stay equal: the model says 100 each, which is missed by 3 and 5.
        double[][] observed = {{100, 100}, {103, 95}};
        double sigma = 4;

        double value = new UtilityPosterior(observed, 0).at(new double[] {0.5, 0.5, Math.log(sigma)}, new double[3]);

        double likelihood = -(3 + 5) / sigma - 2 * Math.log(sigma);
        double prior = -0.25 - Math.log(1 + sigma * sigma / 100);
        assertThat(value).isCloseTo(likelihood + prior + Math.log(sigma), within(1e-12));
    }

    private double[] normal(int n) {
        double[] draws = new double[n];
        Arrays.setAll(draws, i -> random.nextGaussian());
        return draws;
    }

    private static double[] persons() {
        return new double[] {1099, 402, 545, 7400, 30.5, 654, 210};
    }

    private static double weighed(double[][] path, double[][] weights) {
        double sum = 0;
        for (int year = 1; year < path.length; year++) {
            for (int i = 0; i < path[year].length; i++) {
                sum += path[year][i] * weights[year][i];
            }
        }
        return sum;
    }

    /** Richardson's central difference, of fourth order. */
    private static double derivative(double[] at, int by, ToDoubleFunction<double[]> of) {
        return (4 * central(at, by, 1e-3, of) - central(at, by, 2e-3, of)) / 3;
    }

    private static double central(double[] at, int by, double step, ToDoubleFunction<double[]> of) {
        double[] above = at.clone();
        above[by] += step;
        double[] below = at.clone();
        below[by] -= step;
        return (of.applyAsDouble(above) - of.applyAsDouble(below)) / (2 * step);
    }
}
