package io.millrace.app.evaluation;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.OptimalControl;
import io.millrace.env.environments.SwitchingControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The controls of the greedy policy and of the best one over time. Of more than 1,000 decisions some are left out,
 * evenly; not of the switches.
 *
 * @param timeName     what runs from decision to decision
 * @param times        when each decision is made
 * @param controls     one or more; what the policy's episodes did not come to is missing at the end of its lists
 * @param bandEpisodes episodes, the first ones, from which the bands are told
 * @param switches     when who receives most changes; null where nobody does
 */
public record ControlPaths(
        String timeName,
        List<Double> times,
        List<Control> controls,
        int bandEpisodes,
        @Nullable Switches switches) {

    /**
     * One control over time.
     *
     * @param policy  of the greedy policy, the mean over the episodes
     * @param low     5 % of the policy's episodes are below; as {@code policy} where all are alike
     * @param high    5 % of them are above
     * @param optimum of the best policy on the same episodes, the mean
     */
    public record Control(String name, List<Double> policy, List<Double> low, List<Double> high, List<Double> optimum) {

        /** Whether the policy's episodes differ anywhere. */
        public boolean spreads() {
            return !low.equals(high);
        }
    }

    /**
     * Who receives most, over time.
     *
     * @param exact   when the best control switches if time does not come in steps, by Pontryagin's maximum principle
     * @param optimum when the best policy does with the decisions that there are
     * @param policy  when the greedy policy does
     */
    public record Switches(List<Double> exact, List<Switch> optimum, List<Switch> policy) {}

    /** The first decision with another receiver, and the two. */
    public record Switch(double time, String from, String to) {}

    private static final int MOST_TIMES = 1000;
    private static final double LOW = 5;
    private static final double HIGH = 95;

    /** What the band of a control is, for a legend. */
    String bandName(Control control) {
        return String.format(Locale.ROOT, "%s, 5 to 95 %% of the first %,d episodes", control.name(), bandEpisodes);
    }

    /** The paths that two records hold; null if the environment's actions are no controls. */
    static @Nullable ControlPaths of(Environment environment, ControlRecord policy, ControlRecord optimum) {
        if (!(environment instanceof OptimalControl task)) {
            return null;
        }
        List<Integer> shown = shown(task.decisions());
        List<Control> controls = IntStream.range(0, task.controls().size())
                .mapToObj(i -> control(task.controls().get(i), i, shown, policy, optimum))
                .toList();
        return new ControlPaths(
                task.timeName(),
                shown.stream().map(task::time).toList(),
                controls,
                policy.keptEpisodes(),
                environment instanceof SwitchingControl switching
                        ? new Switches(
                                switching.switchTimes(), switches(switching, optimum), switches(switching, policy))
                        : null);
    }

    private static List<Integer> shown(int decisions) {
        int stride = (decisions + MOST_TIMES - 1) / MOST_TIMES;
        return IntStream.range(0, decisions)
                .filter(k -> k % stride == 0 || k == decisions - 1)
                .boxed()
                .toList();
    }

    private static Control control(
            String name, int i, List<Integer> shown, ControlRecord policy, ControlRecord optimum) {
        List<Integer> reached = shown.stream().filter(k -> k < policy.reached()).toList();
        return new Control(
                name,
                reached.stream().map(k -> policy.mean(k, i)).toList(),
                reached.stream().map(k -> policy.quantile(k, i, LOW)).toList(),
                reached.stream().map(k -> policy.quantile(k, i, HIGH)).toList(),
                shown.stream()
                        .filter(k -> k < optimum.reached())
                        .map(k -> optimum.mean(k, i))
                        .toList());
    }

    private static List<Switch> switches(SwitchingControl task, ControlRecord played) {
        List<Switch> switches = new ArrayList<>();
        double[] controls = new double[task.controls().size()];
        String before = "";
        for (int k = 0; k < played.reached(); k++) {
            for (int i = 0; i < controls.length; i++) {
                controls[i] = played.mean(k, i);
            }
            String now = task.receiver(controls);
            if (k > 0 && !now.equals(before)) {
                switches.add(new Switch(task.time(k), before, now));
            }
            before = now;
        }
        return List.copyOf(switches);
    }
}
