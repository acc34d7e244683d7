package io.millrace.monitoring.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many numbers there were, their mean, spread, least and greatest.
 *
 * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub and LeVeque 1983, equation 2.1b</a>
 */
final class Moments {

    private long count;
    private double mean;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    void add(double value) {
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    void merge(Moments other) {
        if (other.count == 0) {
            return;
        }
        long both = count + other.count;
        double apart = other.mean - mean;
        squares += other.squares + apart * apart * ((double) count * other.count / both);
        mean += apart * other.count / both;
        count = both;
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** Standard deviation of the sample, with n - 1; 0 for a single number. */
    double deviation() {
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }

    double least() {
        return least;
    }

    double greatest() {
        return greatest;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(squares);
        out.writeDouble(least);
        out.writeDouble(greatest);
    }

    static Moments read(DataInput in) throws IOException {
        Moments moments = new Moments();
        moments.count = in.readLong();
        moments.mean = in.readDouble();
        moments.squares = in.readDouble();
        moments.least = in.readDouble();
        moments.greatest = in.readDouble();
        return moments;
    }
}
