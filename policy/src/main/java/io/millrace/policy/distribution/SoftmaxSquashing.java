package io.millrace.policy.distribution;

import io.millrace.policy.space.ActionSpace;

/**
 * Into a simplex: of n shares the first n - 1 have a number each, the last one's is 0, and shares are the softmax of
 * three times these. That is one to one, so that normals become a logistic normal distribution with a density.
 *
 * @see <a href="https://doi.org/10.1093/biomet/67.2.261">Aitchison and Shen 1980, equation 2.1</a>
 */
final class SoftmaxSquashing implements Squashing {

    /** How much the numbers are stretched, so that normals of deviation 1 reach near every corner. */
    private static final double STRETCH = 3;

    private final int size;

    SoftmaxSquashing(ActionSpace.Simplex space) {
        size = space.size();
    }

    @Override
    public int rawWidth() {
        return size - 1;
    }

    @Override
    public int unitWidth() {
        return size;
    }

    @Override
    public void squash(float[] raw, int at, float[] unit, int unitAt) {
        double logSum = logSum(raw, at);
        for (int i = 0; i < size; i++) {
            unit[unitAt + i] = (float) Math.exp(logit(raw, at, i) - logSum);
        }
    }

    @Override
    public void toAction(float[] unit, int unitAt, float[] action, int actionAt) {
        System.arraycopy(unit, unitAt, action, actionAt, size);
    }

    @Override
    public void rawToAction(float[] raw, int at, float[] action, int actionAt) {
        squash(raw, at, action, actionAt);
    }

    /** {@inheritDoc} Negative shares become 0 and the others are divided by their sum; equal ones if none is left. */
    @Override
    public void bringBack(float[] unit, int unitAt) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            unit[unitAt + i] = Math.max(0, unit[unitAt + i]);
            sum += unit[unitAt + i];
        }
        for (int i = 0; i < size; i++) {
            unit[unitAt + i] = sum > 0 ? (float) (unit[unitAt + i] / sum) : 1f / size;
        }
    }

    @Override
    public double logDeterminant(float[] raw, int at) {
        double logSum = logSum(raw, at);
        double sum = (size - 1) * Math.log(STRETCH);
        for (int i = 0; i < size; i++) {
            sum += logit(raw, at, i) - logSum;
        }
        return sum;
    }

    @Override
    public void addGradient(
            float[] raw, int at, float[] unitGradient, int unitAt, double logDeterminantWeight, double[] rawGradient) {
        double logSum = logSum(raw, at);
        double mean = 0;
        for (int i = 0; i < size; i++) {
            mean += Math.exp(logit(raw, at, i) - logSum) * unitGradient[unitAt + i];
        }
        for (int i = 0; i < size - 1; i++) {
            double share = Math.exp(logit(raw, at, i) - logSum);
            rawGradient[i] +=
                    STRETCH * (share * (unitGradient[unitAt + i] - mean) + logDeterminantWeight * (1 - size * share));
        }
    }

    private double logit(float[] raw, int at, int share) {
        return share == size - 1 ? 0 : STRETCH * raw[at + share];
    }

    private double logSum(float[] raw, int at) {
        double greatest = 0;
        for (int i = 0; i < size - 1; i++) {
            greatest = Math.max(greatest, STRETCH * raw[at + i]);
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.exp(logit(raw, at, i) - greatest);
        }
        return greatest + Math.log(sum);
    }
}
