package io.millrace.app.commands;

import io.millrace.app.offpolicy.Candidate;
import io.millrace.app.offpolicy.Evidence;
import io.millrace.app.offpolicy.Evidence.Question;
import io.millrace.app.offpolicy.EvidenceText;
import io.millrace.app.offpolicy.WantedVersion;
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

/** {@code millrace off-policy RUN --rule RULE}, or {@code --weights OTHERRUN}. */
@Command(
        name = "off-policy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells what another policy would have earned, from the record of a run: without trying it.",
            "With --weights, the weights of a run are asked about on the whole episodes that RUN recorded: importance"
                    + " sampling of episodes and per decision, plain and weighted, fitted Q and doubly robust.",
            "With --rule, a rule of prices is asked about on the record of a run that a rule decided.",
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
            "  millrace off-policy prices --rule softmax --cap 20 --json",
            "  millrace off-policy cart-pole --weights cart-pole-new@120 --greedy"
        })
final class OffPolicyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "Name of the run.")
    private String run = "";

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            completionCandidates = RuleNames.class,
            description = "The other rule: ${COMPLETION-CANDIDATES}.")
    private String rule = "";

    @Option(
            names = "--weights",
            paramLabel = "RUN[@VERSION]",
            description =
                    "Instead of a rule: the newest weights of a run that a network decides, or a version of them.")
    private String weights = "";

    @Mixin
    private QuestionOptions question = new QuestionOptions();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of that rule, such as rule.epsilon=0.2. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "OFFSET",
            defaultValue = "0",
            description = "With --weights: first offset of each partition of the record that is read (default:"
                    + " ${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--to",
            paramLabel = "OFFSET",
            description = "With --weights: offset of each partition behind the last that is read (default: its end).")
    private long to = Long.MAX_VALUE;

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
        if (rule.isEmpty() == weights.isEmpty()) {
            throw new UserMistake("Say what is asked about: --weights RUN[@VERSION] for the weights of a run, or --rule"
                    + " RULE for a rule of prices, one of the two.");
        }
        return weights.isEmpty() ? ofRule() : ofWeights();
    }

    private int ofWeights() {
        Question asked = question.question(from, to);
        Candidate candidate = WeightsAccess.find(WantedVersion.of(weights), data, connection);
        Evidence evidence = BusAccess.withBusOf(
                new RunFolder(data, run),
                connection,
                bus -> Evidence.of(
                        candidate,
                        registered(bus),
                        bus,
                        asked,
                        QuestionOptions.progress(spec.commandLine().getErr())));
        spec.commandLine().getOut().println(json ? RunFolder.json(evidence) : EvidenceText.of(evidence));
        return 0;
    }

    private int ofRule() {
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
