package io.millrace.learner.algorithms;

import java.util.Arrays;

/**
 * Solves {@code H x = b} for a symmetric, positive definite H of which only products with vectors are known. To stop
 * before the end is the rule: the iterations are few and the products may be rounded.
 *
 * @param iterations products to compute, at most; at least 1
 * @param tolerance  stops where the norm of {@code b - H x} is no more than this share of the norm of b
 * @see <a href="https://doi.org/10.6028/jres.049.044">Hestenes and Stiefel 1952</a>
 */
record ConjugateGradient(int iterations, double tolerance) {

    /** A matrix by what it makes of vectors. */
    interface Matrix {

        /** Puts the product with the vector into {@code product}, whatever stood there. */
        void multiply(double[] vector, double[] product);
    }

    /**
     * Puts what it found into x, whatever stood there. Stops where the matrix turns out not to be positive definite.
     *
     * @return {@code x H x}; 0 where b is 0
     */
    double solve(Matrix matrix, double[] b, double[] x) {
        Arrays.fill(x, 0);
        double[] residual = b.clone();
        double[] direction = b.clone();
        double[] product = new double[b.length];
        double squares = dot(residual, residual);
        double enough = tolerance * tolerance * squares;
        for (int i = 0; i < iterations && squares > enough; i++) {
            matrix.multiply(direction, product);
            double curvature = dot(direction, product);
            if (!(curvature > 0 && curvature < Double.POSITIVE_INFINITY)) {
                break;
            }
            double length = squares / curvature;
            add(length, direction, x);
            add(-length, product, residual);
            double left = dot(residual, residual);
            turn(direction, left / squares, residual);
            squares = left;
        }
        // H x is what b has lost.
        return dot(x, b) - dot(x, residual);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double times, double[] vector, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += times * vector[i];
        }
    }

    private static void turn(double[] direction, double share, double[] residual) {
        for (int i = 0; i < direction.length; i++) {
            direction[i] = residual[i] + share * direction[i];
        }
    }
}
