package io.millrace.app.commands;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.run.ImportedRun;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.datasets.Watcher;
import io.millrace.datasets.exchange.Import;
import io.millrace.datasets.exchange.ImportPlan;
import io.millrace.datasets.exchange.ImportSurvey;
import io.millrace.datasets.rows.ColumnNames;
import io.millrace.datasets.rows.RowFormat;
import io.millrace.messages.Run;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpaceWords;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace dataset import FILE --as RUN}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Makes files with a row for each step the record of a run that never ran here, to be learned from with"
                    + " learner.source. Its environment is recorded, which cannot be played.",
            "Columns: observation (a list, or obs_0, obs_1, ...), action (or action_0, ...) and reward; terminated,"
                    + " truncated or episode, of which one has to be there; and, where known, step, run, lane,"
                    + " environment, sampled, action_mask, log_probability, next_observation, next_action_mask,"
                    + " weights_version, time.",
            "Nothing is written of files with a mistake in them. Where an import was stopped, the same command goes on."
        },
        footer = {
            "",
            "Examples:",
            "  millrace dataset import history.csv --as history",
            "  millrace dataset import a.parquet b.parquet --as history --column observation=x,y --actions discrete:3"
        })
final class DatasetImportCommand implements Callable<Integer> {

    /** What files are read. */
    enum Kind {
        csv,
        avro,
        parquet
    }

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "The files, in the order of their rows; a folder stands for all its files of the format.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--as", paramLabel = "RUN", required = true, description = "Name of the run that they become.")
    private String run = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: as the name of the first file ends).")
    private @Nullable Kind format;

    @Option(
            names = "--column",
            paramLabel = "COLUMN=NAME",
            description = "What the files call a column; several names with commas where a list is spread over them."
                    + " May be repeated.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--actions",
            paramLabel = "SPACE",
            description = "The actions there are: discrete:4, box:-1,-2:1,2, simplex:3 or multi-binary:6 (default: as"
                    + " exported files tell, otherwise all that were taken).")
    private @Nullable String actions;

    @Option(
            names = "--environment-version",
            paramLabel = "VERSION",
            defaultValue = "1",
            description = "Version of the rules that the history was made by (default: ${DEFAULT-VALUE}).")
    private String version = "1";

    @Option(
            names = "--unroll",
            paramLabel = "STEPS",
            description = "Steps in an unroll (default: so many, 256 at most, that as few as can be are left over).")
    private int unroll;

    @Mixin
    private DatasetPlace place = new DatasetPlace();

    @Mixin
    private DatasetProgress progress = new DatasetProgress(false);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        requireSense();
        List<Path> read = InputFiles.of(files, rows());
        ImportSurvey survey = progress.show(spec.commandLine().getErr(), "reading", watcher -> input(read, watcher)
                .survey(space()));
        ImportPlan plan = Import.plan(survey, unroll);
        RunFile file = ImportedRun.describe(run, version, survey, plan);
        if (place.onCluster()) {
            var unused = place.withCluster(bus -> publish(bus, read, file, survey, plan));
        } else {
            inFolder(read, file, survey, plan);
        }
        spec.commandLine().getOut().println(told(survey, plan));
        return 0;
    }

    private void inFolder(List<Path> read, RunFile file, ImportSurvey survey, ImportPlan plan) {
        RunFolder folder = place.folder(run);
        if (Files.exists(folder.path().resolve("settings.json"))) {
            throw taken();
        }
        // Settings are written last: until then the run is nobody's to see.
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.brokerData(), 0, Map.of());
                Bus bus = new KafkaBus(place.connection().connection(broker.address()))) {
            var unused = publish(bus, read, file, survey, plan);
        }
        folder.claimBus("kafka");
        folder.claim(file.settings());
    }

    private boolean publish(Bus bus, List<Path> read, RunFile file, ImportSurvey survey, ImportPlan plan) {
        Run described = file.toRun(clock.instant());
        if (place.onCluster()
                && new RunRegistry(bus)
                        .all().stream().anyMatch(there -> there.getRun().equals(run))) {
            throw taken();
        }
        return progress.show(spec.commandLine().getErr(), "importing", watcher -> {
            input(read, watcher).publish(bus, described, survey, plan, clock.instant());
            return true;
        });
    }

    private UserMistake taken() {
        return new UserMistake("There is a run \"" + run + "\" already, and what is recorded does not change. Choose"
                + " another name with --as.");
    }

    private Import input(List<Path> read, Watcher watcher) {
        return new Import(read, rows(), new ColumnNames(columns), watcher);
    }

    private @Nullable ActionSpace space() {
        String words = actions;
        if (words == null) {
            return null;
        }
        try {
            return ActionSpaceWords.parse(words);
        } catch (IllegalArgumentException none) {
            throw new UserMistake("--actions: " + none.getMessage(), none);
        }
    }

    private RowFormat rows() {
        Kind given = format;
        if (given != null) {
            return RowFormat.valueOf(given.name().toUpperCase(Locale.ROOT));
        }
        String name = files.get(0).toString();
        for (RowFormat known : RowFormat.values()) {
            if (name.endsWith("." + known.ending())) {
                return known;
            }
        }
        throw new UserMistake("The name of " + name + " does not tell its format. Add --format csv, avro or parquet.");
    }

    private void requireSense() {
        if (!Topics.RUN_NAME.matcher(run).matches()) {
            throw new UserMistake("\"" + run + "\" cannot name a run. Use at most 63 small letters, digits and hyphens,"
                    + " a letter or digit first.");
        }
        if (unroll < 0) {
            throw new UserMistake("--unroll is " + unroll + ", but an unroll has a step. Set 1 or more.");
        }
    }

    private String told(ImportSurvey survey, ImportPlan plan) {
        String lines = String.format(
                Locale.ROOT,
                "Imported %,d steps of %,d rows as run \"%s\": %,d unrolls of %d steps in each of %d lanes, actions %s."
                        + "%nTo learn from it: environment {name: recorded, version: \"%s\", observations: %d, actions:"
                        + " \"%s\"}, lanes {count: %d, environments: 1, unroll: %d}, learner {source: %s}",
                plan.rounds() * plan.unrollLength() * plan.lanes(),
                survey.rows(),
                run,
                plan.rounds(),
                plan.unrollLength(),
                plan.lanes(),
                ActionSpaceWords.of(survey.actionSpace()),
                version,
                survey.observationSize(),
                ActionSpaceWords.of(survey.actionSpace()),
                plan.lanes(),
                plan.unrollLength(),
                run);
        if (survey.leftOut() + plan.leftOver() == 0) {
            return lines;
        }
        return lines
                + String.format(
                        Locale.ROOT,
                        "%nNot imported: %,d steps of which nobody knows what they led to, and %,d behind the last"
                                + " whole round of unrolls.",
                        survey.leftOut(),
                        plan.leftOver());
    }
}
