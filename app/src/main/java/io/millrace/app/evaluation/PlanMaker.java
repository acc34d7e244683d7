package io.millrace.app.evaluation;

import java.util.List;

/**
 * What one way of choosing actions came to, over the same episodes as the others.
 *
 * @param name                    policy, one-step or random
 * @param reduction               mean part of the way to the goal that its plans went, from their start to their
 *                                end: 1 where every goal was met, negative where they lead away
 * @param nearest                 likewise to where each plan was nearest to its goal
 * @param met                     episodes whose goal was met
 * @param meanSteps               mean actions in a plan
 * @param microsecondsPerDecision mean wall-clock time to choose an action
 * @param first                   its plan for the first episode
 */
public record PlanMaker(
        String name,
        double reduction,
        double nearest,
        int met,
        double meanSteps,
        double microsecondsPerDecision,
        Trajectory first) {

    static PlanMaker of(String name, List<Trajectory> plans, long nanoseconds) {
        long steps = plans.stream().mapToLong(plan -> plan.steps().size()).sum();
        return new PlanMaker(
                name,
                plans.stream()
                        .mapToDouble(plan -> 1 - plan.end() / plan.start())
                        .average()
                        .orElseThrow(),
                plans.stream()
                        .mapToDouble(plan -> 1 - plan.nearest() / plan.start())
                        .average()
                        .orElseThrow(),
                (int) plans.stream().filter(Trajectory::met).count(),
                (double) steps / plans.size(),
                steps == 0 ? 0 : nanoseconds / 1e3 / steps,
                plans.get(0));
    }
}
