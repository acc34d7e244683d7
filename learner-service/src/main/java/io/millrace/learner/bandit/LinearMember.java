package io.millrace.learner.bandit;

import java.util.random.RandomGenerator;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealVector;

/** A family that is linear in its coefficients, and so has its least squares in one step. */
abstract class LinearMember implements Member {

    private final double[] coefficients;

    LinearMember(int coefficients) {
        this.coefficients = new double[coefficients];
    }

    /** What a coefficient is multiplied with. */
    abstract double term(int coefficient, double x);

    /** What the sum of the terms is to come near to. */
    double target(double y) {
        return y;
    }

    @Override
    public final int leastPoints() {
        return coefficients.length;
    }

    @Override
    public final boolean fit(Points points, RandomGenerator random) {
        double[][] rows = new double[points.count()][coefficients.length];
        double[] targets = new double[points.count()];
        for (int i = 0; i < targets.length; i++) {
            double target = target(points.y(i));
            if (!Double.isFinite(target)) {
                return false;
            }
            // By the roots of the weights, since these belong to squares.
            double root = Math.sqrt(points.weight(i));
            targets[i] = root * target;
            for (int j = 0; j < coefficients.length; j++) {
                rows[i][j] = root * term(j, points.x(i));
            }
        }
        try {
            RealVector solution = new QRDecomposition(new Array2DRowRealMatrix(rows, false))
                    .getSolver()
                    .solve(new ArrayRealVector(targets, false));
            for (int j = 0; j < coefficients.length; j++) {
                coefficients[j] = solution.getEntry(j);
            }
            return true;
        } catch (MathRuntimeException singular) {
            return false;
        }
    }

    final double sum(double x) {
        double sum = 0;
        for (int j = 0; j < coefficients.length; j++) {
            sum += coefficients[j] * term(j, x);
        }
        return sum;
    }

    final double coefficient(int index) {
        return coefficients[index];
    }
}
