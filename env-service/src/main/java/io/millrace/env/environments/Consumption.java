package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.policy.space.ActionSpace.Box;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How much of a growing wealth to consume. There are T + 1 decisions, k = 0 … T. Wealth {@code x}
 * grows to {@code w = alpha x}; the action is the fraction of {@code w} that is consumed, which earns
 * its natural logarithm; the rest is the next {@code x}. The last decision consumes everything. The
 * return is discounted with beta. The episode terminates after T + 1 steps: the horizon belongs to the
 * task. Nothing is left to chance.
 *
 * <p>A fraction below 1e-6 counts as 1e-6, and before the last decision one above 1 - 1e-6 counts as
 * that: the logarithm of nothing would end all learning. Inside, wealth is held as its logarithm, so
 * that it cannot underflow however much is consumed.
 *
 * @see "Semenov and Tsurkov 2023, Izvestiya RAN, Theory and Control Systems 3, pages 76 to 89, equations 2.3 to 2.7"
 */
public final class Consumption implements Environment, OptimalControl {

    /**
     * The economy.
     *
     * @param growth          alpha, factor by which wealth grows between two decisions; above 0
     * @param discount        beta, weight of the next decision's reward; in (0, 1]
     * @param lastPeriod      T; there is one decision more; in [1, 1000000]
     * @param initialWealth   x at the beginning, before it first grows; above 0
     * @param centredRewards  whether rewards are counted from the logarithm of an equal part of the
     *                        initial wealth, {@code ln(x / (T + 1))}; the best policy is the same
     */
    public record Parameters(
            double growth, double discount, int lastPeriod, double initialWealth, boolean centredRewards)
            implements EnvironmentParameters {

        public Parameters {
            require(
                    growth > 0 && Double.isFinite(growth),
                    "growth",
                    growth,
                    "Wealth that is gone or without bound leaves nothing to decide.",
                    "Use a finite factor above 0, such as 1.07 for 7 percent.");
            require(
                    discount > 0 && discount <= 1,
                    "discount",
                    discount,
                    "The future counts, and not more than the present.",
                    "Use a number above 0 and at most 1, such as 0.95.");
            require(
                    between(1, lastPeriod, 1_000_000),
                    "last-period",
                    lastPeriod,
                    "The last decision is forced, so there has to be one before it.",
                    "Use 1 to 1000000, such as 20.");
            require(
                    initialWealth > 0 && Double.isFinite(initialWealth),
                    "initial-wealth",
                    initialWealth,
                    "There has to be something to consume.",
                    "Use a finite number above 0, such as 100.");
        }

        @Override
        public Consumption create() {
            return new Consumption(this);
        }

        private double rewardOffset() {
            return centredRewards ? Math.log(initialWealth / (lastPeriod + 1)) : 0;
        }
    }

    private static final double LEAST_FRACTION = 1e-6;

    private final Parameters parameters;
    private final Description description;
    private final double logGrowth;
    private final double rewardOffset;

    /** B of equation 2.4 for each decision: the discounted number of decisions from it on. */
    private final double[] remaining;

    private boolean running;
    private int period;
    private double reward;

    /** Logarithm of the wealth in hand over the initial wealth. */
    private double logWealth;

    private Consumption(Parameters parameters) {
        this.parameters = parameters;
        this.description =
                new Description("consumption", "1", 3, new Box(List.of(0.0), List.of(1.0)), parameters.discount());
        this.logGrowth = Math.log(parameters.growth());
        this.rewardOffset = parameters.rewardOffset() - Math.log(parameters.initialWealth());
        this.remaining = new double[parameters.lastPeriod() + 2];
        for (int k = parameters.lastPeriod(); k >= 0; k--) {
            remaining[k] = 1 + parameters.discount() * remaining[k + 1];
        }
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public void reset(RandomGenerator random) {
        running = true;
        period = 0;
        reward = 0;
        logWealth = logGrowth;
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        boolean last = period == parameters.lastPeriod();
        double fraction = Math.min(Math.max(actions[at], LEAST_FRACTION), 1 - LEAST_FRACTION);
        reward = logWealth + (last ? 0 : Math.log(fraction)) - rewardOffset;
        // After the last decision nothing is left; what is shown then stays finite.
        double kept = last ? LEAST_FRACTION : 1 - fraction;
        logWealth += Math.log(kept) + logGrowth;
        period++;
        running = !last;
        return last ? EpisodeStatus.TERMINATED : EpisodeStatus.RUNNING;
    }

    @Override
    public double reward() {
        return reward;
    }

    /**
     * {@code ln(w / x0)} of the wealth in hand and the initial wealth, then the shares of the
     * decisions that are done and that are left.
     */
    @Override
    public void observe(float[] into, int at) {
        double decisions = parameters.lastPeriod() + 1.0;
        into[at] = (float) logWealth;
        into[at + 1] = (float) (period / decisions);
        into[at + 2] = (float) ((decisions - period) / decisions);
    }

    /** Equation 2.7: consumption begins at {@code alpha x / B} and grows by {@code alpha beta}. */
    @Override
    public double optimalReturn() {
        double logFirst = logGrowth - Math.log(remaining[0]) - rewardOffset;
        double logFactor = logGrowth + Math.log(parameters.discount());
        double total = 0;
        double weight = 1;
        for (int k = 0; k <= parameters.lastPeriod(); k++) {
            total += weight * (logFirst + k * logFactor);
            weight *= parameters.discount();
        }
        return total;
    }

    /** Equation 2.4: the fraction {@code 1 / B}. */
    @Override
    public void optimalAction(float[] into, int at) {
        into[at] = (float) (1 / Math.max(remaining[period], 1));
    }

    @Override
    public List<String> controls() {
        return List.of("fraction");
    }

    @Override
    public String timeName() {
        return "decision";
    }

    @Override
    public int decisions() {
        return parameters.lastPeriod() + 1;
    }

    @Override
    public double time(int decision) {
        return decision;
    }

    /** The fraction that is consumed, whatever the action says of the last decision. */
    @Override
    public void control(float[] actions, int at, double[] into) {
        boolean last = period == parameters.lastPeriod();
        into[0] = last ? 1 : Math.min(Math.max(actions[at], LEAST_FRACTION), 1 - LEAST_FRACTION);
    }
}
