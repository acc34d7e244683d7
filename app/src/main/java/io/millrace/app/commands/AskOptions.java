package io.millrace.app.commands;

import io.millrace.app.run.RunFolder;
import io.millrace.learner.LearnerWorker;
import io.millrace.messages.Command;
import io.millrace.messages.CommandKind;
import io.millrace.messages.Progress;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands have in common that ask something of a run's learner. */
final class AskOptions {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "asked for",
            description = "Why, for the ledger and the charts (default: ${DEFAULT-VALUE}).")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who asks (default: your user name).")
    private String by = "";

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait until the learner has done it (default: ${DEFAULT-VALUE}).")
    private int deadlineSeconds;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs, if the run is a local one (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /**
     * Asks, and waits for the learner's answer.
     *
     * @param to of a rollback, the newest version to go back to; null for what the learner takes
     * @return what the learner says it did
     * @throws UserMistake if there is no such run, nobody is at work on it, or the learner refuses
     * @throws UnansweredException if the learner does not answer within the deadline
     */
    String ask(CommandKind kind, @Nullable Long to) {
        if (deadlineSeconds < 1 || reason.isBlank() || by.isBlank()) {
            throw new UserMistake("--deadline is 1 second at least, and --reason and --by say something.");
        }
        return BusAccess.withBusOfWork(new RunFolder(data, run), connection, bus -> ask(bus, kind, to));
    }

    private String ask(Bus bus, CommandKind kind, @Nullable Long to) {
        var registered = new RunRegistry(bus).await(run, Duration.ofSeconds(5));
        Topics topics = new Topics(registered.getRun(), registered.getPartitions());
        try (LearnerTalk talk = new LearnerTalk(bus, topics, Duration.ofSeconds(deadlineSeconds))) {
            Progress progress = talk.progress();
            if (to != null && (to < 0 || to > progress.getVersion())) {
                throw new UserMistake("There is no version " + to + ": run \"" + run + "\" has 0 to "
                        + progress.getVersion() + ". Name one of them with --to.");
            }
            return talk.ask(Command.newBuilder()
                    .setPolicy(LearnerWorker.POLICY)
                    .setKind(kind)
                    .setBy(by)
                    .setReason(reason)
                    .setKnownVersion(progress.getVersion())
                    .setToVersion(to)
                    .setIssuedAt(InstantSource.system().instant())
                    .build());
        }
    }
}
