package io.millrace.app.migration;

/**
 * The step size of a Hamiltonian sampler, tuned while it warms up until proposals are accepted as often as wanted, by
 * dual averaging.
 *
 * @see <a href="https://jmlr.org/papers/v15/hoffman14a.html">Hoffman and Gelman 2014, section 3.2</a>
 */
final class StepSize {

    // The constants of the paper.
    private static final double WANTED = 0.8;
    private static final double SHRINKAGE = 0.05;
    private static final double STABILITY = 10;
    private static final double FORGETTING = 0.75;

    private final double centre;
    private double now;
    private double missing;
    private double logAverage;
    private int rounds;

    /** @param first step size to begin with; above 0 */
    StepSize(double first) {
        now = first;
        centre = Math.log(10 * first);
    }

    /** The step size to try next while warming up. */
    double now() {
        return now;
    }

    /** The step size that warming up came to. */
    double settled() {
        return rounds == 0 ? now : Math.exp(logAverage);
    }

    /** @param acceptance probability with which the last proposal was accepted */
    void learn(double acceptance) {
        rounds++;
        missing += (WANTED - acceptance - missing) / (rounds + STABILITY);
        double log = centre - Math.sqrt(rounds) / SHRINKAGE * missing;
        double recent = Math.pow(rounds, -FORGETTING);
        logAverage = recent * log + (1 - recent) * logAverage;
        now = Math.exp(log);
    }
}
