package io.millrace.learner.normalisation;

/**
 * Mean and standard deviation of all that was taken in, each value counting the same, for several numbers side by
 * side. Each batch is summed up on its own and then joined to what was there before, so that long runs lose no digits.
 *
 * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub and LeVeque 1983, equations 2.1a and b</a>
 */
final class Moments {

    /** Share of the mean's size below which a deviation is taken for rounding. */
    private static final double LEAST_RELATIVE_DEVIATION = 1e-6;

    private final int size;
    private final double[] means;

    /** Sums of squared distances from the mean. */
    private final double[] squares;

    private final double[] batchMeans;
    private final double[] batchSquares;
    private double count;

    /** @param size numbers side by side; before any is taken in their means are 0 and their deviations 1 */
    Moments(int size) {
        this.size = size;
        means = new double[size];
        squares = new double[size];
        batchMeans = new double[size];
        batchSquares = new double[size];
    }

    /**
     * Takes in rows that lie in blocks: the first {@code blockRows} of every {@code stride} rows.
     *
     * @param rows one after the other, of as many numbers as stand side by side
     */
    void takeIn(float[] rows, int blocks, int blockRows, int stride) {
        double batch = (double) blocks * blockRows;
        for (int i = 0; i < size; i++) {
            batchMeans[i] = 0;
            batchSquares[i] = 0;
        }
        for (int block = 0; block < blocks; block++) {
            for (int row = block * stride; row < block * stride + blockRows; row++) {
                for (int i = 0; i < size; i++) {
                    batchMeans[i] += rows[row * size + i];
                }
            }
        }
        for (int i = 0; i < size; i++) {
            batchMeans[i] /= batch;
        }
        for (int block = 0; block < blocks; block++) {
            for (int row = block * stride; row < block * stride + blockRows; row++) {
                for (int i = 0; i < size; i++) {
                    double distance = rows[row * size + i] - batchMeans[i];
                    batchSquares[i] += distance * distance;
                }
            }
        }
        join(batch);
    }

    private void join(double batch) {
        double all = count + batch;
        for (int i = 0; i < size; i++) {
            double apart = batchMeans[i] - means[i];
            means[i] += apart * (batch / all);
            squares[i] += batchSquares[i] + apart * apart * (count * (batch / all));
        }
        count = all;
    }

    /** Mean of number {@code i}. */
    double mean(int i) {
        return means[i];
    }

    /** Standard deviation of number {@code i}, over all values; never 0: a constant keeps one far below its size. */
    double deviation(int i) {
        if (count == 0) {
            return 1;
        }
        return Math.max(Math.sqrt(squares[i] / count), LEAST_RELATIVE_DEVIATION * Math.max(1, Math.abs(means[i])));
    }

    /** Takes number {@code i} to have had this mean and deviation over so many values, as all others have. */
    void begin(int i, double mean, double deviation, double count) {
        this.count = count;
        means[i] = mean;
        squares[i] = deviation * deviation * count;
    }

    /** Numbers that {@link #store} writes. */
    int stored() {
        return 1 + 2 * size;
    }

    /** Writes all that {@link #restore} needs to the beginning of {@code into}. */
    void store(double[] into) {
        into[0] = count;
        System.arraycopy(means, 0, into, 1, size);
        System.arraycopy(squares, 0, into, 1 + size, size);
    }

    /** Goes on from what {@link #store} once wrote. */
    void restore(double[] from) {
        count = from[0];
        System.arraycopy(from, 1, means, 0, size);
        System.arraycopy(from, 1 + size, squares, 0, size);
    }
}
