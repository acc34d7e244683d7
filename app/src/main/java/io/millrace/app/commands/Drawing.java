package io.millrace.app.commands;

import io.millrace.app.evaluation.BesideOptimum;
import io.millrace.app.evaluation.ControlPaths;
import io.millrace.app.evaluation.ControlPicture;
import io.millrace.app.evaluation.Evaluator.Judgement;
import io.millrace.app.evaluation.OptimumPage;
import io.millrace.app.evaluation.Played;
import io.millrace.app.steering.SteeringComparison;
import io.millrace.app.steering.SteeringPage;
import io.millrace.app.steering.SteeringPicture;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Files that show controls beside the best ones, or the way to a goal, where they were asked for.
 *
 * @param told where it is said that they are written
 */
record Drawing(@Nullable OutputFile report, @Nullable OutputFile png, PrintWriter told) {

    void write(Judgement judgement, @Nullable SteeringComparison steering, Played played) {
        if (steering != null) {
            write(() -> SteeringPage.of(played, judgement.evaluation(), steering), () -> SteeringPicture.png(steering));
            return;
        }
        @Nullable BesideOptimum beside = judgement.besideOptimum();
        @Nullable ControlPaths paths = beside == null ? null : beside.controls();
        if (beside != null && paths != null) {
            write(
                    () -> OptimumPage.of(played, judgement.evaluation(), beside, paths),
                    () -> ControlPicture.png(played, paths));
        }
    }

    private void write(Supplier<String> page, Supplier<byte[]> picture) {
        if (report != null) {
            report.write(page.get());
            told.println("Report: " + report.path());
        }
        if (png != null) {
            png.write(picture.get());
            told.println("Picture: " + png.path());
        }
    }
}
