package io.millrace.app.commands;

import io.millrace.actor.ActorCommand;
import io.millrace.learner.LearnerCommand;
import io.millrace.runtime.process.ServiceProcess;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millrace}: the commands there are. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        versionProvider = MillraceCommand.Version.class,
        description = {
            "Event-driven reinforcement learning: environments, actors and a learner that meet only on Kafka topics.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LocalCommand.class,
            BrokerCommand.class,
            EnvCommand.class,
            ActorCommand.class,
            LearnerCommand.class,
            MonitorCommand.class,
            EvaluateCommand.class,
            ReplayCommand.class,
            CompareCommand.class,
            SweepCommand.class,
            PriceCommand.class,
            OffPolicyCommand.class,
            PublishCommand.class,
            MigrationCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            RollbackCommand.class,
            TailCommand.class,
            RunsCommand.class,
            RetentionCommand.class,
            DatasetCommand.class,
            SettingsCommand.class
        },
        footer = {
            "",
            "Begin here: millrace local examples/allocation.yaml",
            "Exit codes: 0 done, 1 failed, 2 something in the command or its settings has to be put right."
        })
public final class MillraceCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Makes the commands, handing the process environment to those that read settings. */
    public static IFactory factory(Map<String, String> variables, boolean terminal) {
        IFactory usual = CommandLine.defaultFactory();
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                if (type == LocalCommand.class) {
                    return type.cast(new LocalCommand(variables, terminal));
                }
                if (type == CompareCommand.class) {
                    return type.cast(new CompareCommand(variables, terminal));
                }
                if (type == SweepCommand.class) {
                    return type.cast(new SweepCommand(variables, terminal));
                }
                if (type == EstimateCommand.class) {
                    return type.cast(new EstimateCommand(terminal));
                }
                if (type == ReplayCommand.class) {
                    return type.cast(new ReplayCommand(terminal));
                }
                if (type == DatasetProgress.class) {
                    return type.cast(new DatasetProgress(terminal));
                }
                if (type == EnvCommand.class) {
                    return type.cast(new EnvCommand(variables));
                }
                if (type == SettingsCommand.class) {
                    return type.cast(new SettingsCommand(variables));
                }
                return usual.create(type);
            }
        };
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Version of this build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"millrace " + ServiceProcess.version()};
        }
    }
}
