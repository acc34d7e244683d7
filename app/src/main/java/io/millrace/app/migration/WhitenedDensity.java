package io.millrace.app.migration;

import java.util.Arrays;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * A posterior seen in coordinates in which it is about standard normal: point = mode + A z, with A A' the inverse of
 * the curvature at the mode. There one step size suits all directions, although the utilities' common level is known
 * hundreds of times worse than their differences.
 */
final class WhitenedDensity implements LogDensity {

    private final LogDensity density;
    private final double[] mode;
    private final double[][] upper;
    private final double last;
    private final double[] point;
    private final double[] byPoint;

    /** @param density of utilities and log sigma */
    WhitenedDensity(LogDensity density, PosteriorMode.Found mode) {
        this.density = density;
        this.mode = mode.point();
        this.upper = inverseOfTransposed(new CholeskyDecomposition(mode.curvature()).getL());
        this.last = 1 / Math.sqrt(mode.figures());
        this.point = new double[density.dimension()];
        this.byPoint = new double[density.dimension()];
    }

    @Override
    public int dimension() {
        return density.dimension();
    }

    @Override
    public double at(double[] z, double[] gradient) {
        place(z, point);
        double value = density.at(point, byPoint);
        int n = upper.length;
        Arrays.fill(gradient, 0, n, 0);
        for (int i = 0; i < n; i++) {
            double by = byPoint[i];
            double[] row = upper[i];
            for (int j = i; j < n; j++) {
                gradient[j] += row[j] * by;
            }
        }
        gradient[n] = last * byPoint[n];
        return value;
    }

    /** The point of these coordinates. */
    void place(double[] z, double[] into) {
        int n = upper.length;
        for (int i = 0; i < n; i++) {
            double[] row = upper[i];
            double sum = mode[i];
            for (int j = i; j < n; j++) {
                sum += row[j] * z[j];
            }
            into[i] = sum;
        }
        into[n] = mode[n] + last * z[n];
    }

    private static double[][] inverseOfTransposed(RealMatrix lower) {
        int n = lower.getRowDimension();
        double[][] inverse = new double[n][n];
        for (int column = 0; column < n; column++) {
            for (int i = column; i >= 0; i--) {
                double sum = i == column ? 1 : 0;
                for (int j = i + 1; j <= column; j++) {
                    sum -= lower.getEntry(j, i) * inverse[j][column];
                }
                inverse[i][column] = sum / lower.getEntry(i, i);
            }
        }
        return inverse;
    }
}
