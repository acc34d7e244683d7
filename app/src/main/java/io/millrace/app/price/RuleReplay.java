package io.millrace.app.price;

import io.millrace.learner.algorithms.Bandit;
import io.millrace.learner.algorithms.UpdateContext;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.experience.Unrolls;
import io.millrace.learner.offpolicy.OffPolicyEvaluation;
import io.millrace.learner.offpolicy.OffPolicyReport;
import io.millrace.learner.offpolicy.OffPolicySettings;
import io.millrace.messages.ConsumedUnroll;
import io.millrace.messages.RuleDescription;
import io.millrace.messages.Run;
import io.millrace.messages.Unroll;
import io.millrace.messages.Update;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Market;
import io.millrace.policy.bandit.Rule;
import io.millrace.policy.bandit.RulePolicy;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.random.CounterRandom;
import io.millrace.runtime.event.Bus;
import io.millrace.runtime.event.Event;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.RuleSettings;
import io.millrace.weights.RunPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What another rule would have earned, by the record of a run. The ledger is followed: the statistics of each version
 * are made again from the transitions that it names, and each recorded decision is looked at with those of the version
 * that acted, so that the other rule sees what the run's rule saw and nothing of what came of it. The model of the
 * direct method is the market's mean reward of an arm by these statistics.
 *
 * <p>All transitions are held at once: some hundred bytes for each store-week.
 */
public final class RuleReplay {

    /**
     * What it came to.
     *
     * @param run        name of the run
     * @param logged     rule that decided
     * @param target     rule that is asked about
     * @param unknown    recorded store-weeks that no rule drew, or of no arm, among them those before there were
     *     results, which are shared out whatever the rule: they are left out
     * @param loggedMean mean reward of the decisions as they were
     * @param report     of the decisions
     */
    public record Result(
            String run, String logged, String target, long unknown, double loggedMean, OffPolicyReport report) {}

    private static final double ROUNDING = 1e-5;

    /** Decisions that were made together. */
    private record Asked(long lane, long tick, List<Row> rows) {}

    /** One decision: the tick and the environment of an unroll. */
    private record Row(DecodedUnroll unroll, int tick, int environment) {}

    private final Run run;
    private final RuleDescription description;
    private final ArmTable table;
    private final UnrollShape shape;
    private final RulePolicy policy;
    private final String target;
    private final Rule rule;
    private final OffPolicyEvaluation evaluation;
    private final CounterRandom random;
    private long unknown;
    private long decisions;
    private double rewards;

    private RuleReplay(Run run, RuleDescription description, RuleSettings target, OffPolicySettings settings) {
        this.run = run;
        this.description = description;
        this.table = RunPolicy.arms(description);
        this.shape = UnrollShape.of(run);
        this.target = target.name();
        this.rule = Rules.of(target.name(), target.settings());
        this.policy = new RulePolicy(table, rule, run.getObservationSize());
        this.evaluation = new OffPolicyEvaluation(settings);
        // The draws of the recorded rule must not be drawn again: what it did would look likelier than it was.
        this.random = new CounterRandom(~run.getSeed());
    }

    /**
     * Evaluates a rule on the record of a run.
     *
     * @throws UserMistake if no rule decides in the run, if its stores were matched anew, or if too little of its
     *     record says with what probability it was decided
     */
    public static Result of(Run run, Bus bus, RuleSettings target, OffPolicySettings settings) {
        RuleDescription description = run.getRule();
        if (description == null) {
            throw new UserMistake("Run \"" + run.getRun() + "\" is decided by a network, not by a rule over statistics,"
                    + " so that no other rule can take its place. Name a run of pricing, or one that \"millrace price\""
                    + " made.");
        }
        if (description.getRelabel()) {
            throw new UserMistake("In run \"" + run.getRun() + "\" stores were matched anew to the chosen prices"
                    + " (rule.relabel), so that what one store got depended on all others, and its probability says"
                    + " nothing of the rule alone. Name a run without relabelling.");
        }
        return new RuleReplay(run, description, target, settings).follow(new SalesLog(bus, run));
    }

    private Result follow(SalesLog log) {
        List<Update> ledger = log.updates();
        Statistics statistics = sales() ? new OfSales() : new OfArms(ledger);
        Map<Long, List<Asked>> byVersion = new TreeMap<>();
        Map<Long, Map<Integer, Event<Unroll>>> places = new HashMap<>();
        Unrolls decoder = new Unrolls(shape, 1);
        Map<Event<Unroll>, DecodedUnroll> decoded = new HashMap<>();
        for (Event<Unroll> event : log.unrolls()) {
            Event<Unroll> first = places.computeIfAbsent(event.value().getNumber(), number -> new HashMap<>())
                    .putIfAbsent(event.value().getLane(), event);
            if (first == null) {
                DecodedUnroll unroll = decoder.decode(event.value());
                decoded.put(event, unroll);
                index(unroll, byVersion);
            }
        }
        evaluate(byVersion.get(0L), statistics.parameters());
        for (Update entry : ledger) {
            List<Event<Unroll>> named = new ArrayList<>();
            for (ConsumedUnroll consumed : entry.getConsumed()) {
                named.add(event(places, consumed, entry));
            }
            List<Event<Unroll>> aside = new ArrayList<>();
            for (ConsumedUnroll dropped : entry.getDropped()) {
                aside.add(event(places, dropped, entry));
            }
            statistics.update(entry, named, aside, decoded);
            evaluate(byVersion.get(entry.getVersion()), statistics.parameters());
        }
        requireEnough();
        return new Result(
                run.getRun(), description.getName(), target, unknown, rewards / decisions, evaluation.report());
    }

    private boolean sales() {
        return run.getEnvironment().equals(SaleUnroll.ENVIRONMENT);
    }

    private void index(DecodedUnroll unroll, Map<Long, List<Asked>> byVersion) {
        for (int tick = 0; tick < shape.steps(); tick++) {
            long version = unroll.weightsVersions()[tick];
            List<Asked> asked = byVersion.computeIfAbsent(version, key -> new ArrayList<>());
            if (!sales()) {
                asked.add(new Asked(unroll.lane(), unroll.number() * shape.steps() + tick, rows(unroll, tick)));
            } else if (version == 0) {
                unknown++;
            } else {
                // A version recommends once, for all stores together.
                if (asked.isEmpty()) {
                    asked.add(new Asked(0, version, new ArrayList<>()));
                }
                asked.get(0).rows().add(new Row(unroll, tick, 0));
            }
        }
    }

    private List<Row> rows(DecodedUnroll unroll, int tick) {
        List<Row> rows = new ArrayList<>();
        for (int environment = 0; environment < shape.environments(); environment++) {
            rows.add(new Row(unroll, tick, environment));
        }
        return rows;
    }

    private Event<Unroll> event(Map<Long, Map<Integer, Event<Unroll>>> places, ConsumedUnroll consumed, Update entry) {
        Event<Unroll> event =
                places.getOrDefault(consumed.getNumber(), Map.of()).get(consumed.getLane());
        if (event == null) {
            throw new UserMistake("Entry " + entry.getVersion() + " of the ledger of run \"" + run.getRun()
                    + "\" names unroll " + consumed.getNumber() + " of lane " + consumed.getLane()
                    + ", which is not on its transitions any more. Only a whole record can be evaluated.");
        }
        return event;
    }

    private void evaluate(@Nullable List<Asked> together, float[] parameters) {
        if (together == null) {
            return;
        }
        policy.load(parameters);
        for (Asked asked : together) {
            Market market = table.market(parameters, table.marketOf(asked.lane()));
            if (market.batches() == 0) {
                // Shared out evenly, whatever the rule; and no mean is known yet.
                unknown += asked.rows().size();
            } else if (!asked.rows().isEmpty()) {
                evaluate(asked, market);
            }
        }
    }

    private void evaluate(Asked asked, Market market) {
        int arms = table.arms().count();
        int size = run.getObservationSize();
        int count = asked.rows().size();
        float[] observations = new float[count * size];
        byte[] mask = new byte[count * arms];
        for (int store = 0; store < count; store++) {
            Row row = asked.rows().get(store);
            int at = row.tick() * shape.environments() + row.environment();
            System.arraycopy(row.unroll().observations(), at * size, observations, store * size, size);
            byte[] masks = row.unroll().masks();
            if (masks == null) {
                Arrays.fill(mask, store * arms, (store + 1) * arms, (byte) 1);
            } else {
                // Behind the arms may stand that a sale was of none.
                System.arraycopy(masks, at * shape.choices(), mask, store * arms, arms);
            }
        }
        policy.forward(observations, count);
        var unused = policy.draw(random, asked.lane(), asked.tick(), 0, count, mask);
        for (int store = 0; store < count; store++) {
            weigh(asked.rows().get(store), store, market);
        }
    }

    private void weigh(Row row, int store, Market market) {
        int at = row.tick() * shape.environments() + row.environment();
        int arm = (int) row.unroll().sampled()[at];
        double expected = 0;
        for (int other = 0; other < table.arms().count(); other++) {
            expected += policy.probability(store, other) * market.meanReward(other);
        }
        double reward = row.unroll().rewards()[at];
        double wanted = policy.probability(store, arm);
        double recorded = Math.min(1, Math.exp(row.unroll().logProbabilities()[at]));
        // What float32 took from the recorded one would look like support that is missing where rules agree.
        double propensity = Math.abs(wanted - recorded) <= ROUNDING * recorded ? wanted : recorded;
        evaluation.add(propensity, wanted, reward, market.meanReward(arm), expected);
        decisions++;
        rewards += reward;
    }

    private void requireEnough() {
        if (evaluation.decisions() < 2) {
            throw new UserMistake("The record of run \"" + run.getRun() + "\" has " + evaluation.decisions()
                    + " decisions of known probability and " + unknown + " store-weeks whose price no rule drew: what"
                    + " another rule would have earned cannot be told from them. Let stores ask what the run"
                    + " recommends, record that, and evaluate then.");
        }
    }

    /** Makes the statistics of each version again. */
    private interface Statistics {

        /** Of the present version, read at once. */
        float[] parameters();

        void update(
                Update entry,
                List<Event<Unroll>> learned,
                List<Event<Unroll>> aside,
                Map<Event<Unroll>, DecodedUnroll> decoded);
    }

    /** As a learner makes them. */
    private final class OfArms implements Statistics {

        private final Bandit bandit = new Bandit(table, rule.fit(), description.getDaysPerStep(), run.getSeed());
        private final float[] parameters = new float[table.parameterCount()];
        private final UnrollBatch batch = new UnrollBatch(shape);

        /** By version, what the run went back to later. */
        private final Map<Long, float[]> earlier = new HashMap<>();

        OfArms(List<Update> ledger) {
            for (Update entry : ledger) {
                if (entry.getIntervention() != null) {
                    earlier.put(entry.getIntervention().getToVersion(), parameters.clone());
                }
            }
        }

        @Override
        public float[] parameters() {
            return parameters;
        }

        @Override
        public void update(
                Update entry,
                List<Event<Unroll>> learned,
                List<Event<Unroll>> aside,
                Map<Event<Unroll>, DecodedUnroll> decoded) {
            if (entry.getIntervention() != null) {
                float[] from = Objects.requireNonNull(
                        earlier.get(entry.getIntervention().getToVersion()));
                System.arraycopy(from, 0, parameters, 0, parameters.length);
            } else {
                learn(entry, learned, decoded);
            }
            earlier.computeIfPresent(entry.getVersion(), (version, before) -> parameters.clone());
        }

        private void learn(Update entry, List<Event<Unroll>> learned, Map<Event<Unroll>, DecodedUnroll> decoded) {
            batch.fill(learned.stream()
                    .map(event -> Objects.requireNonNull(decoded.get(event)))
                    .toList());
            var unused = bandit.update(batch, parameters, new UpdateContext(entry.getVersion(), entry.getSteps()));
        }
    }

    /** As a run of sales makes them: week by week, with an elasticity from all that was sold. */
    private final class OfSales implements Statistics {

        private final SalesSettings sales = SalesRun.settings(run).bind(SalesSettings.SECTION, SalesSettings.class);
        private final ArmStatistics statistics = new ArmStatistics(run, sales, rule);
        private final SalesKnown known = new SalesKnown();

        @Override
        public float[] parameters() {
            return statistics.weights().parameters();
        }

        @Override
        public void update(
                Update entry,
                List<Event<Unroll>> learned,
                List<Event<Unroll>> aside,
                Map<Event<Unroll>, DecodedUnroll> decoded) {
            List<StoreWeek> atArms = learned.stream()
                    .map(event -> SaleUnroll.storeWeek(event.value()))
                    .toList();
            atArms.forEach(known::add);
            aside.forEach(event -> known.add(SaleUnroll.storeWeek(event.value())));
            statistics.update(atArms, known);
        }
    }
}
