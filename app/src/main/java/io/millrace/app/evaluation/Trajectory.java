package io.millrace.app.evaluation;

import io.millrace.env.environments.Plannable.Change;
import java.util.List;

/**
 * One episode as a plan.
 *
 * @param start how far it was to the goal before the first step
 * @param steps what was done, one after the other
 * @param met   whether the task itself said that the goal was met
 */
public record Trajectory(double start, List<Step> steps, boolean met) {

    /**
     * One action of a plan.
     *
     * @param action    its number in the action space
     * @param change    what it changed
     * @param remaining how far it was to the goal after it
     */
    public record Step(int action, Change change, double remaining) {}

    /** How far it was to the goal after the last step. */
    public double end() {
        return steps.isEmpty() ? start : steps.get(steps.size() - 1).remaining();
    }

    /** How far it was to the goal where the plan was nearest to it. */
    public double nearest() {
        return steps.stream().mapToDouble(Step::remaining).reduce(start, Math::min);
    }
}
