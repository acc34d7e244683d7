package io.millrace.app.evaluation;

import io.millrace.env.environments.Plannable.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison of plans in words: the policy's first plan, step by step, with what the others came to beside it. */
public final class PlanText {

    private PlanText() {}

    /** Several lines, without the last line break. */
    public static String of(PlanComparison plans) {
        List<String> lines = new ArrayList<>();
        Trajectory policy = plans.policy().first();
        Trajectory oneStep = plans.oneStep().first();
        Trajectory random = plans.random().first();
        lines.add(format("plan       of the first episode, %s %.6f at its start", plans.measure(), policy.start()));
        lines.add(format(
                "%6s  %-10s %-15s %-24s %10s %10s %10s",
                "step", "place", "what", "change", "policy", "one-step", "random"));
        int longest = Math.max(
                policy.steps().size(),
                Math.max(oneStep.steps().size(), random.steps().size()));
        // Where the policy has met its goal, what chance does further is of no interest.
        int shown =
                policy.met() ? Math.max(policy.steps().size(), oneStep.steps().size()) : longest;
        for (int i = 0; i < shown; i++) {
            lines.add(format(
                    "%6d  %-51s %10s %10s %10s",
                    i + 1,
                    i < policy.steps().size() ? words(policy.steps().get(i).change()) : "",
                    remaining(policy, i),
                    remaining(oneStep, i),
                    remaining(random, i)));
        }
        lines.add(format("compared   over the same %d episodes", plans.episodes()));
        for (PlanMaker maker : List.of(plans.policy(), plans.oneStep(), plans.random())) {
            lines.add(format(
                    "%-10s %s reduced by %.1f %% at the end, %.1f %% at best; %d of %d met; %.1f steps; %,.1f us to choose"
                            + " an action",
                    maker.name(),
                    plans.measure(),
                    100 * maker.reduction(),
                    100 * maker.nearest(),
                    maker.met(),
                    plans.episodes(),
                    maker.meanSteps(),
                    maker.microsecondsPerDecision()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String words(Change change) {
        String move = format("%-4s %8.4f to %8.4f", change.direction(), change.from(), change.to());
        return format("%-10s %-15s %-24s", change.place(), change.what(), move);
    }

    private static String remaining(Trajectory plan, int step) {
        return step < plan.steps().size()
                ? format("%.6f", plan.steps().get(step).remaining())
                : "";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
