package io.millrace.learner.algorithms;

/**
 * The policy-gradient loss of one step: the log-probability of its action, against the advantage. The
 * ratio is to the policy that acted; V-trace has clipped it, in the advantage.
 *
 * @param clip greatest ratio that V-trace counts a step with
 * @see <a href="https://arxiv.org/abs/1802.01561">Espeholt et al. 2018, section 4.2</a>
 */
record LogLikelihood(double clip) implements PolicyTerm {

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
