package io.millrace.learner.offpolicy;

/**
 * A way to tell from recorded episodes what a target would have earned. In the definitions, w(t) is the product of the
 * ratios of target to behaviour probability up to step t, r the rewards, q and v a model's values of an action taken and
 * of what the target would do.
 */
public enum Estimator {

    /** Mean of w(T) times the return; Precup, Sutton and Singh 2000. No bias, most variance. */
    IS("is", "importance sampling (IS)", true),

    /** The same divided by the mean of w(T). Some bias, which fades with more episodes; much less variance. */
    WIS("wis", "weighted (WIS)", true),

    /** Mean of the sum of w(t) r(t): a reward is weighed by what came before it alone; Precup et al. 2000. */
    PDIS("pdis", "per decision (PDIS)", true),

    /** The same with each step's weights divided by their mean. */
    WPDIS("wpdis", "weighted per decision (WPDIS)", true),

    /** What a model, fitted to steps and no weights, says of the first observations; Le, Voloshin and Yue 2019. */
    FQE("fqe", "fitted Q (FQE)", false),

    /** v + w (r + v' - q), summed over steps: right if probabilities or model are; Jiang and Li 2016. */
    DR("dr", "doubly robust (DR)", true),

    /** The same with each step's weights divided by their mean; Thomas and Brunskill 2016. */
    WDR("wdr", "weighted doubly robust (WDR)", true);

    private final String key;
    private final String words;
    private final boolean weighs;

    Estimator(String key, String words, boolean weighs) {
        this.key = key;
        this.words = words;
        this.weighs = weighs;
    }

    /** Its name on the command line. */
    public String key() {
        return key;
    }

    /** Its name in a table. */
    public String words() {
        return words;
    }

    /** Whether it needs the probabilities with which the record's actions were taken. */
    public boolean weighs() {
        return weighs;
    }
}
