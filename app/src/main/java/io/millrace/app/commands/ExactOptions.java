package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.runtime.worker.UserMistake;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a run is trained again as it was. */
final class ExactOptions {

    @Option(names = "--exact", description = "Make the same updates again, and compare the weights at each.")
    private boolean exact;

    @Option(
            names = "--to-version",
            paramLabel = "N",
            description = "With --exact: the last version to make again (default: the newest on the ledger).")
    private @Nullable Long toVersion;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description = "With --exact: write a checkpoint of the last version, and the run's settings, to this"
                    + " folder. A FOLDER inside that of all runs can be named like a run.")
    private @Nullable Path keep;

    boolean asked() {
        return exact;
    }

    /** Refuses what is of no meaning beside or without {@code --exact}. */
    void requireSense(DifferenceOptions difference) {
        if (exact && difference.given()) {
            throw new UserMistake("--exact makes the same updates again, so nothing can be different in it. Leave out"
                    + " --exact, or --as and what goes with it.");
        }
        if (!exact && (toVersion != null || keep != null)) {
            throw new UserMistake((toVersion != null ? "--to-version" : "--keep") + " goes with --exact alone. Add"
                    + " --exact, or leave it out; where a replay with a difference ends is said by --to.");
        }
    }

    /** What they ask for; refuses at once what would be noticed only after the work. */
    ExactReplay replay(RunFolder folder, PrintWriter err, boolean terminal) {
        ExactReplay replay = new ExactReplay(folder, toVersion, keep, err, terminal);
        replay.requireSense();
        return replay;
    }
}
