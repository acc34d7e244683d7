package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;

/** Maps fractions onto a box, so that rounding to float never leaves it. */
final class Bounds {

    private final double[] low;
    private final double[] range;
    private final float[] least;
    private final float[] greatest;

    Bounds(ActionSpace.Box box) {
        int width = box.width();
        low = new double[width];
        range = new double[width];
        least = new float[width];
        greatest = new float[width];
        for (int i = 0; i < width; i++) {
            double from = box.low().get(i);
            double to = box.high().get(i);
            low[i] = from;
            range[i] = to - from;
            least[i] = (float) from < from ? Math.nextUp((float) from) : (float) from;
            greatest[i] = (float) to > to ? Math.nextDown((float) to) : (float) to;
        }
    }

    int width() {
        return low.length;
    }

    /** The place of number i at that fraction of its range; the nearest bound where that is outside [0, 1]. */
    float at(int i, double fraction) {
        return Math.max(least[i], Math.min(greatest[i], (float) (low[i] + range[i] * fraction)));
    }
}
