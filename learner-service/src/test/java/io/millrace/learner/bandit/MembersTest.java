package io.millrace.learner.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Each member is given points of its own family, in units in which the middle price and the largest mean are 1. */
class MembersTest {

    private static final double[] PLACES = {0.8, 0.87, 0.92, 1.0, 1.06, 1.13, 1.2};
    private static final double[] COUNTS = {3, 1, 4, 1, 5, 9, 2};

    @Test
    void aLineIsFoundFromPointsOnIt() {
        Line line = new Line();

        double height = fit(line, x -> 4 - 3 * x);

        assertThat(line.coefficient(0) * height).isCloseTo(1, within(1e-12));
        assertThat(line.coefficient(1) * height).isCloseTo(-3, within(1e-12));
    }

    @Test
    void aParabolaIsFoundFromPointsOnIt() {
        Quadratic quadratic = new Quadratic();

        double height = fit(quadratic, x -> -7 * (x - 0.9) * (x - 0.9) + 2);

        assertThat(quadratic.coefficient(2) * height).isCloseTo(-7, within(1e-11));
        assertThat(quadratic.coefficient(1) * height).isCloseTo(-7 * 2 * 0.1, within(1e-11));
        assertThat(quadratic.coefficient(0) * height).isCloseTo(2 - 7 * 0.01, within(1e-11));
    }

    @Test
    void aPowerTimesAnExponentialIsFoundFromPointsOnIt() {
        PowerExponential curve = new PowerExponential();

        double height = fit(curve, x -> 5 * Math.pow(x, 6) * Math.exp(-7 * x));

        assertThat(curve.coefficient(1)).isCloseTo(6, within(1e-9));
        assertThat(curve.coefficient(2)).isCloseTo(-7, within(1e-9));
        assertThat(Math.exp(curve.coefficient(0)) * height).isCloseTo(5 * Math.exp(-7), within(1e-11));
    }

    @Test
    void aPowerTimesAnExponentialIsNotFoundWhereAMeanIsNotPositive() {
        Points points = points(x -> x - 1);

        assertThat(new PowerExponential().fit(points, new SplittableRandom(1))).isFalse();
    }

    @Test
    void aGaussianIsFoundFromPointsOnIt() {
        Gaussian gaussian = new Gaussian();

        double height = fit(gaussian, x -> 90 * Math.exp(-Math.pow((x - 0.95) / 0.3, 2)));

        assertPeak(gaussian, height, 90, 0.95, 0.3);
    }

    @Test
    void aLorentzianIsFoundFromPointsOnIt() {
        Lorentzian lorentzian = new Lorentzian();

        double height = fit(lorentzian, x -> 40 / (1 + Math.pow((x - 1.1) / 0.15, 2)));

        assertPeak(lorentzian, height, 40, 1.1, 0.15);
    }

    @Test
    void aCurveSkewedToTheRightIsFoundFromPointsOnIt() {
        SkewNormal curve = new SkewNormal();

        double height = fit(curve, x -> new SkewNormal().value(x, new double[] {80, 0.9, 0.2, 3}));

        assertPeak(curve, height, 80, 0.9, 0.2);
        assertThat(curve.parameter(3)).isCloseTo(3, within(1e-6));
    }

    @Test
    void aCurveSkewedToTheLeftIsFoundFromPointsOnIt() {
        SkewNormal curve = new SkewNormal();

        double height = fit(curve, x -> new SkewNormal().value(x, new double[] {80, 1.1, 0.2, -2}));

        assertPeak(curve, height, 80, 1.1, 0.2);
        assertThat(curve.parameter(3)).isCloseTo(-2, within(1e-6));
    }

    @Test
    void slopesOfTheSkewedCurveAreThoseOfItsHeight() {
        assertSlopes(new SkewNormal(), 2, 0.9, 0.3, -1.5);
    }

    @Test
    void slopesOfTheGaussianAreThoseOfItsHeight() {
        assertSlopes(new Gaussian(), 2, 0.9, 0.3);
    }

    @Test
    void slopesOfTheLorentzianAreThoseOfItsHeight() {
        assertSlopes(new Lorentzian(), 2, 0.9, 0.3);
    }

    @Test
    void aSearchThatFindsNoEndIsGivenUp() {
        // A Gaussian comes ever nearer to steady growth the farther away its peak is, and never arrives.
        Points points = points(x -> Math.exp(5 * x));

        assertThat(new Gaussian().fit(points, new SplittableRandom(1))).isFalse();
    }

    @Test
    void aForestSaysTheMeansOfTheArmsThatItDrew() {
        RandomForest forest = new RandomForest(PLACES.length);
        Points points = points(x -> x * x);

        // Each tree draws every arm once.
        forest.fit(points, new InTurn());

        assertThat(forest.at(0.87)).isCloseTo(points.y(1), within(1e-12));
        assertThat(forest.at(1.3)).isCloseTo(points.y(6), within(1e-12));
    }

    @Test
    void aForestIsTheMeanOfItsTrees() {
        RandomForest forest = new RandomForest(2);
        Points points = new Points(2);
        points.set(new double[] {1, 3}, new double[] {0, 1}, new double[] {1, 1});
        SplittableRandom random = new SplittableRandom(5);
        int second = 0;
        for (int tree = 0; tree < 20; tree++) {
            // At the first point a tree says 0 where it was drawn at all, else 1 as at the second.
            second += random.nextInt(2) + random.nextInt(2) == 2 ? 1 : 0;
        }

        forest.fit(points, new SplittableRandom(5));

        assertThat(second).isPositive();
        assertThat(forest.at(0.5)).isEqualTo(second / 20.0);
    }

    @Test
    void halfWayBetweenTwoArmsATreeSaysTheirWeightedMean() {
        RandomForest forest = new RandomForest(2);
        Points points = new Points(2);
        points.set(new double[] {1, 3}, new double[] {0, 1}, new double[] {1, 3});

        // Each tree draws the first arm, then the second.
        forest.fit(points, new InTurn());

        assertThat(forest.at(1)).isEqualTo(0.75);
    }

    private static double fit(Member member, DoubleUnaryOperator truth) {
        Points points = points(truth);
        assertThat(member.fit(points, new SplittableRandom(1))).isTrue();
        return points.height();
    }

    private static Points points(DoubleUnaryOperator truth) {
        double[] means = new double[PLACES.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = truth.applyAsDouble(PLACES[i]);
        }
        Points points = new Points(means.length);
        points.set(PLACES, means, COUNTS);
        return points;
    }

    private static void assertPeak(Peak peak, double height, double size, double place, double width) {
        assertThat(peak.parameter(0) * height).isCloseTo(size, within(1e-5));
        assertThat(peak.parameter(1)).isCloseTo(place, within(1e-7));
        assertThat(peak.parameter(2)).isCloseTo(width, within(1e-7));
    }

    private static void assertSlopes(Peak peak, double... parameters) {
        double[] gradient = new double[parameters.length];
        peak.gradient(1.05, parameters, gradient);
        for (int j = 0; j < parameters.length; j++) {
            double[] up = parameters.clone();
            double[] down = parameters.clone();
            up[j] += 1e-6;
            down[j] -= 1e-6;
            double slope = (peak.value(1.05, up) - peak.value(1.05, down)) / 2e-6;
            assertThat(gradient[j]).as("by parameter " + j).isCloseTo(slope, within(1e-7));
        }
    }

    /** Draws 0, 1, 2 and so on, and begins again at the bound. */
    private static final class InTurn implements RandomGenerator {

        private int drawn;

        @Override
        public long nextLong() {
            throw new AssertionError("Only numbers below a bound are drawn.");
        }

        @Override
        public int nextInt(int bound) {
            return drawn++ % bound;
        }
    }
}
