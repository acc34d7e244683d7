package io.millrace.app.evaluation;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.OptimalControl;
import java.util.Arrays;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * Remembers the controls of the episodes that are played: their means over all of them, and what is needed to tell how
 * they spread from the first ones alone, so that memory does not grow with the number of episodes.
 */
final class ControlRecord implements EpisodeBlock.Watcher {

    /** Numbers kept to tell the spread, at most. */
    private static final int KEPT = 4_000_000;

    /** Episodes kept to tell the spread, at most: quantiles of so many are near enough for a chart. */
    private static final int EPISODES_KEPT = 1000;

    private final int controls;
    private final double[] now;
    private final double[] sums;
    private final int[] counts;

    /** Numbers of the decision's first control in the kept episodes, then of its second, and so on. */
    private final float[] kept;

    private final int keptEpisodes;

    private ControlRecord(int decisions, int controls, int episodes) {
        this.controls = controls;
        this.now = new double[controls];
        this.sums = new double[decisions * controls];
        this.counts = new int[decisions];
        this.keptEpisodes =
                Math.min(Math.min(episodes, EPISODES_KEPT), Math.max(1, KEPT / Math.max(1, decisions * controls)));
        this.kept = new float[decisions * controls * keptEpisodes];
        Arrays.fill(kept, Float.NaN);
    }

    /** A record of so many episodes; of an environment without controls it stays empty. */
    static ControlRecord of(Environment environment, int episodes) {
        return environment instanceof OptimalControl control
                ? new ControlRecord(control.decisions(), control.controls().size(), episodes)
                : new ControlRecord(0, 0, episodes);
    }

    @Override
    public void decides(int episode, int decision, Environment environment, float[] actions, int at) {
        if (!(environment instanceof OptimalControl control)) {
            return;
        }
        control.control(actions, at, now);
        counts[decision]++;
        for (int i = 0; i < controls; i++) {
            sums[decision * controls + i] += now[i];
            if (episode < keptEpisodes) {
                kept[(decision * controls + i) * keptEpisodes + episode] = (float) now[i];
            }
        }
    }

    /** Decisions that an episode came to. */
    int reached() {
        int reached = 0;
        while (reached < counts.length && counts[reached] > 0) {
            reached++;
        }
        return reached;
    }

    /** Episodes from which the spread is told. */
    int keptEpisodes() {
        return keptEpisodes;
    }

    /** Mean over the episodes that came to this decision. */
    double mean(int decision, int control) {
        return sums[decision * controls + control] / counts[decision];
    }

    /**
     * A quantile over the kept episodes that came to this decision; the mean where none did.
     *
     * @param percent in (0, 100]
     */
    double quantile(int decision, int control, double percent) {
        int from = (decision * controls + control) * keptEpisodes;
        double[] values = new double[keptEpisodes];
        int found = 0;
        for (int i = from; i < from + keptEpisodes; i++) {
            if (!Float.isNaN(kept[i])) {
                values[found++] = kept[i];
            }
        }
        return found == 0 ? mean(decision, control) : new Percentile(percent).evaluate(Arrays.copyOf(values, found));
    }
}
