package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.kebab;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace.Box;
import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * How much of a growing wealth to consume. There are K + 1 decisions, k = 0 … K. Before each, wealth grows by a factor
 * {@code rho_k}; what is consumed, {@code u}, earns its natural logarithm, and {@code rho x - u} is the next {@code x}.
 * The return is discounted with beta. The episode terminates after K + 1 steps: the horizon belongs to the task. All
 * chance is in the factors; it is drawn the same whatever the actions are, so that two policies can be compared on the
 * same paths.
 *
 * <p>The action is a fraction of the wealth that is there for certain. Where growth is known when the decision is made,
 * that is all of it, {@code w = rho_k x}. Where growth is revealed afterwards, it is the least that wealth can have
 * grown to, so that no action takes more than there is. The last decision consumes all that is certain.
 *
 * <p>A fraction below 1e-6 counts as 1e-6, and before the last decision one above 1 - 1e-6 counts as that: the
 * logarithm of nothing would end all learning. Inside, wealth is held as its logarithm, so that it cannot underflow
 * however much is consumed.
 *
 * @see "Semenov and Tsurkov 2023, Izvestiya RAN, Theory and Control Systems 3, pages 76 to 89, equations 1.3 to 1.6 and
 *     2.3 to 2.7"
 */
public final class Consumption implements Environment, OptimalControl, Measured {

    /** How the growth factors come about. */
    public enum Law {
        /** The same factor always. */
        CONSTANT,
        /** One of a few, drawn anew each time. */
        DISCRETE,
        /** Along a geometric Brownian motion. */
        BROWNIAN,
        /** With drift and jumps. */
        POISSON
    }

    /** When a growth factor is known. */
    public enum Information {
        /** When the decision after it is made. */
        BEFORE,
        /** When that decision has been made; only where a factor has a least value. */
        AFTER
    }

    /**
     * The economy. Each law reads its own section; those of the others change nothing.
     *
     * @param law             how growth factors come about
     * @param growth          alpha, the factor of the constant law; in [1e-6, 1e6]
     * @param discrete        the discrete law
     * @param brownian        the Brownian law
     * @param poisson         the Poisson law
     * @param information     when a factor is known
     * @param discount        beta, weight of the next decision's reward; in (0, 1]
     * @param lastPeriod      K, which the source calls T where nothing is left to chance; there is one decision more;
     *                        in [1, 1000000]
     * @param initialWealth   x at the beginning, before it first grows; above 0
     * @param centredRewards  whether rewards are counted from the logarithm of an equal part of the
     *                        initial wealth, {@code ln(x / (K + 1))}; the best policy is the same
     * @param showRate        whether an observation has the growth factor too
     * @param choices         0 where an action is any fraction; otherwise it is one of so many, from {@code 1 / (K + 1)},
     *                        below which no best fraction lies, to 1, each the same multiple of the one before; at
     *                        most 10000
     */
    public record Parameters(
            Law law,
            double growth,
            DiscreteGrowth discrete,
            BrownianGrowth brownian,
            PoissonGrowth poisson,
            Information information,
            double discount,
            int lastPeriod,
            double initialWealth,
            boolean centredRewards,
            boolean showRate,
            int choices)
            implements EnvironmentParameters {

        public Parameters {
            DiscreteGrowth.requireFactor("growth", growth);
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
            require(
                    information == Information.BEFORE
                            || Double.isFinite(growthLaw(law, growth, discrete, brownian, poisson, lastPeriod)
                                    .least(1, 0)),
                    "information",
                    kebab(information),
                    "With environment.law " + kebab(law) + " a factor can come as near to 0 as you like, so that before"
                            + " it is known nothing can be consumed for certain.",
                    "Set it to before, or use the law constant, discrete, or poisson with jumps above 0.");
            require(
                    choices == 0 || between(2, choices, 10_000),
                    "choices",
                    choices,
                    "There has to be something to choose from.",
                    "Use 2 to 10000, such as 32, or 0 for any fraction.");
        }

        private static GrowthLaw growthLaw(
                Law law,
                double growth,
                DiscreteGrowth discrete,
                BrownianGrowth brownian,
                PoissonGrowth poisson,
                int lastPeriod) {
            return switch (law) {
                case CONSTANT -> DiscreteGrowth.certain(growth);
                case DISCRETE -> discrete.law();
                case BROWNIAN -> brownian.law(lastPeriod);
                case POISSON -> poisson.law(lastPeriod);
            };
        }

        @Override
        public Consumption create() {
            return new Consumption(this, optimum());
        }

        /** {@inheritDoc} They share the best policy. */
        @Override
        public Supplier<Environment> copies() {
            Once<ConsumptionOptimum> optimum = optimum();
            return () -> new Consumption(this, optimum);
        }

        // Of many copies one is asked for it, or none.
        private Once<ConsumptionOptimum> optimum() {
            return new Once<>(
                    () -> new ConsumptionOptimum(growthLaw(), information(), discount(), lastPeriod(), fractions()));
        }

        private GrowthLaw growthLaw() {
            return growthLaw(law, growth, discrete, brownian, poisson, lastPeriod);
        }

        /** The fractions to choose from, ascending; none where an action is any fraction. */
        private double[] fractions() {
            double[] fractions = new double[choices];
            for (int i = 0; i < choices; i++) {
                fractions[i] = Math.pow(lastPeriod + 1.0, (double) i / (choices - 1) - 1);
            }
            return fractions;
        }

        private double rewardOffset() {
            return centredRewards ? Math.log(initialWealth / (lastPeriod + 1)) : 0;
        }
    }

    private static final double LEAST_FRACTION = 1e-6;

    private final Parameters parameters;
    private final Description description;
    private final GrowthLaw law;
    private final double rewardOffset;

    /** What there is to choose from; empty where an action is any fraction. */
    private final double[] fractions;

    private final Once<ConsumptionOptimum> optimum;

    // Replaced by the first reset; until then no episode runs.
    private RandomGenerator random = new CounterRandom(0);
    private boolean running;
    private int period;
    private double reward;

    /** Logarithm of the growth factor that was drawn last. */
    private double logDrawn;

    /** Logarithm of the growth factor that is certain at the present decision. */
    private double logCertain;

    /** Logarithm of the wealth that is certain over the initial wealth. */
    private double logWealth;

    private Consumption(Parameters parameters, Once<ConsumptionOptimum> optimum) {
        this.parameters = parameters;
        this.optimum = optimum;
        this.description = new Description(
                "consumption",
                "1",
                parameters.showRate() ? 4 : 3,
                parameters.choices() == 0 ? new Box(List.of(0.0), List.of(1.0)) : new Discrete(parameters.choices()),
                parameters.discount());
        this.fractions = parameters.fractions();
        this.law = parameters.growthLaw();
        this.rewardOffset = parameters.rewardOffset() - Math.log(parameters.initialWealth());
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public void reset(RandomGenerator random) {
        this.random = random;
        running = true;
        period = 0;
        reward = 0;
        logWealth = 0;
        grow(0);
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        boolean last = period == parameters.lastPeriod();
        double fraction = fraction(actions, at);
        reward = logWealth + (last ? 0 : Math.log(fraction)) - rewardOffset;
        double grown = revealed();
        // After the last decision nothing is left; what is shown then stays finite.
        double kept = last ? LEAST_FRACTION : grown - fraction;
        period++;
        grow(Math.log(kept));
        running = !last;
        return last ? EpisodeStatus.TERMINATED : EpisodeStatus.RUNNING;
    }

    /** The fraction that an action stands for before the last decision. */
    private double fraction(float[] actions, int at) {
        double asked = fractions.length == 0 ? actions[at] : fractions[(int) actions[at]];
        return Math.min(Math.max(asked, LEAST_FRACTION), 1 - LEAST_FRACTION);
    }

    /** What wealth has grown to, over what was certain. */
    private double revealed() {
        if (parameters.information() == Information.BEFORE) {
            return 1;
        }
        logDrawn = law.draw(period, logDrawn, random);
        return Math.exp(logDrawn - logCertain);
    }

    private void grow(double logKept) {
        if (parameters.information() == Information.BEFORE) {
            logDrawn = law.draw(period, logDrawn, random);
            logCertain = logDrawn;
        } else {
            logCertain = law.least(period, logDrawn);
        }
        logWealth += logKept + logCertain;
    }

    @Override
    public double reward() {
        return reward;
    }

    /**
     * {@code ln(w / x0)} of the wealth that the action is a fraction of and the initial wealth, then the shares of the
     * decisions that are done and that are left, then where wanted the growth factor that is in w: {@code rho_k}, or
     * the least that it can be.
     */
    @Override
    public void observe(float[] into, int at) {
        double decisions = parameters.lastPeriod() + 1.0;
        into[at] = (float) logWealth;
        into[at + 1] = (float) (period / decisions);
        into[at + 2] = (float) ((decisions - period) / decisions);
        if (parameters.showRate()) {
            into[at + 3] = (float) Math.exp(logCertain);
        }
    }

    /** The expectation over all paths, exactly. */
    @Override
    public double optimalReturn() {
        double discountedDecisions = 0;
        for (int k = 0; k <= parameters.lastPeriod(); k++) {
            discountedDecisions = 1 + parameters.discount() * discountedDecisions;
        }
        return optimum.get().value() - discountedDecisions * rewardOffset;
    }

    /** It depends on the number of the decision, and not on the path. */
    @Override
    public void optimalAction(float[] into, int at) {
        double fraction = optimum.get().fraction(period);
        into[at] = fractions.length == 0 ? (float) fraction : Arrays.binarySearch(fractions, fraction);
    }

    @Override
    public List<String> figures() {
        return List.of("gap");
    }

    /** {@code gap}: what the best policy may expect less what the episode earned, its luck included. */
    @Override
    public void measure(double episodeReturn, double[] into) {
        into[0] = optimalReturn() - episodeReturn;
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
        into[0] = last ? 1 : fraction(actions, at);
    }
}
