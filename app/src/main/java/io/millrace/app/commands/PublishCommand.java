package io.millrace.app.commands;

import io.millrace.app.offpolicy.Candidate;
import io.millrace.app.offpolicy.Evidence;
import io.millrace.app.offpolicy.EvidenceText;
import io.millrace.app.offpolicy.Gate;
import io.millrace.app.offpolicy.Gate.Verdict;
import io.millrace.app.offpolicy.Publication;
import io.millrace.app.offpolicy.WantedVersion;
import io.millrace.app.run.RunFolder;
import io.millrace.learner.offpolicy.Estimator;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.worker.UserMistake;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace publish RUN --as NAME --on RECORD --above VALUE}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Publishes the weights of a run under a name of their own, if a recorded stream says that they are good"
                    + " enough: only if the lower bound of what they would earn clears the bar.",
            "The new run has the environment and the policy of the one that learned, learns nothing, and holds these"
                    + " weights: millrace evaluate NAME plays them, and policy.init-from: NAME begins with them. The"
                    + " estimate stands on its annotations.",
            "Exit code 1: the bar was missed, and nothing was published."
        },
        footer = {
            "",
            "Examples:",
            "  millrace publish cart-pole-new --as cart-pole-live --on cart-pole --above-record",
            "  millrace publish cart-pole-new@120 --to cart-pole-live --on cart-pole --above 150 --by fqe"
        })
final class PublishCommand implements Callable<Integer> {

    private static final int MISSED = 1;

    @Parameters(paramLabel = "RUN[@VERSION]", description = "The candidate: the newest weights of a run, or a version.")
    private String candidate = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Name name = new Name();

    /** Under which name. */
    private static final class Name {
        @Option(names = "--as", paramLabel = "NAME", description = "Publish as version 0 of a new run of this name.")
        private @Nullable String fresh;

        @Option(
                names = "--to",
                paramLabel = "NAME",
                description = "Publish as the next version of a run that was published before.")
        private @Nullable String next;

        private String name() {
            return fresh != null ? fresh : String.valueOf(next);
        }
    }

    @Option(names = "--on", paramLabel = "RUN", required = true, description = "The run whose record is asked.")
    private String record = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Bar bar = new Bar();

    /** What has to be cleared. */
    private static final class Bar {
        @Option(names = "--above", paramLabel = "VALUE", description = "The bar: a return.")
        private @Nullable Double value;

        @Option(names = "--above-record", description = "The bar: the mean return of the recorded episodes.")
        private boolean ofRecord;

        private @Nullable Double asked() {
            return ofRecord ? null : value;
        }
    }

    @Option(
            names = "--by",
            paramLabel = "ESTIMATOR",
            defaultValue = "wdr",
            description = "Whose lower bound it is: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Estimator by = Estimator.WDR;

    @Option(
            names = "--despite-thin-overlap",
            description = "Publish although the record hardly overlaps with what the candidate would do.")
    private boolean despiteThinOverlap;

    @Mixin
    private QuestionOptions question = new QuestionOptions();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(names = "--json", description = "Print estimates and verdict as JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * What is printed as JSON.
     *
     * @param published run and version that hold the weights; null if nothing was published
     * @param refusal   why not
     * @param bar       that had to be cleared
     */
    private record Outcome(
            @Nullable String published, @Nullable String refusal, double bar, Evidence evidence) {}

    @Override
    public Integer call() {
        Candidate asked = WeightsAccess.find(WantedVersion.of(candidate), data, connection);
        RunFolder recorded = new RunFolder(data, record);
        @Nullable RunFolder folder = connection.given() ? null : new RunFolder(data, name.name());
        Publication publication = new Publication(asked, name.name(), folder, Instant.now());
        if (folder != null && name.next != null) {
            requireSameLog(folder, recorded);
        }
        Outcome outcome = BusAccess.withBusOf(recorded, connection, bus -> judge(asked, publication, bus));
        if (folder != null && outcome.published() != null && name.fresh != null) {
            folder.claimBrokerOf(recorded.keeper());
        }
        tell(outcome);
        return outcome.published() == null ? MISSED : 0;
    }

    private static void requireSameLog(RunFolder folder, RunFolder recorded) {
        // Names the runs there are, if this is none of them.
        var unused = folder.settings();
        if (!folder.keeper().run().equals(recorded.keeper().run())) {
            throw new UserMistake("The log of run \"" + folder.run() + "\" lies with that of run \""
                    + folder.keeper().run() + "\", but the record of \"" + recorded.run() + "\" with that of \""
                    + recorded.keeper().run() + "\". Ask the record that it was published by, or choose a new name with"
                    + " --as.");
        }
    }

    private Outcome judge(Candidate asked, Publication publication, Bus bus) {
        Evidence evidence = Evidence.of(
                asked,
                new RunRegistry(bus).await(record, Duration.ofSeconds(5)),
                bus,
                question.question(),
                QuestionOptions.progress(spec.commandLine().getErr()));
        Verdict verdict = new Gate(by, bar.asked(), despiteThinOverlap).judge(evidence);
        if (verdict.refusal().isPresent()) {
            return new Outcome(null, verdict.refusal().get(), verdict.bar(), evidence);
        }
        Publication.Judged judged = judged(asked, evidence, verdict);
        long version = name.fresh != null ? publication.asNew(bus, judged) : publication.asNext(bus, judged);
        return new Outcome(name.name() + "@" + version, null, verdict.bar(), evidence);
    }

    private Publication.Judged judged(Candidate asked, Evidence evidence, Verdict verdict) {
        Map<String, String> details = new TreeMap<>();
        details.put("candidate", asked.name());
        details.put("sha256", asked.weights().sha256());
        details.put("record", record);
        details.put("estimator", by.key());
        details.put("estimate", String.valueOf(verdict.estimate().value()));
        details.put("lower", String.valueOf(verdict.estimate().lower()));
        details.put("upper", String.valueOf(verdict.estimate().upper()));
        details.put("bar", String.valueOf(verdict.bar()));
        details.put("confidence", String.valueOf(evidence.confidence()));
        details.put("discount", String.valueOf(evidence.discount()));
        details.put("greedy", String.valueOf(evidence.greedy()));
        details.put("episodes", String.valueOf(evidence.report().episodes()));
        details.put("effectiveEpisodes", String.valueOf(evidence.report().effectiveEpisodes()));
        details.put("warnings", String.valueOf(evidence.report().warnings()));
        return new Publication.Judged(
                String.format(
                        Locale.ROOT,
                        "%s published: by %s on the record of %s it earns %.3f, %.3f at least, above %.3f",
                        asked.name(),
                        by.key(),
                        record,
                        verdict.estimate().value(),
                        verdict.estimate().lower(),
                        verdict.bar()),
                details);
    }

    private void tell(Outcome outcome) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(RunFolder.json(outcome));
            return;
        }
        out.println(EvidenceText.of(outcome.evidence()));
        out.println();
        if (outcome.published() != null) {
            out.println("Published as " + outcome.published() + ". Play it: millrace evaluate " + name.name()
                    + ". Begin with it: policy.init-from: " + name.name() + ".");
            return;
        }
        out.flush();
        spec.commandLine().getErr().println(outcome.refusal());
    }
}
