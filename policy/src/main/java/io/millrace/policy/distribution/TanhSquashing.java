package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;

/**
 * Into a box, number by number.
 *
 * @see <a href="https://arxiv.org/abs/1812.05905">Haarnoja et al. 2018, appendix C</a>
 */
final class TanhSquashing implements Squashing {

    private static final double LOG_TWO = Math.log(2);

    private final Bounds bounds;

    TanhSquashing(ActionSpace.Box space) {
        bounds = new Bounds(space);
    }

    /** The logarithm of the slope of tanh, finite however far out. */
    static double logSlope(double raw) {
        return 2 * (LOG_TWO - raw - Softplus.value(-2 * raw));
    }

    @Override
    public int rawWidth() {
        return bounds.width();
    }

    @Override
    public int unitWidth() {
        return bounds.width();
    }

    @Override
    public void squash(float[] raw, int at, float[] unit, int unitAt) {
        for (int i = 0; i < bounds.width(); i++) {
            unit[unitAt + i] = (float) Math.tanh(raw[at + i]);
        }
    }

    @Override
    public void toAction(float[] unit, int unitAt, float[] action, int actionAt) {
        for (int i = 0; i < bounds.width(); i++) {
            action[actionAt + i] = bounds.at(i, 0.5 * (unit[unitAt + i] + 1.0));
        }
    }

    @Override
    public void rawToAction(float[] raw, int at, float[] action, int actionAt) {
        for (int i = 0; i < bounds.width(); i++) {
            action[actionAt + i] = bounds.at(i, 0.5 * (Math.tanh(raw[at + i]) + 1));
        }
    }

    @Override
    public void bringBack(float[] unit, int unitAt) {
        for (int i = 0; i < bounds.width(); i++) {
            unit[unitAt + i] = Math.max(-1, Math.min(1, unit[unitAt + i]));
        }
    }

    @Override
    public double logDeterminant(float[] raw, int at) {
        double sum = 0;
        for (int i = 0; i < bounds.width(); i++) {
            sum += logSlope(raw[at + i]);
        }
        return sum;
    }

    @Override
    public void addGradient(
            float[] raw, int at, float[] unitGradient, int unitAt, double logDeterminantWeight, double[] rawGradient) {
        for (int i = 0; i < bounds.width(); i++) {
            double squashed = Math.tanh(raw[at + i]);
            rawGradient[i] +=
                    unitGradient[unitAt + i] * (1 - squashed * squashed) - 2 * logDeterminantWeight * squashed;
        }
    }
}
