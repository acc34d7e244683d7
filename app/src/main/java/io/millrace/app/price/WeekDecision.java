package io.millrace.app.price;

import io.millrace.messages.Run;
import io.millrace.policy.bandit.RulePolicy;
import io.millrace.policy.bandit.RulePolicy.Tags;
import io.millrace.policy.bandit.Rules;
import io.millrace.policy.random.CounterRandom;
import io.millrace.runtime.worker.UserMistake;
import io.millrace.weights.RuleSettings;
import io.millrace.weights.RunPolicy;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides for all known stores together, for the week after the newest. The decision depends on what was taken in
 * and on the run's settings alone, so that it can be made again from the record.
 */
final class WeekDecision {

    private final SalesSettings sales;
    private final String rule;
    private final RulePolicy policy;
    private final CounterRandom random;

    WeekDecision(Run run, SalesSettings sales, RuleSettings rule) {
        this.sales = sales;
        this.rule = rule.name();
        this.policy = new RulePolicy(
                RunPolicy.arms(Objects.requireNonNull(run.getRule())),
                Rules.of(rule.name(), rule.settings()),
                rule.relabel() ? Tags.FEWEST_CHANGES : Tags.AS_CHOSEN,
                SaleUnroll.OBSERVATION_SIZE);
        this.random = new CounterRandom(run.getSeed());
    }

    /** What each store is to ask, by name. */
    List<Recommendation> decide(SalesKnown known, ArmStatistics statistics) {
        List<String> stores = known.stores();
        LocalDate week = known.nextWeek();
        long number = SaleUnroll.weekNumber(week);
        int arms = sales.prices().size();
        float[] observations = new float[stores.size() * SaleUnroll.OBSERVATION_SIZE];
        byte[] masks = new byte[stores.size() * arms];
        for (int store = 0; store < stores.size(); store++) {
            StoreWeek last = newest(known, stores.get(store));
            SaleUnroll.show(observations, store * SaleUnroll.OBSERVATION_SIZE, number, last, sales);
            System.arraycopy(mask(last), 0, masks, store * arms, arms);
        }
        policy.load(statistics.weights().parameters());
        policy.forward(observations, stores.size());
        var unused = policy.draw(random, 0, number, 0, stores.size(), masks);
        boolean first = statistics.market().batches() == 0;
        List<Recommendation> decided = new ArrayList<>();
        for (int store = 0; store < stores.size(); store++) {
            StoreWeek last = newest(known, stores.get(store));
            byte[] mask = mask(last);
            int arm = (int) policy.actions()[store];
            decided.add(new Recommendation(
                    stores.get(store),
                    week,
                    last.price(),
                    sales.prices().get(arm),
                    arm,
                    Math.exp(policy.logProbabilities()[store]),
                    reason(first, mask),
                    statistics.version(),
                    mask));
        }
        return decided;
    }

    /**
     * Refuses a store that has no price to go to.
     *
     * @throws UserMistake that names the first of them
     */
    static void requireFeasible(SalesKnown known, SalesSettings sales) {
        for (String store : known.stores()) {
            StoreWeek last = newest(known, store);
            if (sales.mask(last.price(), last.unitCost()) == null) {
                throw new UserMistake("Store " + store + " asked " + Money.text(last.price()) + " on "
                        + last.lastDay() + " at a unit cost of " + Money.text(last.unitCost()) + ", so that none of"
                        + " the prices "
                        + sales.prices().stream().map(Money::text).collect(Collectors.joining(", "))
                        + " lies above its cost and within " + Money.text(100 * sales.changeLimit())
                        + " % of its price. Nothing was recorded. Give other prices with --prices or a wider"
                        + " --max-change, in a run of another name if this one is begun, or leave the store out.");
            }
        }
    }

    /** What each store was told, by its name. */
    static Map<String, Recommendation> byStore(List<Recommendation> decided) {
        return decided.stream().collect(Collectors.toMap(Recommendation::store, one -> one));
    }

    private String reason(boolean first, byte[] mask) {
        int allowed = 0;
        for (byte one : mask) {
            allowed += one;
        }
        if (allowed == 1) {
            return "the only price within the limits";
        }
        return first ? "to learn: no week at these prices yet" : "rule " + rule;
    }

    private byte[] mask(StoreWeek last) {
        byte @Nullable [] mask = sales.mask(last.price(), last.unitCost());
        if (mask == null) {
            throw new IllegalStateException("Store " + last.store() + " was recorded without a price to go to.");
        }
        return mask;
    }

    private static StoreWeek newest(SalesKnown known, String store) {
        return Objects.requireNonNull(known.newestOf(store));
    }
}
