package io.millrace.learner.algorithms;

/**
 * A loss that pulls a value towards an expectile of what it is compared with: from below harder than from above, so that
 * it comes near to the best outcomes without a maximum over actions that nobody took.
 *
 * @param tau which expectile: 0.5 is the mean, 1 would be the greatest; between 0 and 1, neither included
 * @see <a href="https://arxiv.org/abs/2110.06169">Kostrikov, Nair and Levine 2021, equation 5</a>
 */
record Expectile(double tau) {

    /** The paper's |tau - 1(error below 0)| times the squared error, which is target less value. */
    double loss(double error) {
        return weight(error) * error * error;
    }

    /** Derivative of {@link #loss} by the value. */
    double slope(double error) {
        return -2 * weight(error) * error;
    }

    private double weight(double error) {
        return error < 0 ? 1 - tau : tau;
    }
}
