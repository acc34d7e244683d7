package io.millrace.learner.algorithms;

import io.millrace.learner.bandit.Approximator;
import io.millrace.learner.bandit.Committee;
import io.millrace.learner.bandit.PriceElasticity;
import io.millrace.learner.bandit.PriceElasticity.Estimated;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Market;
import io.millrace.policy.bandit.Rule.Fit;
import io.millrace.policy.bandit.StoreObservation;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Counts what each arm gave, and fits to it what the run's rule needs. A tick of all lanes of an update is one batch
 * of results of each market; the parameters are the whole of what is known. Units are rewards over the arm's margin, rounded, since a
 * reward has lost some digits on its way.
 *
 * <p>The state counts how often each member of the committee was left out because it did not converge.
 */
public final class Bandit implements Algorithm {

    private static final UpdateReport NO_GRADIENT = new UpdateReport(0, 0, 0, 0, 0, 0, 0, 0);

    private final ArmTable table;
    private final Fit fit;
    private final int daysPerStep;
    private final CounterRandom random;
    private final Committee committee;
    private final Map<String, Double> leftOut = new TreeMap<>();
    private final Optimizer standstill = new Standstill(Algorithms.BANDIT);
    private final long[] count;
    private final double[] mean;
    private final double[] squares;

    private final double[] prices;
    private final double[] means;
    private final double[] counts;
    private final double[] estimates;
    private final double[] spreads;

    /**
     * @param table       where the statistics lie in the parameters
     * @param fit         what to fit to them after each update
     * @param daysPerStep days of sales behind one reward; at least 1
     * @param seed        of the committee's chance
     */
    public Bandit(ArmTable table, Fit fit, int daysPerStep, long seed) {
        this.table = table;
        this.fit = fit;
        this.daysPerStep = daysPerStep;
        this.random = new CounterRandom(seed);
        int arms = table.arms().count();
        this.committee = new Committee(arms);
        this.count = new long[arms];
        this.mean = new double[arms];
        this.squares = new double[arms];
        this.prices =
                table.arms().prices().stream().mapToDouble(Double::doubleValue).toArray();
        this.means = new double[arms];
        this.counts = new double[arms];
        this.estimates = new double[arms];
        this.spreads = new double[arms];
        if (fit == Fit.COMMITTEE) {
            for (Approximator member : Approximator.values()) {
                leftOut.put(name(member), 0.0);
            }
        }
    }

    /**
     * All of its report is 0: there are no losses and no gradients, and what the rule drew from is not in the unrolls.
     * The entropy of decisions is among the actor's meters.
     */
    @Override
    public UpdateReport update(UnrollBatch batch, float[] parameters, UpdateContext context) {
        // Of each market the first lane that sold in it: the place of its chance, however many markets there are.
        Map<Integer, Integer> touched = new TreeMap<>();
        for (int tick = 0; tick < batch.shape().steps(); tick++) {
            touched.clear();
            for (int unroll = 0; unroll < batch.layout().unrolls(); unroll++) {
                int number = table.marketOf(batch.lanes()[unroll]);
                touched.putIfAbsent(number, batch.lanes()[unroll]);
                takeIn(batch, unroll, tick, table.market(parameters, number));
            }
            touched.keySet().forEach(number -> table.market(parameters, number).countBatch());
        }
        for (Map.Entry<Integer, Integer> one : touched.entrySet()) {
            Market market = table.market(parameters, one.getKey());
            switch (fit) {
                case COMMITTEE ->
                    fitCommittee(market, random.at(Purpose.MINIBATCHES, context.number(), one.getValue(), 0));
                case ELASTICITY -> fitElasticity(market);
                case NONE -> {}
            }
        }
        return NO_GRADIENT;
    }

    @Override
    public Map<String, Double> state() {
        return Map.copyOf(leftOut);
    }

    @Override
    public void restore(Map<String, Double> state) {
        CheckpointNames.require(Algorithms.BANDIT, leftOut.keySet(), state);
        leftOut.putAll(state);
    }

    @Override
    public Optimizer optimizer() {
        return standstill;
    }

    private void takeIn(UnrollBatch batch, int unroll, int tick, Market market) {
        Arrays.fill(count, 0);
        Arrays.fill(mean, 0);
        Arrays.fill(squares, 0);
        int stores = batch.shape().environments();
        int first = (unroll * batch.shape().steps() + tick) * stores;
        if (market.batches() == 0) {
            takeHistory(batch, first, stores, market);
        }
        for (int row = first; row < first + stores; row++) {
            int arm = (int) batch.sampled()[row];
            double units = Math.rint(batch.rewards()[row] / table.arms().margin(arm));
            count[arm]++;
            double from = units - mean[arm];
            mean[arm] += from / count[arm];
            squares[arm] += from * (units - mean[arm]);
        }
        for (int arm = 0; arm < count.length; arm++) {
            if (count[arm] > 0) {
                market.add(arm, count[arm], mean[arm], squares[arm]);
            }
        }
    }

    private void takeHistory(UnrollBatch batch, int firstRow, int stores, Market market) {
        int size = batch.shape().observationSize();
        for (int price = 0; price < table.history(); price++) {
            double days = 0;
            double units = 0;
            int store = 0;
            for (int row = firstRow; row < firstRow + stores; row++) {
                store = batch.observationRow(row) * size;
                days += batch.observations()[store + StoreObservation.historyDays(price)];
                units += batch.observations()[store + StoreObservation.historyUnits(price)];
            }
            market.history(price, batch.observations()[store + StoreObservation.historyPrice(price)], days, units);
        }
    }

    private void fitCommittee(Market market, RandomGenerator chance) {
        for (int arm = 0; arm < prices.length; arm++) {
            means[arm] = market.meanReward(arm);
            counts[arm] = market.count(arm);
        }
        committee.fit(prices, means, counts, chance, estimates, spreads);
        committee.leftOut().forEach(member -> leftOut.merge(name(member), 1.0, Double::sum));
        for (int arm = 0; arm < prices.length; arm++) {
            market.estimate(arm, estimates[arm], spreads[arm]);
        }
    }

    /** Where sales say nothing about the elasticity, what was estimated before stays. */
    private void fitElasticity(Market market) {
        int arms = prices.length;
        double[] asked = Arrays.copyOf(prices, arms + market.history());
        double[] days = new double[asked.length];
        double[] units = new double[asked.length];
        for (int arm = 0; arm < arms; arm++) {
            days[arm] = market.count(arm) * daysPerStep;
            units[arm] = market.count(arm) * market.meanUnits(arm);
        }
        for (int past = 0; past < market.history(); past++) {
            boolean known = market.historyDays(past) > 0;
            asked[arms + past] = known ? market.historyPrice(past) : prices[0];
            days[arms + past] = market.historyDays(past);
            units[arms + past] = market.historyUnits(past);
        }
        if (PriceElasticity.estimate(asked, days, units, prices[arms / 2]) instanceof Estimated demand) {
            for (int arm = 0; arm < arms; arm++) {
                double expected = table.arms().margin(arm) * daysPerStep * demand.demand(prices[arm]);
                market.estimate(arm, expected, 0);
            }
        }
    }

    private static String name(Approximator member) {
        return "left-out-" + member.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
