package io.millrace.app.price;

import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Rule;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.settings.Settings;
import io.millrace.runtime.settings.SettingsException;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.schemas.Topics;
import io.millrace.weights.RuleSettings;
import io.millrace.weights.RunPolicy;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of sales, as its topics tell it: what was taken in, the statistics of it, and what was recommended. All of
 * it is made again from the record with each call, in the order of the record; the record is what counts.
 *
 * <p>A call that was stopped leaves a record that the next call goes on from: store-weeks that stand on it without
 * an entry in the ledger are learned from then, and weights that were not published are.
 */
public final class SalesRun {

    /** What a ledger entry may name: it is one message. */
    private static final int UNROLLS_PER_ENTRY = 50_000;

    private final Run run;
    private final SalesSettings sales;
    private final SalesLog log;
    private final SalesKnown known = new SalesKnown();
    private final ArmStatistics statistics;
    private final WeekDecision decision;
    private final CounterRandom random;
    private final List<Event<Unroll>> pending = new ArrayList<>();

    /** The last recommendation that was given for a week, by week and store. */
    private final Map<LocalDate, Map<String, Recommendation>> recommended = new HashMap<>();

    private List<Recommendation> newest = List.of();
    private long nextNumber;
    private long nextOffset;

    /** What stands beside the sections. */
    private record Named(String run, long seed) {}

    private SalesRun(Run run, Settings settings, Bus bus) {
        RuleSettings rule = RuleSettings.read(settings.section(RuleSettings.SECTION));
        this.run = run;
        this.sales = settings.bind(SalesSettings.SECTION, SalesSettings.class);
        this.log = new SalesLog(bus, run);
        this.statistics = new ArmStatistics(run, sales, Rules.of(rule.name(), rule.settings()));
        this.decision = new WeekDecision(run, sales, rule);
        this.random = new CounterRandom(run.getSeed());
    }

    /**
     * The run that these settings describe, as it is registered.
     *
     * @throws SettingsException if anything in them cannot be
     */
    public static Run describe(Settings settings, Instant now) {
        settings.allowOnly(List.of("run", "seed", "environment", SalesSettings.SECTION, RuleSettings.SECTION));
        SalesSettings sales = settings.bind(SalesSettings.SECTION, SalesSettings.class);
        RuleSettings rule = RuleSettings.read(settings.section(RuleSettings.SECTION));
        requireRuleForAll(rule, sales);
        Named named = settings.without("environment")
                .without(SalesSettings.SECTION)
                .without(RuleSettings.SECTION)
                .bind("", Named.class);
        // Refuses names that cannot be part of a topic's name.
        var unused = new Topics(named.run(), 1);
        return Run.newBuilder()
                .setRun(named.run())
                .setSettingsHash(settings.sha256())
                .setSettings(settings.canonicalJson())
                .setSeed(named.seed())
                .setLanes(1)
                .setEnvironmentsPerLane(1)
                .setUnrollLength(1)
                .setMaxPolicyLag(0)
                .setPartitions(1)
                .setEnvironment(SaleUnroll.ENVIRONMENT)
                .setEnvironmentVersion(SaleUnroll.ENVIRONMENT_VERSION)
                .setObservationSize(SaleUnroll.OBSERVATION_SIZE)
                .setActionSpace(RunPolicy.describe(new ActionSpace.Discrete(sales.elsewhere() + 1)))
                .setDistribution("categorical")
                .setNetwork(new NetworkDescription(List.of(), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRule(rule.describe(sales.arms(), 1, 7, 0))
                .setRegisteredAt(now)
                .build();
    }

    /**
     * Reads what the topics of a run hold.
     *
     * @param run as it is registered
     * @throws UserMistake if the run is none of sales, or its record contradicts itself
     */
    public static SalesRun read(Run run, Bus bus) {
        SalesRun read = new SalesRun(run, settings(run), bus);
        read.readRecord();
        return read;
    }

    /** Whether these are the settings of a run that prices by sales, in which nothing is played. */
    public static boolean describedBy(Settings settings) {
        return settings.has(SalesSettings.SECTION);
    }

    /**
     * These settings, if they are of a run that prices by sales.
     *
     * @throws UserMistake if it is another kind of run
     */
    public static Settings settings(Settings settings, String run) {
        if (!describedBy(settings)) {
            throw new UserMistake("Run \"" + run + "\" is of environment " + settings.text("environment.name")
                    + " and prices nothing by sales. Choose another name with --run.");
        }
        return settings;
    }

    static Settings settings(Run run) {
        return settings(Settings.parse(run.getSettings(), "the settings of run " + run.getRun()), run.getRun());
    }

    /** What the market is told from. */
    SalesSettings sales() {
        return sales;
    }

    /** All sales that were learned from. */
    SalesKnown known() {
        return known;
    }

    /** All sales on the record, also those that a stopped call recorded and did not learn from. */
    SalesKnown recorded() {
        return pending.isEmpty()
                ? known
                : known.with(pending.stream()
                        .map(event -> SaleUnroll.storeWeek(event.value()))
                        .toList());
    }

    ArmStatistics statistics() {
        return statistics;
    }

    /** What was recommended last: by the newest statistics, for the week after the newest. */
    List<Recommendation> recommendations() {
        return newest;
    }

    /**
     * Records new store-weeks and learns from them; with none it only completes what a stopped call left.
     *
     * @return how many of them asked what this run had recommended
     */
    long take(List<StoreWeek> accepted, Instant now) {
        long followed = 0;
        List<Unroll> unrolls = new ArrayList<>();
        SalesKnown recorded = recorded();
        Map<String, StoreWeek> before = new HashMap<>();
        for (StoreWeek sold : accepted) {
            StoreWeek last =
                    before.containsKey(sold.store()) ? before.get(sold.store()) : recorded.newestOf(sold.store());
            Recommendation advice = followed(sold);
            followed += advice == null ? 0 : 1;
            unrolls.add(SaleUnroll.of(run, sales, nextNumber + unrolls.size(), sold, last, advice));
            before.put(sold.store(), sold);
        }
        log.record(unrolls);
        take(log.unrolls(List.of(nextOffset)));
        while (!pending.isEmpty()) {
            learn(now);
        }
        if (log.publishedVersion() < statistics.version()) {
            log.publish(statistics.weights(), now);
        }
        return followed;
    }

    /** What was recommended for exactly this, where it was. */
    private @Nullable Recommendation followed(StoreWeek sold) {
        Recommendation advice = recommended.getOrDefault(sold.week(), Map.of()).get(sold.store());
        return advice != null && sold.whole() && advice.price() == sold.price() ? advice : null;
    }

    private void readRecord() {
        take(log.unrolls());
        for (Update entry : log.updates()) {
            if (entry.getVersion() <= statistics.version()) {
                continue;
            }
            int named = entry.getConsumed().size() + entry.getDropped().size();
            if (entry.getVersion() != statistics.version() + 1 || named > pending.size()) {
                throw contradiction(
                        "entry " + entry.getVersion() + " of its ledger does not follow what stands" + " before it");
            }
            var unused = step(named);
            if (!statistics.weights().sha256().equals(entry.getWeightsSha256())) {
                throw contradiction(
                        "entry " + entry.getVersion() + " of its ledger, made again, gives other" + " statistics");
            }
            if (entry.getRandomState() != 0) {
                recommend();
            }
        }
    }

    private UserMistake contradiction(String what) {
        return new UserMistake("The record of run \"" + run.getRun() + "\" contradicts itself: " + what
                + ". Begin a run of another name with all sales, or go on with the version of Millrace that wrote it.");
    }

    private void take(List<Event<Unroll>> events) {
        for (Event<Unroll> event : events) {
            nextOffset = event.offset() + 1;
            // Of two calls at the same time the second repeats numbers: its records are not part of the run.
            if (event.value().getNumber() == nextNumber) {
                nextNumber++;
                pending.add(event);
            }
        }
    }

    private void learn(Instant now) {
        Step step = step(nextEntry());
        boolean last = pending.isEmpty();
        log.enter(
                statistics.weights(),
                step.learned(),
                step.aside(),
                statistics.steps(),
                last ? chance().state() : 0,
                now);
        if (last) {
            recommend();
        }
    }

    /** How many of the pending ones the next entry names: all, or whole weeks, so that none falls apart. */
    private int nextEntry() {
        if (pending.size() <= UNROLLS_PER_ENTRY) {
            return pending.size();
        }
        int count = UNROLLS_PER_ENTRY;
        while (count > 0 && week(count - 1).equals(week(count))) {
            count--;
        }
        return count == 0 ? UNROLLS_PER_ENTRY : count;
    }

    private LocalDate week(int pendingIndex) {
        return SaleUnroll.storeWeek(pending.get(pendingIndex).value()).week();
    }

    /** Where the draws of the next recommendation begin. */
    private CounterRandom chance() {
        return random.at(Purpose.ACTING, 0, SaleUnroll.weekNumber(known.nextWeek()), 0);
    }

    private void recommend() {
        newest = decision.decide(known, statistics);
        recommended.put(known.nextWeek(), WeekDecision.byStore(newest));
    }

    /** Learns from the first of what is pending. */
    private Step step(int count) {
        List<Event<Unroll>> learned = new ArrayList<>();
        List<Event<Unroll>> aside = new ArrayList<>();
        List<StoreWeek> atArms = new ArrayList<>();
        for (Event<Unroll> event : pending.subList(0, count)) {
            StoreWeek sold = SaleUnroll.storeWeek(event.value());
            known.add(sold);
            if (sold.whole() && sales.armAt(sold.price()) != sales.elsewhere()) {
                learned.add(event);
                atArms.add(sold);
            } else {
                aside.add(event);
            }
        }
        pending.subList(0, count).clear();
        statistics.update(atArms, known);
        return new Step(learned, aside);
    }

    /**
     * What one update took in.
     *
     * @param learned whole weeks at arms
     * @param aside   all else: it counts for the elasticity alone
     */
    private record Step(List<Event<Unroll>> learned, List<Event<Unroll>> aside) {}

    /** A rule may name an arm that there is not; better said before anything is recorded. */
    private static void requireRuleForAll(RuleSettings settings, SalesSettings sales) {
        Rule rule = Rules.of(settings.name(), settings.settings());
        var table = new ArmTable(1, sales.arms(), 0);
        try {
            var unused = rule.recommend(table.market(new float[table.parameterCount()], 0));
        } catch (IllegalStateException refused) {
            throw new SettingsException(String.valueOf(refused.getMessage()));
        }
    }
}
