package io.millrace.datasets.rows;

import java.util.List;

/** Names of the columns of a file. */
public final class Columns {

    public static final String RUN = "run";
    public static final String LANE = "lane";
    public static final String ENVIRONMENT = "environment";
    public static final String EPISODE = "episode";
    public static final String STEP = "step";
    public static final String OBSERVATION = "observation";
    public static final String ACTION = "action";
    public static final String SAMPLED = "sampled";
    public static final String ACTION_MASK = "action_mask";
    public static final String LOG_PROBABILITY = "log_probability";
    public static final String REWARD = "reward";
    public static final String TERMINATED = "terminated";
    public static final String TRUNCATED = "truncated";
    public static final String NEXT_OBSERVATION = "next_observation";
    public static final String NEXT_ACTION_MASK = "next_action_mask";
    public static final String WEIGHTS_VERSION = "weights_version";
    public static final String TIME = "time";

    /** All of them, in the order of an exported file. */
    public static final List<String> ALL = List.of(
            RUN,
            LANE,
            ENVIRONMENT,
            EPISODE,
            STEP,
            OBSERVATION,
            ACTION,
            SAMPLED,
            ACTION_MASK,
            LOG_PROBABILITY,
            REWARD,
            TERMINATED,
            TRUNCATED,
            NEXT_OBSERVATION,
            NEXT_ACTION_MASK,
            WEIGHTS_VERSION,
            TIME);

    private Columns() {}
}
