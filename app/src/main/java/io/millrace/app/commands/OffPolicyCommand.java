package io.millrace.app.commands;

import io.millrace.app.price.OffPolicyText;
import io.millrace.app.price.RuleReplay;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SettingOption;
import io.millrace.learner.offpolicy.OffPolicySettings;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.RuleSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace off-policy RUN --rule RULE}. */
@Command(
        name = "off-policy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells what another rule would have earned, from the record of a run that a rule decided: without trying it"
                    + " on a single store.",
            "Each recorded decision has the probability with which it was drawn. Where the other rule would have made"
                    + " it more often, it counts for more: importance sampling (IPS), and the same divided by the sum of"
                    + " the weights (SNIPS). The direct method asks the means of the market instead, and doubly robust"
                    + " corrects that by the weights: the one to look at first.",
            "Intervals are of 95 %%. The effective sample size says how many decisions of the other rule's own would"
                    + " tell as much; where it is small, nothing here can be relied on.",
            "Reads the log in FOLDER/RUN, or on the cluster that --bootstrap-servers names."
        },
        footer = {
            "",
            "Examples:",
            "  millrace off-policy prices --rule epsilon-greedy --set rule.epsilon=0.3",
            "  millrace off-policy prices --rule softmax --cap 20 --json"
        })
final class OffPolicyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            required = true,
            completionCandidates = RuleNames.class,
            description = "The other rule: ${COMPLETION-CANDIDATES}.")
    private String rule = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of that rule, such as rule.epsilon=0.2. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--cap",
            paramLabel = "WEIGHT",
            description = "Largest weight of a decision; larger ones count as this (default: none).")
    private @Nullable Double cap;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(names = "--json", description = "Print the estimates as JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        RuleSettings target = target();
        OffPolicySettings weighing = weighing();
        RuleReplay.Result result = BusAccess.withBusOf(
                new RunFolder(data, run), connection, bus -> RuleReplay.of(registered(bus), bus, target, weighing));
        spec.commandLine().getOut().println(json ? RunFolder.json(result) : OffPolicyText.of(result));
        return 0;
    }

    private Run registered(Bus bus) {
        return new RunRegistry(bus).await(run, Duration.ofSeconds(5));
    }

    private OffPolicySettings weighing() {
        OffPolicySettings usual = OffPolicySettings.uncapped();
        if (cap == null) {
            return usual;
        }
        if (!(cap > 0)) {
            throw new UserMistake("--cap is " + cap + ", with which no decision would count. Use a number above 0, such"
                    + " as 20, or leave it out.");
        }
        return new OffPolicySettings(cap, usual.leastEffectiveShare(), usual.confidence());
    }

    private RuleSettings target() {
        try {
            Settings given = Settings.empty()
                    .under(RuleSettings.SECTION, RuleSettings.defaults(rule).with("name", rule));
            List<SettingOption> options = SettingOption.all(settings, "rule.epsilon=0.2");
            for (SettingOption option : options) {
                if (!option.isOf(RuleSettings.SECTION)) {
                    throw new UserMistake("\"" + option + "\" is no setting of the rule. Write --set rule.KEY=VALUE,"
                            + " such as --set rule.epsilon=0.2.");
                }
            }
            given = SettingOption.over(given, options);
            return RuleSettings.read(given.section(RuleSettings.SECTION));
        } catch (SettingsException already) {
            throw already;
        } catch (IllegalArgumentException unknown) {
            throw new UserMistake(
                    String.valueOf(unknown.getMessage()).replace("Set rule.name to", "Set --rule to"), unknown);
        }
    }
}
