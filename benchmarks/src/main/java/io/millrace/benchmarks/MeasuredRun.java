package io.millrace.benchmarks;

import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.Summary;
import io.millrace.learner.LearnerSettings;
import io.millrace.runtime.metrics.MetricsSettings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A run in this process, as {@code millrace local} makes it. */
final class MeasuredRun {

    private MeasuredRun() {}

    /**
     * Learns until the run's limit of steps.
     *
     * @param data folder of all runs
     */
    static Summary learn(RunFile file, Path data, RunBus bus, int actors, int metricsPort) {
        RunFolder folder = new RunFolder(data, file.shared().run());
        folder.claim(file.settings());
        long steps = file.settings().bind("learner", LearnerSettings.class).steps();
        PrintWriter words = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return new LocalRun(file, folder, actors, bus::connect, MetricsSettings.loopback(metricsPort))
                .learn(new ProgressLine(words, steps, false), System.nanoTime(), bus.name())
                .orElseThrow(() -> new IllegalStateException("Nobody stopped it"));
    }
}
