package io.millrace.learner.algorithms;

/**
 * The policy-gradient loss of one step: the log-probability of its action, against the advantage. The
 * ratio is to the policy that acted; where V-trace made the advantage, it has clipped it there.
 *
 * @param clip greatest ratio that V-trace counts a step with; infinite without V-trace
 * @see <a href="https://doi.org/10.1007/BF00992696">Williams 1992, section 4</a>
 * @see <a href="https://arxiv.org/abs/1802.01561">Espeholt et al. 2018, section 4.2</a>
 */
record LogLikelihood(double clip) implements PolicyTerm {

    /** Of an algorithm that takes the policy that acted for the one that learns. */
    static final LogLikelihood UNCLIPPED = new LogLikelihood(Double.POSITIVE_INFINITY);

    @Override
    public double loss(double advantage, double logProbability, double ratio) {
        return -advantage * logProbability;
    }

    @Override
    public double slope(double advantage, double ratio) {
        return -advantage;
    }

    @Override
    public boolean isClipped(double ratio) {
        return ratio > clip;
    }
}
