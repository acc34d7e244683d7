package io.millrace.app.commands;

import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.ReplaySummary;
import io.millrace.app.run.ReplaySummary.Part;
import io.millrace.app.run.ReplayedSettings;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SourceFolders;
import io.millrace.app.run.Summary;
import io.millrace.learner.LearnerSettings;
import io.millrace.learner.records.Datasets;
import io.millrace.learner.records.SourceName;
import io.millrace.messages.RecordPiece;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.run.SettingsDifference;
import io.millrace.runtime.run.SettingsDifference.Changed;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** A new run that learns from records with a difference: {@code millrace replay RUN --as NEWRUN}. */
final class DifferentReplay {

    private final List<SourceName> sources;
    private final DifferenceOptions options;
    private final MetricsSettings metrics;
    private final ConnectionOptions connection;
    private final CommandSpec spec;
    private final boolean terminal;
    private final ReplayedSettings difference;
    private final RunFolder folder;

    DifferentReplay(
            String sources,
            DifferenceOptions options,
            MetricsSettings metrics,
            ConnectionOptions connection,
            CommandSpec spec,
            boolean terminal) {
        this.sources = SourceName.all(sources, "RUN");
        this.options = options;
        this.metrics = metrics;
        this.connection = connection;
        this.spec = spec;
        this.terminal = terminal;
        this.difference = options.settings(sources);
        requireName(options.newRun());
        this.folder = new RunFolder(options.data(), options.newRun());
    }

    /** Returns the exit code. */
    int call() {
        long started = System.nanoTime();
        Optional<ReplaySummary> summary = connection.given()
                ? onCluster(started)
                : inFolder(new SourceFolders(options.data()).keeper(sources), started);
        if (summary.isEmpty()) {
            say("Stopped before the end. The same command goes on from here.");
            return 1;
        }
        folder.write(summary.get().summary());
        spec.commandLine()
                .getOut()
                .println(
                        options.json()
                                ? RunFolder.json(summary.get())
                                : summary.get().text(folder));
        return 0;
    }

    private static void requireName(String name) {
        if (!Topics.RUN_NAME.matcher(name).matches()) {
            throw new UserMistake("--as is \"" + name + "\", which cannot name a run: use at most 63 small letters,"
                    + " digits and hyphens, a letter or digit first.");
        }
    }

    private Optional<ReplaySummary> onCluster(long started) {
        return learn(
                () -> new KafkaBus(connection.connection()),
                () -> folder.claimBus(connection.connection().bootstrapServers()),
                started);
    }

    private Optional<ReplaySummary> inFolder(RunFolder keeper, long started) {
        return GuestBroker.with(
                keeper, connection, 0, this::say, buses -> learn(buses, () -> folder.claimBrokerOf(keeper), started));
    }

    private Optional<ReplaySummary> learn(Supplier<Bus> buses, Runnable claimingBus, long started) {
        Settings recorded;
        String from;
        try (Bus bus = buses.get()) {
            from = firstRun(bus);
            recorded = settingsOf(bus, from);
        }
        RunFile file = difference.over(recorded);
        file.requireEngine();
        file.requireRoom();
        boolean anew = !Files.exists(folder.path());
        folder.claim(file.settings());
        claimingBus.run();
        try {
            return learn(file, recorded, from, buses, started);
        } catch (UserMistake refused) {
            if (anew && folder.checkpoint().isEmpty()) {
                // The name is free for the command as it is put right.
                folder.forget();
            }
            throw refused;
        }
    }

    private Optional<ReplaySummary> learn(
            RunFile file, Settings recorded, String from, Supplier<Bus> buses, long started) {
        LocalLog log = LocalLog.writeTo(folder.log());
        try {
            List<Changed> differences = SettingsDifference.all(
                    recorded.canonicalJson(), file.settings().canonicalJson());
            return learn(file, buses, started)
                    .map(summary -> new ReplaySummary(from, parts(buses), differences, summary));
        } finally {
            log.close();
        }
    }

    private Optional<Summary> learn(RunFile file, Supplier<Bus> buses, long started) {
        LocalRun run = new LocalRun(file, folder, 1, buses, metrics);
        StopHook hook = StopHook.calling(run::stop);
        try {
            long steps = file.settings().bind("learner", LearnerSettings.class).steps();
            return run.learn(new ProgressLine(spec.commandLine().getErr(), steps, terminal), started, "kafka");
        } finally {
            hook.forget();
        }
    }

    private String firstRun(Bus bus) {
        SourceName first = sources.get(0);
        return first.isRun()
                ? first.name()
                : Datasets.named(bus, first.name()).getPieces().get(0).getRun();
    }

    private Settings settingsOf(Bus bus, String name) {
        Map<String, Run> runs = new RunRegistry(bus).all().stream().collect(Collectors.toMap(Run::getRun, run -> run));
        Run run = runs.get(name);
        if (run == null) {
            throw new UserMistake("There is no run \"" + name + "\" to learn from. Runs there are: "
                    + (runs.isEmpty()
                            ? "none"
                            : String.join(", ", runs.keySet().stream().sorted().toList())) + ".");
        }
        return Settings.parse(run.getSettings(), "the settings of run " + name);
    }

    private List<Part> parts(Supplier<Bus> buses) {
        try (Bus bus = buses.get()) {
            Run registered = new RunRegistry(bus)
                    .all().stream()
                            .filter(run -> run.getRun().equals(options.newRun()))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("A run that learned is registered"));
            List<RecordPiece> pieces = Objects.requireNonNull(registered.getSources());
            return pieces.stream()
                    .map(piece -> new Part(
                            piece.getRun(), piece.getLanes(), piece.getRounds(), piece.getFrom(), piece.getTo()))
                    .toList();
        }
    }

    private void say(String words) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(words);
        err.flush();
    }
}
