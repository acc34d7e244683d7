package io.millrace.monitoring.statistics;

/** Names of the statistics in a message {@code Statistics}. */
public final class StatisticName {

    /** Of episodes that ended in the window; followed by mean, deviation, best, worst, p05, p25, p50, p75 or p95. */
    public static final String RETURN = "return.";

    /** Steps of episodes that ended in the window; followed by mean, best, worst, p05, p50 or p95. */
    public static final String LENGTH = "length.";

    /** Share of the episodes that terminated, in [0, 1]; the others were truncated. */
    public static final String TERMINATED = "terminated.share";

    /** Updates made in the window, interventions left out. */
    public static final String UPDATES = "updates";

    /** In nats; mean over the window's updates. */
    public static final String ENTROPY = "entropy.mean";

    /** In nats; mean over the window's updates. */
    public static final String APPROXIMATE_KL = "approximate-kl.mean";

    /** In (-inf, 1]; mean over the window's updates. */
    public static final String EXPLAINED_VARIANCE = "explained-variance.mean";

    /** In [0, 1]; mean over the window's updates. */
    public static final String CLIP_FRACTION = "clip-fraction.mean";

    /** Mean over the window's updates. */
    public static final String POLICY_LOSS = "policy-loss.mean";

    /** Mean over the window's updates. */
    public static final String VALUE_LOSS = "value-loss.mean";

    /** Mean over the window's updates. */
    public static final String GRADIENT_NORM = "gradient-norm.mean";

    /** In versions; mean over the window's updates. */
    public static final String POLICY_LAG = "policy-lag.mean";

    /** In versions; greatest of the window's updates. */
    public static final String POLICY_LAG_MOST = "policy-lag.most";

    /** Environment steps that the window's updates learned from. */
    public static final String STEPS = "steps";

    /** The same, for each second of the window. */
    public static final String STEPS_PER_SECOND = "steps-per-second";

    /** Steps learned from in the window for each step of its episodes: 1 where every step is learned from once. */
    public static final String SAMPLE_REUSE = "sample-reuse";

    /** Newest weights version of the window's updates. */
    public static final String VERSION = "version";

    /** What tasks measure themselves, mean over the window's episodes; followed by the figure's name. */
    public static final String FIGURE = "figure.";

    private StatisticName() {}
}
