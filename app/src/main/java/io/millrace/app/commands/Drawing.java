package io.millrace.app.commands;

import io.millrace.app.evaluation.BesideOptimum;
import io.millrace.app.evaluation.ControlPaths;
import io.millrace.app.evaluation.ControlPicture;
import io.millrace.app.evaluation.Evaluator.Judgement;
import io.millrace.app.evaluation.OptimumPage;
import io.millrace.app.evaluation.Played;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Files that show controls beside the best ones, where they were asked for.
 *
 * @param told where it is said that they are written
 */
record Drawing(@Nullable OutputFile report, @Nullable OutputFile png, PrintWriter told) {

    void write(Judgement judgement, Played played) {
        @Nullable BesideOptimum beside = judgement.besideOptimum();
        @Nullable ControlPaths paths = beside == null ? null : beside.controls();
        if (beside == null || paths == null) {
            return;
        }
        if (report != null) {
            report.write(OptimumPage.of(played, judgement.evaluation(), beside, paths));
            told.println("Report: " + report.path());
        }
        if (png != null) {
            png.write(ControlPicture.png(played, paths));
            told.println("Picture: " + png.path());
        }
    }
}
