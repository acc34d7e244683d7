package io.millrace.policy.bandit;

import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * A rule that decides for all stores of a lane together, by the statistics of its market. Until a market has
 * results, its arms go to equally many stores in random order, whatever the rule.
 *
 * <p>The log-probability of an action is that of its store's arm, as the rule defines it.
 */
public final class RulePolicy implements Policy {

    /** Which store gets which of the arms that a rule chose for them all. */
    public enum Tags {
        /** The one that it was chosen for. */
        AS_CHOSEN,
        /** As few stores as can be change their arm, as {@link Relabelling} says; the first batch is left as it is. */
        FEWEST_CHANGES
    }

    private final ArmTable table;
    private final Rule rule;
    private final Tags tags;
    private final Relabelling relabelling = new Relabelling();
    private final int observationSize;
    private final Decision decision;
    private final double[] shares;
    private final float[] parameters;
    private boolean loaded;
    private int rows;
    private float[] observations = {};
    private float[] actions = {};
    private float[] logProbabilities = {};
    private int[] order = {};

    /**
     * A policy without statistics.
     *
     * @param observationSize numbers in what a store shows, which begins as {@link StoreObservation} says
     */
    public RulePolicy(ArmTable table, Rule rule, int observationSize) {
        this(table, rule, Tags.AS_CHOSEN, observationSize);
    }

    /**
     * A policy without statistics.
     *
     * @param observationSize numbers in what a store shows, which begins as {@link StoreObservation} says
     */
    public RulePolicy(ArmTable table, Rule rule, Tags tags, int observationSize) {
        this.table = table;
        this.rule = rule;
        this.tags = tags;
        this.observationSize = observationSize;
        this.decision = new Decision(table.arms().count());
        this.shares = new double[table.arms().count()];
        this.parameters = new float[table.parameterCount()];
    }

    @Override
    public void load(float[] given) {
        if (given.length != parameters.length) {
            throw new IllegalArgumentException(given.length + " parameters do not fit a table of " + table.markets()
                    + " markets and " + table.arms().count() + " arms, which has " + parameters.length
                    + ". They were learned with other settings.");
        }
        for (int i = 0; i < given.length; i++) {
            if (!Float.isFinite(given[i])) {
                throw new IllegalArgumentException("Statistic " + i + " is " + given[i]
                        + ", so nothing can be decided by it. Go back to an earlier version.");
            }
        }
        System.arraycopy(given, 0, parameters, 0, given.length);
        loaded = true;
    }

    @Override
    public void forward(float[] given, int count) {
        if (!loaded) {
            throw new IllegalStateException("The policy has no statistics yet. Load a weights version first.");
        }
        if (logProbabilities.length < count) {
            actions = new float[count];
            logProbabilities = new float[count];
        }
        observations = given;
        rows = count;
    }

    @Override
    public double draw(CounterRandom random, long lane, long tick, int firstRow, int count, byte @Nullable [] mask) {
        ask(firstRow, count, mask);
        Market market = table.market(parameters, table.marketOf(lane));
        if (market.batches() == 0) {
            shareOut(random, lane, tick);
        } else {
            rule.decide(market, decision, random.at(Purpose.ACTING, lane, tick, 0));
            if (tags == Tags.FEWEST_CHANGES) {
                relabelling.apply(decision, random.at(Purpose.ACTING, lane, tick, 1));
            }
        }
        for (int store = 0; store < count; store++) {
            actions[firstRow + store] = decision.chosen(store);
            logProbabilities[firstRow + store] = (float) Math.log(decision.propensity(store));
        }
        return decision.meanEntropy();
    }

    /** The arm that is recommended for each row's market, which is row modulo markets: so many rows judge them all. */
    @Override
    public double greedy(int firstRow, int count, byte @Nullable [] mask) {
        ask(firstRow, count, mask);
        int markets = Math.min(count, table.markets());
        for (int first = 0; first < markets; first++) {
            int arm = rule.recommend(table.market(parameters, table.marketOf(firstRow + first)));
            for (int store = first; store < count; store += table.markets()) {
                decision.settle(store, arm);
                actions[firstRow + store] = decision.chosen(store);
                logProbabilities[firstRow + store] = 0;
            }
        }
        return 0;
    }

    @Override
    public float[] sampled() {
        return actions;
    }

    @Override
    public float[] actions() {
        return actions;
    }

    @Override
    public float[] logProbabilities() {
        return logProbabilities;
    }

    @Override
    public int sampledWidth() {
        return 1;
    }

    @Override
    public int actionWidth() {
        return 1;
    }

    @Override
    public boolean sampledIsAction() {
        return true;
    }

    /**
     * With what probability the last {@link #draw} would have given a store an arm.
     *
     * @param store counted from the first row of that draw
     */
    public double probability(int store, int arm) {
        return decision.probability(store, arm);
    }

    private void ask(int firstRow, int count, byte @Nullable [] mask) {
        if (firstRow < 0 || count < 1 || count > rows - firstRow) {
            throw new IllegalArgumentException("Rows " + firstRow + " to " + (firstRow + count - 1)
                    + " were asked for, but the last batch had rows 0 to " + (rows - 1) + ".");
        }
        decision.ask(count, mask);
        for (int store = 0; store < count; store++) {
            float current = observations[(firstRow + store) * observationSize + StoreObservation.ARM];
            if (current != (int) current) {
                throw new IllegalStateException("Store " + store + " shows arm " + current
                        + ", which is no index. Look at what its environment sends.");
            }
            decision.setCurrent(store, (int) current);
        }
    }

    /**
     * Store number i of a random order gets arm i modulo the number of arms.
     */
    private void shareOut(CounterRandom random, long lane, long tick) {
        int stores = decision.stores();
        if (order.length < stores) {
            order = new int[stores];
        }
        random.at(Purpose.ACTING, lane, tick, 0);
        for (int i = 0; i < stores; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        int arms = decision.choices();
        for (int arm = 0; arm < arms; arm++) {
            shares[arm] = (stores / arms + (arm < stores % arms ? 1 : 0)) / (double) stores;
        }
        for (int i = 0; i < stores; i++) {
            decision.settle(order[i], i % arms, shares);
        }
    }
}
