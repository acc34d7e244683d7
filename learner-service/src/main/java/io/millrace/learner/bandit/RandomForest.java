package io.millrace.learner.bandit;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * {@link Approximator#RANDOM_FOREST}: 20 trees, each grown on as many draws from the points, with replacement, as
 * there are points. A tree on one feature that is grown until each leaf holds one x is a row of steps half-way between
 * the x that were drawn, whatever the order of its splits; so a tree is held as the points drawn for it, and says at
 * any x what the nearest of them says. Half-way between two it says their weighted mean, so that no side is preferred.
 *
 * <p>A forest of our own: the one of Smile under the Apache licence (1.5.3) takes no weights, draws from generators of
 * its own and grows its trees on threads of its own, so that no run could be repeated; later ones (2, 3) are under the
 * LGPL and the GPL.
 *
 * @see <a href="https://doi.org/10.1023/A:1010933404324">Breiman 2001</a>
 */
final class RandomForest implements Member {

    private static final int TREES = 20;

    /** Distances that differ by less are equal but for rounding. */
    private static final double EQUAL = 1e-9;

    private final double[] x;
    private final double[] y;
    private final double[] weights;

    /** How often each tree drew each point. */
    private final int[][] drawn;

    private int points;

    /** A forest for at most so many points. */
    RandomForest(int mostPoints) {
        x = new double[mostPoints];
        y = new double[mostPoints];
        weights = new double[mostPoints];
        drawn = new int[TREES][mostPoints];
    }

    @Override
    public int leastPoints() {
        return 1;
    }

    @Override
    public boolean fit(Points source, RandomGenerator random) {
        points = source.count();
        for (int i = 0; i < points; i++) {
            x[i] = source.x(i);
            y[i] = source.y(i);
            weights[i] = source.weight(i);
        }
        for (int[] tree : drawn) {
            Arrays.fill(tree, 0);
            for (int draw = 0; draw < points; draw++) {
                tree[random.nextInt(points)]++;
            }
        }
        return true;
    }

    @Override
    public double at(double place) {
        double sum = 0;
        for (int[] tree : drawn) {
            sum += at(place, tree);
        }
        return sum / TREES;
    }

    private double at(double place, int[] tree) {
        double nearest = Double.POSITIVE_INFINITY;
        double weight = 0;
        double sum = 0;
        for (int i = 0; i < points; i++) {
            double distance = Math.abs(x[i] - place);
            if (tree[i] == 0 || distance > nearest + EQUAL) {
                continue;
            }
            if (distance < nearest - EQUAL) {
                nearest = distance;
                weight = 0;
                sum = 0;
            }
            weight += tree[i] * weights[i];
            sum += tree[i] * weights[i] * y[i];
        }
        return sum / weight;
    }
}
