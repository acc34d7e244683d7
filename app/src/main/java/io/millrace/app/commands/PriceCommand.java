package io.millrace.app.commands;

import io.millrace.app.broker.EmbeddedBroker;
import io.millrace.app.price.PriceCall;
import io.millrace.app.price.PriceRequest;
import io.millrace.app.price.PriceRequest.Options;
import io.millrace.app.price.PriceText;
import io.millrace.app.price.SalesRun;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.SettingOption;
import io.millrace.messages.Run;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.kafka.KafkaBus;
import io.millrace.runtime.process.ConnectionOptions;
import io.millrace.runtime.run.RunRegistry;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace price --history FILE}. */
@Command(
        name = "price",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes in the sales of stores, estimates how demand answers the price, and recommends next week's price for"
                    + " every store, by a rule that goes on learning.",
            "FILE is CSV with the columns store, date, price, units and unit_cost, in any order, one row for each store"
                    + " and day. Prices are printed as CSV, what was found on standard error.",
            "Everything taken in is kept in the run's topics, in FOLDER/RUN or on the cluster that --bootstrap-servers"
                    + " names: give next week's sales with the same --run, and it goes on. Sales that are known already"
                    + " are counted and change nothing."
        },
        footer = {
            "",
            "Examples:",
            "  millrace price --history examples/sales.csv --prices 450:650:7",
            "  millrace price --history week-2.csv --out prices.csv",
            "  millrace price --history sales.csv --run with-ucb --rule ucb --set rule.weight=0.3 --json"
        })
final class PriceCommand implements Callable<Integer> {

    @Option(names = "--history", paramLabel = "FILE", required = true, description = "The sales.")
    private Path history = Path.of("");

    @Option(
            names = "--run",
            paramLabel = "RUN",
            defaultValue = "prices",
            description = "Name of the run that this belongs to (default: ${DEFAULT-VALUE}).")
    private String run = "prices";

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            completionCandidates = RuleNames.class,
            description = "What decides: ${COMPLETION-CANDIDATES} (default: thompson).")
    private @Nullable String rule;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the rule, such as rule.epsilon=0.2, or seed, or sales.unit-cost, by which margins"
                            + " are reckoned (default: the mean of what units cost last). May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--prices",
            paramLabel = "PRICES",
            description = "Prices to choose from: LOWEST:HIGHEST:COUNT, evenly spaced, or a list such as 450,499.90,550"
                    + " (default: seven from the lowest to the highest price seen).")
    private @Nullable String prices;

    @Option(
            names = "--max-change",
            paramLabel = "SHARE",
            description = "Largest change of a price in a week, as a share of it (default: 0.1).")
    private @Nullable Double maxChange;

    @Option(names = "--weekly", description = "A row stands for the whole week (Monday to Sunday) of its date.")
    private boolean weekly;

    @Option(
            names = "--relabel",
            description =
                    "Match stores anew to the prices that the rule chose, so that as few as can be change theirs.")
    private boolean relabel;

    @Option(
            names = "--out",
            paramLabel = "CSV",
            description = "Where the prices go, whole or not at all (default: standard output).")
    private @Nullable Path out;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "runs",
            description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("runs");

    @Option(names = "--json", description = "Print summary and prices as JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        requireName();
        List<SettingOption> overrides = SettingOption.all(settings, "rule.epsilon=0.2");
        // Asked before anything is recorded: what was taken in is told once.
        @Nullable OutputFile table = out == null ? null : table(out).requireWritable();
        // Where the day begins earlier, today is tomorrow here.
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        PriceRequest request =
                new PriceRequest(history, new Options(rule, relabel, weekly, maxChange, prices, overrides), today);
        PriceCall call = connection.given() ? onCluster(request) : inFolder(request);
        tell(call, table);
        return 0;
    }

    private PriceCall onCluster(PriceRequest request) {
        try (Bus bus = new KafkaBus(connection.connection())) {
            RunRegistry registry = new RunRegistry(bus);
            Optional<Run> there = registry.all().stream()
                    .filter(one -> one.getRun().equals(run))
                    .findFirst();
            return there.isPresent()
                    ? PriceCall.make(request, there.get(), bus, clock.instant())
                    : begin(request, request.begin(run), bus);
        }
    }

    private PriceCall inFolder(PriceRequest request) {
        RunFolder folder = new RunFolder(data, run);
        boolean there = Files.exists(folder.path().resolve("settings.json"));
        Settings kept = there ? folder.settings() : request.begin(run);
        if (there) {
            request.requireSame(SalesRun.settings(kept, run));
        }
        folder.claim(kept);
        folder.claimBus("kafka");
        String running = EmbeddedBroker.runningOn(folder.brokerData());
        if (running != null) {
            try (Bus bus = new KafkaBus(connection.connection(running))) {
                return begin(request, kept, bus);
            }
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.brokerData(), 0, Map.of());
                Bus bus = new KafkaBus(connection.connection(broker.address()))) {
            return begin(request, kept, bus);
        }
    }

    /** Registers the run, or finds it registered. */
    private PriceCall begin(PriceRequest request, Settings settings, Bus bus) {
        Run described = SalesRun.describe(settings, clock.instant());
        return PriceCall.make(request, new RunRegistry(bus).register(described), bus, clock.instant());
    }

    private void tell(PriceCall call, @Nullable OutputFile table) {
        PrintWriter told = spec.commandLine().getOut();
        String csv = PriceText.csv(call.prices());
        if (table != null) {
            table.write(csv);
        }
        if (json) {
            told.println(RunFolder.json(call));
        } else if (table == null) {
            told.print(csv);
        }
        told.flush();
        PrintWriter err = spec.commandLine().getErr();
        err.println(PriceText.summary(call.summary()));
        err.flush();
    }

    private static OutputFile table(Path out) {
        return new OutputFile(out, "The prices", "Name a file with --out; the same call then gives the same prices.");
    }

    private void requireName() {
        try {
            var unused = new Topics(run, 1);
        } catch (IllegalArgumentException refused) {
            throw new UserMistake(String.valueOf(refused.getMessage()), refused);
        }
    }
}
