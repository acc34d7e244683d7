package io.millrace.learner.bandit;

import java.util.random.RandomGenerator;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresFactory;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;

/**
 * A family with one peak: its height, its place and its width are the first three parameters. They are looked for by
 * Levenberg and Marquardt's method from the best arm, with a width of a quarter of the range.
 */
abstract class Peak implements Member {

    private static final int MOST_EVALUATIONS = 200;
    private static final int MOST_ITERATIONS = 100;

    /** Root of the mean squared distance, in units of the largest mean, below which nothing is left to gain. */
    private static final double LEAST_COST = 1e-13;

    private static final LevenbergMarquardtOptimizer OPTIMIZER = new LevenbergMarquardtOptimizer();

    private final double[] parameters;
    private final double[] gradient;

    Peak(int parameters) {
        this.parameters = new double[parameters];
        this.gradient = new double[parameters];
    }

    /** Writes where the search begins. */
    abstract void start(double height, double place, double width, double[] parameters);

    /** The curve's height. */
    abstract double value(double x, double[] parameters);

    /** Writes the derivatives of {@link #value} by the parameters. */
    abstract void gradient(double x, double[] parameters, double[] gradient);

    @Override
    public final int leastPoints() {
        return parameters.length;
    }

    @Override
    public final boolean fit(Points points, RandomGenerator random) {
        int best = points.best();
        start(points.y(best), points.x(best), points.range() / 4, parameters);
        LeastSquaresProblem problem = LeastSquaresFactory.create(
                curve(points),
                targets(points),
                new ArrayRealVector(parameters),
                (iteration, previous, current) -> current.getCost() <= LEAST_COST,
                MOST_EVALUATIONS,
                MOST_ITERATIONS);
        try {
            RealVector found = OPTIMIZER.optimize(problem).getPoint();
            for (int j = 0; j < parameters.length; j++) {
                parameters[j] = found.getEntry(j);
            }
            return true;
        } catch (MathRuntimeException notConverged) {
            return false;
        }
    }

    @Override
    public final double at(double x) {
        return value(x, parameters);
    }

    final double parameter(int index) {
        return parameters[index];
    }

    private static RealVector targets(Points points) {
        double[] targets = new double[points.count()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = Math.sqrt(points.weight(i)) * points.y(i);
        }
        return new ArrayRealVector(targets, false);
    }

    private MultivariateJacobianFunction curve(Points points) {
        return vector -> {
            double[] tried = vector.toArray();
            double[] values = new double[points.count()];
            double[][] jacobian = new double[values.length][tried.length];
            for (int i = 0; i < values.length; i++) {
                double root = Math.sqrt(points.weight(i));
                values[i] = root * value(points.x(i), tried);
                gradient(points.x(i), tried, gradient);
                for (int j = 0; j < tried.length; j++) {
                    jacobian[i][j] = root * gradient[j];
                }
            }
            return new Pair<RealVector, RealMatrix>(
                    new ArrayRealVector(values, false), new Array2DRowRealMatrix(jacobian, false));
        };
    }
}
