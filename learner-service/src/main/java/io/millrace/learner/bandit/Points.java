package io.millrace.learner.bandit;

/**
 * What the members of a committee are fitted to: ascending x in units of the middle price, y in units of the largest
 * mean, and weights that add up to 1. So scaled, the same tolerances serve whatever is sold, and 1 is the middle of x.
 */
final class Points {

    private final double[] x;
    private final double[] y;
    private final double[] weights;
    private int count;
    private double middle = 1;
    private double height = 1;

    Points(int most) {
        x = new double[most];
        y = new double[most];
        weights = new double[most];
    }

    /** Takes the arms that were tried in place of what was there. */
    void set(double[] prices, double[] means, double[] counts) {
        count = 0;
        double total = 0;
        double largest = 0;
        for (int arm = 0; arm < prices.length; arm++) {
            if (counts[arm] > 0) {
                x[count] = prices[arm];
                y[count] = means[arm];
                weights[count] = counts[arm];
                count++;
                total += counts[arm];
                largest = Math.max(largest, Math.abs(means[arm]));
            }
        }
        if (count == 0) {
            return;
        }
        middle = (x[0] + x[count - 1]) / 2;
        height = largest > 0 ? largest : 1;
        for (int i = 0; i < count; i++) {
            x[i] /= middle;
            y[i] /= height;
            weights[i] /= total;
        }
    }

    int count() {
        return count;
    }

    double x(int point) {
        return x[point];
    }

    double y(int point) {
        return y[point];
    }

    double weight(int point) {
        return weights[point];
    }

    /** The first of the points with the largest y. */
    int best() {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (y[i] > y[best]) {
                best = i;
            }
        }
        return best;
    }

    /** From the first x to the last. */
    double range() {
        return x[count - 1] - x[0];
    }

    /** A price in units of x. */
    double scaled(double price) {
        return price / middle;
    }

    /** What one unit of y is. */
    double height() {
        return height;
    }
}
