package io.millrace.learner.algorithms;

/**
 * How much is left to chance over a run: the probability epsilon with which an action is drawn at random, or the
 * deviation of the noise around actions, which is called epsilon here too.
 *
 * @param kind   what it depends on
 * @param start  epsilon at the beginning; in [0, 1]
 * @param end    the least that it falls to; in [0, start]; not looked at if constant
 * @param over   environment steps or finished episodes over which it falls linearly from start to end; at least
 *     1 where it falls linearly
 * @param factor what each finished episode multiplies it with; in [0, 1); 0 for a linear fall; looked at per
 *     episode alone
 */
public record ExplorationSettings(Kind kind, double start, double end, long over, double factor) {

    /** What epsilon depends on. */
    public enum Kind {
        /** Nothing: it stays at its start. */
        CONSTANT,
        /** The environment steps learned from. */
        PER_STEP,
        /** The episodes that ended in the steps learned from. */
        PER_EPISODE
    }

    public ExplorationSettings {
        Rule.fraction("exploration.start", start, "1.0");
        Rule.fraction("exploration.end", end, "0.05");
        Rule.require(over >= 0, "exploration.over", over, "from 0 on", "10000");
        Rule.require(factor >= 0 && factor < 1, "exploration.factor", factor, "from 0 on and below 1", "0.99");
        if (kind != Kind.CONSTANT) {
            Rule.require(end <= start, "exploration.end", end, "no more than exploration.start, " + start, "0.05");
            Rule.require(
                    over >= 1 || (kind == Kind.PER_EPISODE && factor > 0),
                    "exploration.over",
                    over,
                    kind == Kind.PER_STEP
                            ? "at least 1 environment step"
                            : "at least 1 episode unless exploration.factor is above 0",
                    kind == Kind.PER_STEP ? "10000" : "200");
        }
    }

    /**
     * Epsilon after so many environment steps learned from, and so many episodes that ended in them.
     *
     * @return in [0, 1]
     */
    double epsilon(long steps, long episodes) {
        return switch (kind) {
            case CONSTANT -> start;
            case PER_STEP -> linear(steps);
            // StrictMath: the same bits on every machine.
            case PER_EPISODE ->
                factor > 0 ? Math.max(end, start * StrictMath.pow(factor, (double) episodes)) : linear(episodes);
        };
    }

    private double linear(long passed) {
        return passed >= over ? end : start + (end - start) * ((double) passed / (double) over);
    }
}
