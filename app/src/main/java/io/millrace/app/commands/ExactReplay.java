package io.millrace.app.commands;

import io.millrace.app.commands.ReplayOutcome.Place;
import io.millrace.app.report.StatusLine;
import io.millrace.app.run.Forerunner;
import io.millrace.app.run.RunFolder;
import io.millrace.learner.ReTraining;
import io.millrace.learner.checkpoint.CheckpointFile;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes the updates of a run again and holds them to its ledger: {@code millrace replay RUN --exact}. */
final class ExactReplay {

    private static final Duration REGISTERED = Duration.ofSeconds(5);

    private final RunFolder folder;
    private final @Nullable Long toVersion;
    private final @Nullable Path keep;
    private final StatusLine status;

    /**
     * @param toVersion the last version to make again; null for all
     * @param keep      where to write a checkpoint of it; null for nowhere
     * @param err       is told how it goes
     */
    ExactReplay(RunFolder folder, @Nullable Long toVersion, @Nullable Path keep, PrintWriter err, boolean terminal) {
        this.folder = folder;
        this.toVersion = toVersion;
        this.keep = keep;
        this.status = new StatusLine(err, terminal, Duration.ofMillis(500), Duration.ofSeconds(5));
    }

    /** Whatever would be noticed only after the work is refused before it. */
    void requireSense() {
        if (toVersion != null && toVersion < 1) {
            throw new UserMistake("--to-version is " + toVersion + ", but updates make versions from 1 on.");
        }
        if (keep != null && new CheckpointFile(keep).exists()) {
            throw new UserMistake("--keep is " + keep + ", which holds a checkpoint already: it would be replaced."
                    + " Name a folder that is new.");
        }
    }

    ReplayOutcome run(Bus bus) {
        Run run = new RunRegistry(bus).await(folder.run(), REGISTERED);
        try (ReTraining training = ReTraining.of(bus, run, toVersion, Forerunner.ofRegistered(folder, bus, run))) {
            return run(run, training);
        } finally {
            status.end();
        }
    }

    private ReplayOutcome run(Run run, ReTraining training) {
        long began = System.nanoTime();
        long same = 0;
        while (training.hasNext()) {
            ReTraining.Difference difference = training.next();
            if (difference != null) {
                return outcome(run, training, same, began, different(difference));
            }
            same++;
            status.say(() -> line(training, began));
        }
        ReplayOutcome made = outcome(run, training, same, began, null);
        keep(run, training);
        return keep == null ? made : made.keptIn(keep.toString());
    }

    private void keep(Run run, ReTraining training) {
        if (keep != null) {
            new CheckpointFile(keep).save(training.checkpoint(Instant.now()));
            RunFolder.at(keep).claim(Settings.parse(run.getSettings(), "the settings of run " + run.getRun()));
        }
    }

    private static ReplayOutcome outcome(
            Run run, ReTraining training, long same, long began, ReplayOutcome.@Nullable Difference difference) {
        double seconds = (System.nanoTime() - began) / 1e9;
        return new ReplayOutcome(
                run.getRun(),
                same,
                training.steps(),
                seconds,
                training.steps() / seconds,
                training.version(),
                training.sha256(),
                training.engine(),
                null,
                difference);
    }

    private static ReplayOutcome.Difference different(ReTraining.Difference found) {
        return new ReplayOutcome.Difference(
                found.version(),
                found.ledger(),
                found.again(),
                found.reason(),
                found.ledgerEngine(),
                found.engine(),
                found.unrolls().stream().map(Place::of).toList());
    }

    private static String line(ReTraining training, long began) {
        double rate = training.steps() / ((System.nanoTime() - began) / 1e9);
        return String.format(
                Locale.ROOT,
                "%,d of %,d versions as on the ledger | %,.0f steps/s | %,.0f s left",
                training.version(),
                training.lastVersion(),
                rate,
                (training.lastSteps() - training.steps()) / rate);
    }
}
