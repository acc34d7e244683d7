package io.millrace.policy.bandit;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The pricing problem as a plain loop: stores that sell a Poisson number of units a week, whose price changes by
 * at most 10 % from week to week. An experiment ends after six weeks.
 */
final class PricingMarket {

    static final int STORES = 100;
    static final int WEEKS = 6;

    private static final double COST = 400;
    private static final double ELASTICITY = -5;
    private static final double USUAL_PRICE = 500;
    private static final int DAYS = 7;

    private final Arms arms;
    private final double[][] distribution;
    private final double[] profits;
    private final double best;

    /** How far a price may move in a week. */
    enum Constraint {
        NONE,
        TEN_PERCENT
    }

    /** Figures of one rule over many experiments. */
    record Figures(double regretPercent, double hit, double last, double changes) {}

    PricingMarket(int count, double demand) {
        double[] prices = IntStream.range(0, count)
                .mapToDouble(arm -> 450 + 200.0 * arm / (count - 1))
                .toArray();
        this.arms = new Arms(
                DoubleStream.of(prices).boxed().toList(),
                DoubleStream.of(prices).map(price -> price - COST).boxed().toList());
        double[] rates = DoubleStream.of(prices)
                .map(price -> DAYS * demand * Math.exp(ELASTICITY * (price / USUAL_PRICE - 1)))
                .toArray();
        this.profits = IntStream.range(0, count)
                .mapToDouble(arm -> arms.margin(arm) * rates[arm])
                .toArray();
        this.best = DoubleStream.of(profits).max().orElseThrow();
        this.distribution =
                DoubleStream.of(rates).mapToObj(PricingMarket::cumulative).toArray(double[][]::new);
    }

    /** The arm that earns most in truth. */
    int bestArm() {
        return IntStream.range(0, profits.length)
                .filter(arm -> profits[arm] == best)
                .findFirst()
                .orElseThrow();
    }

    Figures run(Rule rule, RulePolicy.Tags tags, Constraint constraint, int experiments) {
        ArmTable table = new ArmTable(1, arms, 0);
        int size = StoreObservation.size(0);
        RulePolicy policy = new RulePolicy(table, rule, tags, size);
        CounterRandom random = new CounterRandom(783390);
        byte[] mask = new byte[STORES * arms.count()];
        double regret = 0;
        double hits = 0;
        double last = 0;
        long changes = 0;
        for (int experiment = 0; experiment < experiments; experiment++) {
            float[] parameters = new float[table.parameterCount()];
            Market market = table.market(parameters, 0);
            float[] observations = new float[STORES * size];
            Arrays.fill(observations, Decision.NONE);
            Arrays.fill(mask, (byte) 1);
            for (int week = 0; week < WEEKS; week++) {
                policy.load(parameters);
                policy.forward(observations, STORES);
                policy.draw(random, experiment, week, 0, STORES, mask);
                for (int store = 0; store < STORES; store++) {
                    int arm = (int) policy.actions()[store];
                    int at = store * size + StoreObservation.ARM;
                    changes += week > 0 && observations[at] != arm ? 1 : 0;
                    observations[at] = arm;
                    regret += best - profits[arm];
                    last += week == WEEKS - 1 && optimal(arm) ? 1.0 / STORES : 0;
                    market.add(arm, 1, units(arm, random.at(Purpose.ENVIRONMENT, experiment, week, store)), 0);
                    if (constraint == Constraint.TEN_PERCENT) {
                        allow(mask, store, arm);
                    }
                }
                market.countBatch();
                if (rule.fit() == Rule.Fit.ELASTICITY) {
                    fitElasticity(market);
                }
            }
            hits += optimal(rule.recommend(market)) ? 1 : 0;
        }
        return new Figures(
                100 * regret / (experiments * best * STORES * WEEKS),
                hits / experiments,
                last / experiments,
                (double) changes / experiments);
    }

    private boolean optimal(int arm) {
        return profits[arm] > 0.99 * best;
    }

    private void allow(byte[] mask, int store, int current) {
        double price = arms.price(current);
        for (int arm = 0; arm < arms.count(); arm++) {
            boolean near = Math.abs(arms.price(arm) - price) <= 0.1 * price + 1e-9;
            mask[store * arms.count() + arm] = (byte) (near ? 1 : 0);
        }
    }

    private int units(int arm, RandomGenerator random) {
        int found = Arrays.binarySearch(distribution[arm], random.nextDouble());
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Of a Poisson variable, as far as doubles tell it from 1. */
    private static double[] cumulative(double rate) {
        double[] cumulative = new double[(int) (rate + 12 * Math.sqrt(rate) + 20)];
        double probability = Math.exp(-rate);
        double sum = 0;
        for (int units = 0; units < cumulative.length; units++) {
            sum += probability;
            cumulative[units] = units == cumulative.length - 1 ? 1 : sum;
            probability *= rate / (units + 1);
        }
        return cumulative;
    }

    /** Newton's method on the likelihood of units ~ Poisson(exp(a x + b)), x being the price around the middle. */
    private void fitElasticity(Market market) {
        double b = Math.log(market.meanReward() / 100 + 1e-9);
        double a = 0;
        for (int round = 0; round < 50; round++) {
            double ga = 0;
            double gb = 0;
            double haa = 1e-9;
            double hab = 0;
            double hbb = 1e-9;
            for (int arm = 0; arm < arms.count(); arm++) {
                double x = (arms.price(arm) - 550) / 100;
                double expected = market.count(arm) * Math.exp(a * x + b);
                double residual = market.count(arm) * market.meanUnits(arm) - expected;
                ga += residual * x;
                gb += residual;
                haa += expected * x * x;
                hab += expected * x;
                hbb += expected;
            }
            double determinant = haa * hbb - hab * hab;
            a += (hbb * ga - hab * gb) / determinant;
            b += (haa * gb - hab * ga) / determinant;
        }
        for (int arm = 0; arm < arms.count(); arm++) {
            double x = (arms.price(arm) - 550) / 100;
            market.estimate(arm, arms.margin(arm) * Math.exp(a * x + b), 0);
        }
    }
}
