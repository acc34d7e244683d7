package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.env.environments.Coefficient.Function;
import io.millrace.policy.space.ActionSpace;
import io.millrace.policy.space.ActionSpace.Box;
import io.millrace.policy.space.ActionSpace.Discrete;
import io.millrace.policy.space.ActionSpace.Simplex;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A budget W is split between two receivers at each of K steps. At step k, at time {@code t = T k /
 * K}, giving {@code u1} and {@code u2} earns {@code a1(t) u1 + a2(t) u2}; nothing that is given
 * changes what comes later. An episode terminates after K steps: the horizon belongs to the task.
 * Nothing is left to chance.
 *
 * <p>The return is not multiplied by the time between two steps: times {@code T / K} it approaches
 * the functional of the continuous task.
 *
 * @see "Semenov and Tsurkov 2023, Izvestiya RAN, Theory and Control Systems 3, pages 76 to 89, problem 1.1"
 */
public final class Allocation implements Environment, SwitchingControl, Measured {

    /** How an action says who receives what. */
    public enum Mode {
        /** Shares of the budget for the first, the second and nobody. */
        SIMPLEX,
        /**
         * What each receives, from 0 to the budget. Giving more than the budget terminates the
         * episode, and its reward is minus the best return of a whole episode.
         */
        PENALTY,
        /** All to the first (0), all to the second (1), nothing to either (2). */
        DISCRETE
    }

    /** Where the coefficients come from. */
    public enum Coefficients {
        /** {@code a1 = t} and {@code a2 = 1 - t}. */
        CASE_A,
        /** {@code a1 = t} and {@code a2 = max(sin(3.5 pi t), 0)}. */
        CASE_B,
        /** The settings {@code a1} and {@code a2}. */
        CUSTOM
    }

    /**
     * The task's size, its coefficients and the form of its actions.
     *
     * @param mode         form of an action
     * @param horizon      T, the time at which it ends; above 0
     * @param steps        K, decisions in an episode; in [1, 1000000]
     * @param budget       W, what can be given in a step; above 0
     * @param coefficients where {@code a1} and {@code a2} come from
     * @param a1           coefficient of the first receiver, where custom; of function none elsewhere
     * @param a2           coefficient of the second receiver, likewise
     */
    public record Parameters(
            Mode mode,
            double horizon,
            int steps,
            double budget,
            Coefficients coefficients,
            Coefficient a1,
            Coefficient a2)
            implements EnvironmentParameters {

        public Parameters {
            require(
                    horizon > 0 && Double.isFinite(horizon),
                    "horizon",
                    horizon,
                    "Time runs from 0 to the horizon.",
                    "Use a finite number above 0, such as 1.");
            require(
                    between(1, steps, 1_000_000),
                    "steps",
                    steps,
                    "An episode has a decision, and the coefficients of all its steps are kept in memory.",
                    "Use 1 to 1000000, such as 100.");
            require(
                    budget > 0 && budget <= Float.MAX_VALUE,
                    "budget",
                    budget,
                    "There has to be something to give.",
                    "Use a finite number above 0, such as 1.");
            requireBelongs("a1", a1, coefficients);
            requireBelongs("a2", a2, coefficients);
            requireShowable("a1", a1, horizon, steps);
            requireShowable("a2", a2, horizon, steps);
        }

        private static void requireBelongs(String key, Coefficient coefficient, Coefficients coefficients) {
            boolean given = coefficient.function() != Function.NONE;
            if (coefficients == Coefficients.CUSTOM) {
                require(
                        given,
                        key + ".function",
                        "none",
                        "With environment.coefficients custom nothing else says what " + key + " is.",
                        "Set it to linear, sine, cosine or exponential.");
            } else {
                require(
                        !given,
                        key + ".function",
                        Requirement.kebab(coefficient.function()),
                        "environment.coefficients is " + Requirement.kebab(coefficients) + ", which says itself what "
                                + key + " is.",
                        "Set environment.coefficients to custom, or leave " + key + " out.");
            }
            coefficient.requireFits(key);
        }

        private static void requireShowable(String key, Coefficient coefficient, double horizon, int steps) {
            for (int k = 0; k <= steps; k++) {
                double time = horizon * k / steps;
                double value = coefficient.at(time);
                require(
                        Math.abs(value) <= Float.MAX_VALUE,
                        key,
                        value + " at time " + time,
                        "An observation is of float32 numbers and cannot hold it.",
                        "Choose a smaller amplitude, slope or rate, or a shorter horizon.");
            }
        }

        @Override
        public Allocation create() {
            return new Allocation(this);
        }

        /** What is best when time does not come in steps. */
        public ContinuousAllocation continuous() {
            return ContinuousAllocation.solve(first(), second(), horizon, budget);
        }

        private Coefficient first() {
            return coefficients == Coefficients.CUSTOM ? a1 : Coefficient.linear(0, 1);
        }

        private Coefficient second() {
            return switch (coefficients) {
                case CASE_A -> Coefficient.linear(1, -1);
                case CASE_B -> Coefficient.sine(1, 3.5 * Math.PI, 0).cut();
                case CUSTOM -> a2;
            };
        }

        private ActionSpace actionSpace() {
            return switch (mode) {
                case SIMPLEX -> new Simplex(3);
                case PENALTY -> new Box(List.of(0.0, 0.0), List.of(budget, budget));
                case DISCRETE -> new Discrete(3);
            };
        }
    }

    // Half a unit in the last place of a float32: what rounding may add to a split of the whole budget.
    private static final double ROUNDING = 0x1p-24;

    private static final int TO_FIRST = 0;
    private static final int TO_SECOND = 1;
    private static final int TO_NOBODY = 2;

    private final Parameters parameters;
    private final Description description;
    private final double[] times;
    private final double[] a1;
    private final double[] a2;
    private final double optimalReturn;

    /** What each receiver gets by the last action. */
    private final double[] given = new double[2];

    private boolean running;
    private int step;
    private double reward;

    /** Steps in which a receiver had most to whom the best control gives all. */
    private int wellGiven;

    private Allocation(Parameters parameters) {
        this.parameters = parameters;
        this.description = new Description("allocation", "1", 4, parameters.actionSpace(), 1);
        // One more than there are decisions: the observation after the last one is shown too.
        this.times = new double[parameters.steps() + 1];
        this.a1 = new double[times.length];
        this.a2 = new double[times.length];
        double best = 0;
        for (int k = 0; k < times.length; k++) {
            times[k] = parameters.horizon() * k / parameters.steps();
            a1[k] = parameters.first().at(times[k]);
            a2[k] = parameters.second().at(times[k]);
            if (k < parameters.steps()) {
                best += parameters.budget() * Math.max(Math.max(a1[k], a2[k]), 0);
            }
        }
        this.optimalReturn = best;
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public void reset(RandomGenerator random) {
        running = true;
        step = 0;
        reward = 0;
        wellGiven = 0;
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        control(actions, at, given);
        boolean feasible =
                parameters.mode() != Mode.PENALTY || given[0] + given[1] <= parameters.budget() * (1 + ROUNDING) + 1e-9;
        reward = feasible ? a1[step] * given[0] + a2[step] * given[1] : -optimalReturn;
        if (feasible && worth(mostTo(given)) >= worth(best())) {
            wellGiven++;
        }
        step++;
        running = feasible && step < parameters.steps();
        return running ? EpisodeStatus.RUNNING : EpisodeStatus.TERMINATED;
    }

    @Override
    public double reward() {
        return reward;
    }

    /** {@code a1(t)}, {@code a2(t)}, {@code t} and {@code T - t}. */
    @Override
    public void observe(float[] into, int at) {
        into[at] = (float) a1[step];
        into[at + 1] = (float) a2[step];
        into[at + 2] = (float) times[step];
        into[at + 3] = (float) (parameters.horizon() - times[step]);
    }

    @Override
    public double optimalReturn() {
        return optimalReturn;
    }

    /** All to the larger coefficient, to the first where they are equal, to nobody where neither is positive. */
    @Override
    public void optimalAction(float[] into, int at) {
        int receiver = best();
        switch (parameters.mode()) {
            case SIMPLEX -> {
                for (int i = 0; i < 3; i++) {
                    into[at + i] = i == receiver ? 1 : 0;
                }
            }
            case PENALTY -> {
                for (int i = 0; i < 2; i++) {
                    into[at + i] = i == receiver ? (float) parameters.budget() : 0;
                }
            }
            case DISCRETE -> into[at] = receiver;
        }
    }

    private int best() {
        if (Math.max(a1[step], a2[step]) <= 0) {
            return TO_NOBODY;
        }
        return a1[step] >= a2[step] ? TO_FIRST : TO_SECOND;
    }

    /** What giving to a receiver earns now, for each unit. */
    private double worth(int receiver) {
        return switch (receiver) {
            case TO_FIRST -> a1[step];
            case TO_SECOND -> a2[step];
            default -> 0;
        };
    }

    @Override
    public List<String> figures() {
        return List.of("gap", "switch-error");
    }

    /**
     * {@code gap}: the best return less that of the episode. {@code switch-error}: the time in which another receiver
     * than a best one had most, that after an early end included; in units of the horizon. With as many switches as
     * the best control has, it is the sum of what each of them is off.
     */
    @Override
    public void measure(double episodeReturn, double[] into) {
        into[0] = optimalReturn - episodeReturn;
        into[1] = parameters.horizon() * (parameters.steps() - wellGiven) / parameters.steps();
    }

    @Override
    public List<String> controls() {
        return List.of("u1", "u2");
    }

    @Override
    public String timeName() {
        return "time";
    }

    @Override
    public int decisions() {
        return parameters.steps();
    }

    @Override
    public double time(int decision) {
        return times[decision];
    }

    /** What each receives, in units of the budget; in mode penalty what was asked for, feasible or not. */
    @Override
    public void control(float[] actions, int at, double[] into) {
        double budget = parameters.budget();
        switch (parameters.mode()) {
            case SIMPLEX -> {
                // Divided by their sum: what the tolerance lets pass must not earn more than the best policy.
                double scale = budget / ((double) actions[at] + actions[at + 1] + actions[at + 2]);
                into[0] = scale * actions[at];
                into[1] = scale * actions[at + 1];
            }
            case PENALTY -> {
                // The budget as a float32 may be above the budget.
                into[0] = Math.min(actions[at], budget);
                into[1] = Math.min(actions[at + 1], budget);
            }
            case DISCRETE -> {
                into[0] = actions[at] == TO_FIRST ? budget : 0;
                into[1] = actions[at] == TO_SECOND ? budget : 0;
            }
        }
    }

    @Override
    public List<Double> switchTimes() {
        return parameters.continuous().switchTimes();
    }

    /** The first, the second, or nobody where what is kept back is more than either receives. */
    @Override
    public String receiver(double[] controls) {
        int receiver = mostTo(controls);
        return receiver == TO_NOBODY ? "nobody" : controls().get(receiver);
    }

    private int mostTo(double[] controls) {
        double kept = parameters.budget() - controls[0] - controls[1];
        if (kept > Math.max(controls[0], controls[1])) {
            return TO_NOBODY;
        }
        return controls[0] >= controls[1] ? TO_FIRST : TO_SECOND;
    }
}
