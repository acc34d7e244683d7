package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.policy.bandit.StoreObservation;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A store sells one product. A step is a week: the action is the arm, which is the index of its price, and the reward
 * is the week's profit, {@code (p - c)} for each unit sold. The units of a week are a Poisson draw around
 * {@code days lambda(p)} of the {@link DemandCurve}. What is asked this week changes nothing of the demand of the
 * next, but from week to week a price may change by a share of itself at most: other arms are masked. The first week
 * is free. A store may always keep its price, so that some arm is always allowed.
 *
 * <p>An episode terminates after its weeks: the horizon belongs to the task. Its observation is laid out by
 * {@link StoreObservation}. The history it shows is of the days before the episode: so many distinct prices, drawn
 * evenly from those in fixed steps over the range of the arms, each asked on equally many days, the first ones a day
 * longer where the days do not divide. The price of the history's last day restricts nothing.
 *
 * <p>The copies of a lane are the stores of a market: {@link #reset(RandomGenerator, RandomGenerator)} draws the
 * history's prices from the lane's shared chance, so that they are the same in all stores, and what was sold at
 * them from the store's own.
 *
 * @see "X5 Tech, article 783390, on multi-armed bandits in pricing; the range of the arms is derived from its figures"
 */
public final class Pricing implements Environment, KnownOptimum, Measured, Priced {

    /**
     * Prices to choose from: evenly spaced with both ends, or listed.
     *
     * @param from the lowest price
     * @param to   the highest price
     * @param arms how many; in [2, 1000]
     * @param list ascending prices that take the place of the other three; empty for none
     */
    public record Prices(double from, double to, int arms, List<Double> list) {

        public Prices {
            list = List.copyOf(list);
        }

        /** Evenly spaced prices with both ends. */
        public static Prices even(double from, double to, int arms) {
            return new Prices(from, to, arms, List.of());
        }

        private List<Double> ascending() {
            return list.isEmpty()
                    ? IntStream.range(0, arms)
                            .mapToObj(arm -> from + (to - from) * arm / (arms - 1))
                            .toList()
                    : list;
        }

        // Not in the constructor, because only the owner knows which setting this is, and the cost.
        private void requireFit(double unitCost) {
            if (list.isEmpty()) {
                requireCount("prices.arms", arms);
                requirePrice("prices.from", from, unitCost);
                requirePrice("prices.to", to, unitCost);
                require(
                        from < to,
                        "prices.to",
                        to,
                        "Prices rise from environment.prices.from, which is " + from + ".",
                        "Use a price above it.");
                return;
            }
            requireCount("prices.list", list.size());
            for (int arm = 0; arm < list.size(); arm++) {
                String key = "prices.list[" + arm + "]";
                requirePrice(key, list.get(arm), unitCost);
                require(
                        arm == 0 || list.get(arm) > list.get(arm - 1),
                        key,
                        list.get(arm),
                        "Prices ascend, each one once.",
                        "Put the prices in ascending order and leave out what is there twice.");
            }
        }

        private static void requireCount(String key, int count) {
            require(
                    between(2, count, MOST_ARMS),
                    key,
                    key.endsWith("list") ? "a list of " + count : count,
                    "With one price there is nothing to choose, and each price is a flag in every mask.",
                    "Use 2 to " + MOST_ARMS + " prices, such as 7.");
        }

        private static void requirePrice(String key, double price, double unitCost) {
            require(
                    price > 0 && Double.isFinite(price),
                    key,
                    price,
                    "A price is a finite amount above 0.",
                    "Use a price above environment.unit-cost.");
            require(
                    price > unitCost,
                    key,
                    price,
                    "A unit costs " + unitCost + " (environment.unit-cost), so that this price would earn nothing.",
                    "Use a price above the cost, or a lower cost.");
        }
    }

    /**
     * What is known from before the first week.
     *
     * @param prices distinct prices that were asked; 0 for no history; at most as many as there are steps and days
     * @param step   distance of the prices that they are drawn from; above 0
     * @param days   days of history of each store; in [1, 1000000]
     */
    public record History(int prices, double step, int days) {

        // Not in the constructor, because only the owner knows which setting this is, and the range.
        private void requireFits(double lowest, double highest) {
            require(
                    step > 0 && (highest - lowest) / step <= MOST_STEPS,
                    "history.step",
                    step,
                    "The history's prices are drawn from those that lie so far apart between " + lowest + " and "
                            + highest + ", at most " + MOST_STEPS + " of them.",
                    "Use an amount above 0, such as 5.");
            require(
                    between(1, days, 1_000_000),
                    "history.days",
                    days,
                    "The history's prices share these days.",
                    "Use 1 to 1000000, such as 60.");
            int drawable = steps(lowest, highest);
            require(
                    between(0, prices, Math.min(drawable, days)),
                    "history.prices",
                    prices,
                    "Each is another of " + drawable + " prices in steps of " + step + ", asked on one of " + days
                            + " days or more.",
                    "Use 0 for no history, or 1 to " + Math.min(drawable, days) + ", such as 2.");
        }

        private int steps(double lowest, double highest) {
            // A last price that rounding puts a hair above the highest belongs to them.
            return (int) ((highest - lowest) / step * (1 + ROUNDING)) + 1;
        }

        private int daysAt(int number) {
            return days / prices + (number < days % prices ? 1 : 0);
        }
    }

    /**
     * The product, its prices and the time there is. Amounts of money are in one unit, any.
     *
     * @param referencePrice p0, the price at which demand and elasticity are given; above 0
     * @param unitCost       c, what a unit costs; 0 or more, below every price
     * @param elasticity     E of the {@link DemandCurve}; below 0
     * @param demand         Q0, expected units per store and day at p0; above 0
     * @param prices         what may be asked
     * @param weeks          decisions in an episode; in [1, 1000000]
     * @param daysPerWeek    days that a store sells in a week; in [1, 1000000]
     * @param changeLimit    greatest weekly change as a share of the current price; 0 for no limit
     * @param history        what is known from before
     */
    public record Parameters(
            double referencePrice,
            double unitCost,
            double elasticity,
            double demand,
            Prices prices,
            int weeks,
            int daysPerWeek,
            double changeLimit,
            History history)
            implements EnvironmentParameters {

        public Parameters {
            DemandCurve curve = new DemandCurve(referencePrice, unitCost, elasticity, demand);
            prices.requireFit(unitCost);
            List<Double> ascending = prices.ascending();
            double lowest = ascending.get(0);
            double highest = ascending.get(ascending.size() - 1);
            require(
                    between(1, weeks, 1_000_000),
                    "weeks",
                    weeks,
                    "A price is set for a week at a time.",
                    "Use 1 to 1000000, such as 6.");
            require(
                    between(1, daysPerWeek, 1_000_000),
                    "days-per-week",
                    daysPerWeek,
                    "A week has days on which the store sells.",
                    "Use 1 to 1000000, such as 7.");
            require(
                    changeLimit >= 0 && Double.isFinite(changeLimit),
                    "change-limit",
                    changeLimit,
                    "It is the greatest weekly change as a share of the current price.",
                    "Use a share above 0, such as 0.1 for 10 %, or 0 for no limit.");
            history.requireFits(lowest, highest);
            requireCountable(curve, lowest, daysPerWeek, "days-per-week");
            if (history.prices() > 0) {
                requireCountable(curve, lowest, history.daysAt(0), "history.days");
            }
            double best = curve.profit(ascending.get(curve.bestArm(ascending)));
            require(
                    best > 0 && best * daysPerWeek <= LARGEST_PROFIT,
                    "prices",
                    "such that the best one earns " + best + " a day",
                    "Rewards travel as float32 numbers, and some price has to earn something.",
                    "Use prices nearer to the best one, which is " + curve.bestPrice()
                            + ", or a smaller unit of money.");
        }

        private static void requireCountable(DemandCurve curve, double lowest, int days, String daysKey) {
            double most = days * curve.units(lowest);
            require(
                    most <= MOST_UNITS,
                    "demand",
                    curve.demand(),
                    "At the price " + lowest + " a store would sell " + most + " units in " + days
                            + " days, and float32 numbers count to a few millions.",
                    "Sell at most " + MOST_UNITS + " by a smaller demand, fewer days (environment." + daysKey
                            + ") or higher prices, or count in a larger unit.");
        }

        @Override
        public Pricing create() {
            return new Pricing(this);
        }

        /** What the stores may expect at a price. */
        public DemandCurve curve() {
            return new DemandCurve(referencePrice, unitCost, elasticity, demand);
        }

        /** The price of each arm, ascending. */
        public List<Double> priceOfArms() {
            return prices.ascending();
        }
    }

    private static final int MOST_ARMS = 1000;
    private static final int MOST_STEPS = 1_000_000;

    /** Far below 2^24, up to which a float32 counts exactly, so that draws are exact too. */
    private static final double MOST_UNITS = 1e6;

    /** Far below the end of float32, so that a return fits too. */
    private static final double LARGEST_PROFIT = 1e25;

    // Allows a change of exactly the limit, such as 10 % from 500 to 550, whatever the last bit says.
    private static final double ROUNDING = 1e-9;

    private final Parameters parameters;
    private final Description description;
    private final DemandCurve curve;
    private final List<Double> prices;
    private final double[] priceOf;
    private final double[] unitsOf;
    private final double[] profitOf;
    private final int bestArm;
    private final boolean[] right;

    private final int historySteps;
    private final double[] historyPrice;
    private final int[] historyUnits;

    // Replaced by the first reset; until then no episode runs.
    private RandomGenerator random = new CounterRandom(0);
    private boolean running;
    private int week;
    private int arm = StoreObservation.NO_ARM;
    private int units;
    private double reward;
    private double regret;
    private int rightWeeks;

    private Pricing(Parameters parameters) {
        this.parameters = parameters;
        this.curve = parameters.curve();
        this.prices = List.copyOf(parameters.priceOfArms());
        int known = parameters.history().prices();
        this.description =
                new Description("pricing", "1", StoreObservation.size(known), new Discrete(prices.size()), 1);
        this.priceOf = prices.stream().mapToDouble(Double::doubleValue).toArray();
        this.unitsOf = new double[priceOf.length];
        this.profitOf = new double[priceOf.length];
        for (int i = 0; i < priceOf.length; i++) {
            unitsOf[i] = parameters.daysPerWeek() * curve.units(priceOf[i]);
            profitOf[i] = parameters.daysPerWeek() * curve.profit(priceOf[i]);
        }
        this.bestArm = curve.bestArm(prices);
        this.right = new boolean[priceOf.length];
        curve.optimalArms(prices).forEach(optimal -> right[optimal] = true);
        this.historySteps = parameters.history().steps(priceOf[0], priceOf[priceOf.length - 1]);
        this.historyPrice = new double[known];
        this.historyUnits = new int[known];
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public List<Double> prices() {
        return prices;
    }

    @Override
    public double unitCost() {
        return parameters.unitCost();
    }

    @Override
    public int daysPerStep() {
        return parameters.daysPerWeek();
    }

    /** What the store may expect at a price. */
    public DemandCurve curve() {
        return curve;
    }

    /** {@inheritDoc} The store is alone in its market: its history's prices are drawn from its own chance. */
    @Override
    public void reset(RandomGenerator random) {
        reset(random, random);
    }

    @Override
    public void reset(RandomGenerator random, RandomGenerator shared) {
        this.random = random;
        running = true;
        week = 0;
        arm = StoreObservation.NO_ARM;
        units = 0;
        reward = 0;
        regret = 0;
        rightWeeks = 0;
        drawHistoryPrices(shared);
        for (int i = 0; i < historyPrice.length; i++) {
            historyUnits[i] = Poisson.draw(parameters.history().daysAt(i) * curve.units(historyPrice[i]), random);
        }
    }

    // Knuth 1997, The Art of Computer Programming 2, section 3.4.2, algorithm S: ascending and without a list of all.
    private void drawHistoryPrices(RandomGenerator shared) {
        int drawn = 0;
        for (int i = 0; drawn < historyPrice.length; i++) {
            if ((historySteps - i) * shared.nextDouble() < historyPrice.length - drawn) {
                historyPrice[drawn++] = priceOf[0] + i * parameters.history().step();
            }
        }
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        int chosen = (int) actions[at];
        requireAllowed(chosen);
        arm = chosen;
        units = Poisson.draw(unitsOf[chosen], random);
        reward = (priceOf[chosen] - parameters.unitCost()) * units;
        regret += profitOf[bestArm] - profitOf[chosen];
        rightWeeks += right[chosen] ? 1 : 0;
        week++;
        running = week < parameters.weeks();
        return running ? EpisodeStatus.RUNNING : EpisodeStatus.TERMINATED;
    }

    private void requireAllowed(int chosen) {
        if (!allowed(chosen)) {
            throw new IllegalArgumentException(
                    "Environment pricing was given action " + chosen + ", the price "
                            + priceOf[chosen] + ", where the current price is " + priceOf[arm]
                            + ", but a price changes by at most " + parameters.changeLimit()
                            + " of itself in a week (environment.change-limit). Choose among the actions that the mask allows.");
        }
    }

    private boolean allowed(int chosen) {
        return !limited()
                || arm == StoreObservation.NO_ARM
                || Math.abs(priceOf[chosen] - priceOf[arm]) <= parameters.changeLimit() * priceOf[arm] * (1 + ROUNDING);
    }

    private boolean limited() {
        return parameters.changeLimit() > 0;
    }

    @Override
    public boolean masksActions() {
        return limited();
    }

    /** {@inheritDoc} Prices further away than the limit allows are forbidden; before the first week none is. */
    @Override
    public void mask(byte[] into, int at) {
        if (!limited()) {
            throw new IllegalStateException(
                    "Environment pricing masks no actions where environment.change-limit is 0.");
        }
        for (int i = 0; i < priceOf.length; i++) {
            into[at + i] = (byte) (allowed(i) ? 1 : 0);
        }
    }

    @Override
    public double reward() {
        return reward;
    }

    /** Laid out by {@link StoreObservation}. */
    @Override
    public void observe(float[] into, int at) {
        into[at + StoreObservation.WEEK] = week;
        into[at + StoreObservation.ARM] = arm;
        into[at + StoreObservation.UNITS] = units;
        for (int i = 0; i < historyPrice.length; i++) {
            into[at + StoreObservation.historyPrice(i)] = (float) historyPrice[i];
            into[at + StoreObservation.historyDays(i)] = parameters.history().daysAt(i);
            into[at + StoreObservation.historyUnits(i)] = historyUnits[i];
        }
    }

    @Override
    public List<String> figures() {
        return List.of("regret", "regret-percent", "right");
    }

    /**
     * {@code regret}: expected profit that the store's prices missed against the best one, summed over the weeks.
     * {@code regret-percent}: that in percent of what the best one may expect. {@code right}: share of weeks at a price
     * whose expected profit is above 99 % of the greatest.
     */
    @Override
    public void measure(double episodeReturn, double[] into) {
        into[0] = regret;
        into[1] = 100 * regret / optimalReturn();
        into[2] = (double) rightWeeks / parameters.weeks();
    }

    /** The best price in every week, limited or not: the first week is free. */
    @Override
    public double optimalReturn() {
        return parameters.weeks() * profitOf[bestArm];
    }

    /** The allowed price of greatest expected profit: the best one, or the next on the way to it. */
    @Override
    public void optimalAction(float[] into, int at) {
        // No need to look ahead: profit has one peak, and from the price nearest to it the peak is nearest, too.
        int best = arm == StoreObservation.NO_ARM ? bestArm : arm;
        for (int i = 0; i < priceOf.length; i++) {
            if (allowed(i) && profitOf[i] > profitOf[best]) {
                best = i;
            }
        }
        into[at] = best;
    }
}
