package io.millrace.app.commands;

import io.millrace.app.retention.KeptText;
import io.millrace.app.retention.RecordedExperience;
import io.millrace.app.run.RunFolder;
import io.millrace.messages.Checkpoint;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.TopicSettings;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Retention;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace retention RUN}. */
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how much of a run's recorded experience is kept and what rests on it, and keeps it otherwise.",
            "A change takes effect on the log at once, also while the run is at work; the run's settings stay as they"
                    + " were registered. What its learner or a dataset needs is let go of only with --even-if-needed."
        },
        footer = {
            "",
            "Examples:",
            "  millrace retention cart-pole",
            "  millrace retention cart-pole --keep-for 30d --keep-megabytes 20000"
        })
final class RetentionCommand implements Callable<Integer> {

    private static final String KEEP_FOR = "--keep-for";
    private static final String KEEP_MEGABYTES = "--keep-megabytes";

    /** A duration as settings have it. */
    record Given(Duration keepFor) {}

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(
            names = KEEP_FOR,
            paramLabel = "TIME",
            description = "Age from which on transitions and episodes may go, such as 30d or 12h; 0s for ever.")
    private @Nullable String keepFor;

    @Option(
            names = KEEP_MEGABYTES,
            paramLabel = "N",
            description = "Size in MiB from which on the oldest may go, of each of the two topics; 0 for no limit.")
    private @Nullable Long keepMegabytes;

    @Option(names = "--even-if-needed", description = "Also where it takes away what the learner or a dataset needs.")
    private boolean evenIfNeeded;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Duration time = keepFor == null ? null : time(keepFor);
        TopicSettings.requireKept(
                time == null ? Duration.ZERO : time,
                keepMegabytes == null ? 0 : keepMegabytes,
                KEEP_FOR,
                KEEP_MEGABYTES);
        RunFolder folder = new RunFolder(data, run);
        return BusAccess.withBusOf(folder, connection, bus -> show(bus, folder, time));
    }

    private int show(Bus bus, RunFolder folder, @Nullable Duration time) {
        Run registered = new RunRegistry(bus).await(run, Duration.ofSeconds(5));
        RecordedExperience experience = new RecordedExperience(bus, registered, checkpoint(folder, registered));
        if (time != null || keepMegabytes != null) {
            change(experience, time);
        }
        PrintWriter out = spec.commandLine().getOut();
        KeptText.of(experience.kept(), experience.resting()).forEach(out::println);
        return 0;
    }

    /** Of the learner's folder, if it is on this machine. */
    private static Optional<Checkpoint> checkpoint(RunFolder folder, Run registered) {
        return folder.checkpoint().filter(saved -> saved.getSettingsHash().equals(registered.getSettingsHash()));
    }

    private void change(RecordedExperience experience, @Nullable Duration time) {
        Retention before = experience.retention();
        Retention wanted = new Retention(
                time == null ? before.time() : time,
                keepMegabytes == null
                        ? before.bytes()
                        : TopicSettings.retention(Duration.ZERO, keepMegabytes).bytes());
        List<String> lost = experience.lostBy(wanted, InstantSource.system().instant());
        if (!lost.isEmpty() && !evenIfNeeded) {
            throw new UserMistake("Kept " + KeptText.words(wanted) + ", the log would let go of what is needed. "
                    + String.join(". ", lost) + ". Nothing was changed. Keep more, or add --even-if-needed.");
        }
        PrintWriter err = spec.commandLine().getErr();
        lost.forEach(line -> err.println("Lost with this: " + line + "."));
        experience.retain(wanted);
        spec.commandLine()
                .getOut()
                .println("Kept " + KeptText.words(wanted) + " from now on; before: " + KeptText.words(before) + ".");
    }

    private static Duration time(String given) {
        return Settings.empty().with("keep-for", given).bind("", Given.class).keepFor();
    }
}
