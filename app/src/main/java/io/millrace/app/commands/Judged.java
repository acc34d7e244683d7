package io.millrace.app.commands;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.millrace.app.evaluation.BesideOptimum;
import io.millrace.app.evaluation.BesideOptimumText;
import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.PlanComparison;
import io.millrace.app.evaluation.PlanText;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SummaryText;
import io.millrace.app.steering.SteeringComparison;
import io.millrace.app.steering.SteeringText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code millrace evaluate} found.
 *
 * @param besideOptimum what the best policy earns on the same episodes; null where it is not known
 * @param plans         where an episode is a plan
 * @param steering      the way to a goal, where there is one to be steered to
 * @param otherwise     settings in which the environment is not the one that was learned in
 * @param files         writes the files that were asked for
 */
record Judged(
        Evaluation evaluation,
        @Nullable BesideOptimum besideOptimum,
        @Nullable PlanComparison plans,
        @Nullable SteeringComparison steering,
        List<String> otherwise,
        Runnable files) {

    /** The evaluation itself with what there is beside it. */
    private record Beside(
            @JsonUnwrapped Evaluation evaluation,
            @Nullable BesideOptimum besideOptimum,
            @Nullable SteeringComparison steering,
            @Nullable List<String> playedWith) {}

    private record WithPlans(
            Evaluation evaluation,
            PlanComparison plans,
            @Nullable List<String> playedWith) {}

    String json() {
        @Nullable List<String> playedWith = otherwise.isEmpty() ? null : otherwise;
        return RunFolder.json(
                plans == null
                        ? new Beside(evaluation, besideOptimum, steering, playedWith)
                        : new WithPlans(evaluation, plans, playedWith));
    }

    String words() {
        List<String> parts = new ArrayList<>();
        if (!otherwise.isEmpty()) {
            parts.add("played     with " + String.join(", ", otherwise) + ": not the environment that was learned in");
        }
        parts.add(SummaryText.of(evaluation));
        if (besideOptimum != null) {
            parts.add(BesideOptimumText.of(besideOptimum));
        }
        if (plans != null) {
            parts.add(PlanText.of(plans));
        }
        if (steering != null) {
            parts.add(SteeringText.of(steering));
        }
        return String.join(System.lineSeparator(), parts);
    }
}
