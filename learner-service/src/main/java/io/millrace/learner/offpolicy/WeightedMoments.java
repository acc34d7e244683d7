package io.millrace.learner.offpolicy;

/**
 * Mean and squared deviations of weighted numbers, in one pass that loses nothing to cancellation.
 *
 * @see <a href="https://doi.org/10.1145/359146.359153">West 1979</a>
 */
final class WeightedMoments {

    private double weight;
    private double mean;
    private double squares;

    void add(double number, double itsWeight) {
        if (itsWeight == 0) {
            return;
        }
        weight += itsWeight;
        double distance = number - mean;
        mean += distance * (itsWeight / weight);
        squares += itsWeight * distance * (number - mean);
    }

    /** Sum of the weights. */
    double weight() {
        return weight;
    }

    double mean() {
        return mean;
    }

    /** Weighted sum of squared distances from any centre. */
    double squaresAround(double centre) {
        double distance = mean - centre;
        return squares + weight * distance * distance;
    }

    /** Standard error of the mean, of numbers that each came with weight 1. */
    double meanError() {
        return Math.sqrt(squares / (weight - 1) / weight);
    }
}
