package io.millrace.app.steering;

import io.millrace.app.steering.SteeringPlay.Driver;
import io.millrace.env.environments.Migration;
import io.millrace.env.environments.Migration.Reset;
import io.millrace.env.environments.migration.RegionGoal;
import io.millrace.env.environments.migration.RegionTable;
import io.millrace.policy.Policy;
import io.millrace.policy.behaviour.MigrationRules;
import io.millrace.policy.behaviour.ObservationRule;
import io.millrace.policy.behaviour.ObservationRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The way of a greedy policy to a goal beside those of the rules, all from today's shares and utilities. Of more than
 * 1,000 steps some are left out of the paths, evenly; not of the figures.
 *
 * @param regions    how many there are
 * @param changes    every region whose share is to change, the largest change first
 * @param startError how far today's shares are from the goal: the norm of all differences
 * @param tolerance  the goal is met where they are nearer than this
 * @param steps      that each way has
 * @param times      after how many steps the paths are told; the first is 0
 * @param plays      the policy's, then those of the rules
 */
public record SteeringComparison(
        int regions,
        List<RegionChange> changes,
        double startError,
        double tolerance,
        int steps,
        List<Double> times,
        List<Steering> plays) {

    /** Regions whose paths are told, at most: more lines can nobody tell apart. */
    static final int SHOWN = 8;

    private static final int MOST_TIMES = 1000;

    /** A smaller change is the rounding of a table. */
    private static final double CHANGED = 1e-9;

    /** A rule to be measured against, with numbers of its own. */
    private record Rival(String name, String rule, Map<String, Double> settings) {}

    private static final List<Rival> RIVALS = List.of(
            new Rival("trivial", "trivial", Map.of()),
            new Rival("lookahead, 6 steps", "lookahead", Map.of(MigrationRules.HORIZON, 6.0)),
            new Rival("lookahead, 10 steps", "lookahead", Map.of(MigrationRules.HORIZON, 10.0)));

    /**
     * Plays all of them.
     *
     * @param parameters with a goal; {@link Reset#EVALUATION}
     * @param policy     of these observations and actions, with its parameters loaded
     * @param by         what that policy is called
     * @throws IllegalArgumentException if the goal is none of these regions
     */
    public static SteeringComparison of(Migration.Parameters parameters, Policy policy, String by) {
        RegionTable table = parameters.regions();
        RegionGoal goal = parameters.goalAmong(table);
        double[] present = table.shares();
        double[] target = goal.shares();
        List<Integer> changed = changed(present, target);
        List<Integer> shown = changed.subList(0, Math.min(SHOWN, changed.size()));
        int stride = (parameters.steps() + MOST_TIMES - 1) / MOST_TIMES;
        List<Steering> plays = new ArrayList<>();
        plays.add(new SteeringPlay(parameters.create(), stride, shown).play(by, greedy(policy)));
        for (Rival rival : RIVALS) {
            Migration environment = parameters.create();
            plays.add(new SteeringPlay(environment, stride, shown).play(rival.name(), rule(environment, rival)));
        }
        return new SteeringComparison(
                table.size(),
                changed.stream()
                        .map(place -> new RegionChange(table.englishNames().get(place), present[place], target[place]))
                        .toList(),
                goal.distance(),
                parameters.tolerance(),
                parameters.steps(),
                times(parameters.steps(), stride),
                List.copyOf(plays));
    }

    private static List<Integer> changed(double[] present, double[] target) {
        // In units of what counts as a change, so that equal ones stay in the order of the table.
        long[] sizes = new long[present.length];
        for (int place = 0; place < sizes.length; place++) {
            sizes[place] = Math.round(Math.abs(target[place] - present[place]) / CHANGED);
        }
        return IntStream.range(0, sizes.length)
                .filter(place -> sizes[place] > 0)
                .boxed()
                .sorted(Comparator.comparingLong(place -> -sizes[place]))
                .toList();
    }

    private static List<Double> times(int steps, int stride) {
        return IntStream.rangeClosed(0, steps)
                .filter(step -> step % stride == 0 || step == steps)
                .mapToObj(step -> (double) step)
                .toList();
    }

    private static Driver greedy(Policy policy) {
        return (observation, action) -> {
            policy.forward(observation, 1);
            policy.greedy(0, 1, null);
            System.arraycopy(policy.actions(), 0, action, 0, action.length);
        };
    }

    private static Driver rule(Migration environment, Rival rival) {
        var description = environment.description();
        ObservationRule rule = ObservationRules.of(
                description.name(),
                rival.rule(),
                environment.behaviour(rival.rule(), rival.settings()),
                description.observationSize(),
                description.actionSpace());
        return (observation, action) -> rule.act(observation, 0, action, 0);
    }

    /** The greedy policy's way. */
    public Steering policy() {
        return plays.get(0);
    }

    /** The changes of the regions whose paths are told. */
    List<RegionChange> shown() {
        return changes.subList(0, Math.min(SHOWN, changes.size()));
    }
}
