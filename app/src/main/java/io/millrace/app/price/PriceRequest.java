package io.millrace.app.price;

import io.millrace.app.run.SettingOption;
import io.millrace.runtime.run.SettingsDifference;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.RuleSettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call of {@code millrace price} asks: a file of sales, read and checked by itself, and what its options say
 * of the run. What is not said is as the run has it, or a default where the run begins.
 */
public final class PriceRequest {

    private static final String DEFAULT_RULE = "thompson";
    private static final String DEFAULT_LIMIT = "0.1";

    /**
     * What options say; null where they say nothing.
     *
     * @param rule      name of a rule
     * @param relabel   whether as few stores as can be change their price; false says nothing
     * @param weekly    whether a row is a week; false says nothing
     * @param maxChange largest weekly change, as a share
     * @param prices    as {@link PriceGrid} reads them
     * @param settings  further ones
     */
    public record Options(
            @Nullable String rule,
            boolean relabel,
            boolean weekly,
            @Nullable Double maxChange,
            @Nullable String prices,
            List<SettingOption> settings) {

        public Options {
            settings = List.copyOf(settings);
        }
    }

    private final Path file;
    private final List<SalesRow> rows;
    private final Options options;

    /**
     * Reads the file.
     *
     * @param today nothing can have been sold after it
     * @throws UserMistake if the file or a row cannot be used
     */
    public PriceRequest(Path file, Options options, LocalDate today) {
        this.file = file;
        this.rows = SalesFile.read(file, today);
        this.options = options;
    }

    /**
     * The settings of a new run; everything that the file can be refused for is looked at.
     *
     * @throws UserMistake if a setting cannot be, or the file cannot be used with it
     */
    public Settings begin(String run) {
        Settings settings = Settings.empty()
                .with("run", run)
                .with("seed", "1")
                .with("environment.name", SaleUnroll.ENVIRONMENT)
                .with("sales.rows", options.weekly() ? "weekly" : "daily")
                .with("sales.change-limit", DEFAULT_LIMIT);
        settings = given(settings.under(RuleSettings.SECTION, ruleDefaults()));
        RowPeriod period = options.weekly() ? RowPeriod.WEEKLY : RowPeriod.DAILY;
        SalesKnown known = new SalesKnown();
        Intake.of(file, rows, period, known).accepted().forEach(known::add);
        settings = withGrid(settings, known);
        requireDescribable(settings);
        WeekDecision.requireFeasible(known, settings.bind(SalesSettings.SECTION, SalesSettings.class));
        return settings;
    }

    /**
     * Refuses options that say something else than the run that is there.
     *
     * @throws UserMistake that names what differs
     */
    public void requireSame(Settings run) {
        String before = run.canonicalJson();
        String now = given(run).canonicalJson();
        if (!before.equals(now)) {
            throw new UserMistake("Run \"" + run.text("run") + "\" exists with other settings: "
                    + String.join("; ", SettingsDifference.between(before, now))
                    + ". What it recommended was decided under those. Leave the option out, or begin a run of another"
                    + " name with --run and all sales.");
        }
    }

    /**
     * Compares the file with what a run knows.
     *
     * @throws UserMistake if they contradict each other, or a store would be left without a price
     */
    Intake intake(SalesRun run) {
        SalesKnown recorded = run.recorded();
        Intake intake = Intake.of(file, rows, run.sales().rows(), recorded);
        WeekDecision.requireFeasible(recorded.with(intake.accepted()), run.sales());
        return intake;
    }

    private static void requireDescribable(Settings settings) {
        try {
            var unused = SalesRun.describe(settings, Instant.EPOCH);
        } catch (IllegalArgumentException refused) {
            throw new UserMistake(String.valueOf(refused.getMessage()), refused);
        }
    }

    private Settings ruleDefaults() {
        String rule = options.rule() == null ? DEFAULT_RULE : options.rule();
        try {
            return RuleSettings.defaults(rule).with("name", rule).with("market", "run");
        } catch (SettingsException already) {
            throw already;
        } catch (IllegalArgumentException unknown) {
            throw new UserMistake(
                    String.valueOf(unknown.getMessage()).replace("Set rule.name to", "Set --rule to"), unknown);
        }
    }

    /** These settings with what the options say over them. */
    private Settings given(Settings settings) {
        Settings given = settings;
        if (options.rule() != null) {
            given = given.with("rule.name", options.rule());
        }
        if (options.relabel()) {
            given = given.with("rule.relabel", "true");
        }
        if (options.weekly()) {
            given = given.with("sales.rows", "weekly");
        }
        if (options.maxChange() != null) {
            given = given.with("sales.change-limit", String.valueOf(options.maxChange()));
        }
        if (options.prices() != null) {
            given = given.with("sales.prices", PriceGrid.parse(options.prices()).toString());
        }
        for (SettingOption setting : options.settings()) {
            if (!setting.isOf(RuleSettings.SECTION)
                    && !List.of("seed", "sales.unit-cost").contains(setting.key())) {
                throw new SettingsException("\"" + setting.key() + "\" is no setting to be given here. Set rule.KEY,"
                        + " seed or sales.unit-cost; the rest has options.");
            }
            given = given.with(setting.key(), setting.value());
        }
        return given;
    }

    /** Settles what the options leave to the sales. */
    private static Settings withGrid(Settings given, SalesKnown known) {
        Settings settings = given.has("sales.unit-cost")
                ? given
                : given.with("sales.unit-cost", String.valueOf(Money.kept(known.meanUnitCost())));
        if (settings.has("sales.prices")) {
            return settings;
        }
        List<Double> prices = new ArrayList<>(known.byPrice().keySet());
        return settings.with(
                "sales.prices",
                PriceGrid.of(
                                prices.get(0),
                                prices.get(prices.size() - 1),
                                settings.number("sales.unit-cost"),
                                settings.number("sales.change-limit"))
                        .toString());
    }
}
