package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.env.environments.migration.Distribution;
import io.millrace.env.environments.migration.RegionGoal;
import io.millrace.env.environments.migration.RegionTable;
import io.millrace.policy.behaviour.MigrationRules;
import io.millrace.policy.behaviour.ObservationRules;
import io.millrace.policy.migration.Forecast;
import io.millrace.policy.migration.MigrationDynamics;
import io.millrace.policy.migration.MigrationObservation;
import io.millrace.policy.migration.MigrationObservation.Features;
import io.millrace.policy.space.ActionSpace.MultiBinary;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * People move between regions, and where it is decided to invest decides where to. A step is a year. The action is a
 * switch for each region: 1 raises its utility by {@code utility-step}, 0 lowers it by as much; then people move by
 * {@link MigrationDynamics}. A step earns 0 if the shares are then nearer to the goal than the tolerance, by the norm of
 * all differences, and -1 otherwise, so that a return is minus the number of years away from the goal. Nothing is left
 * to chance but the beginning. No episode terminates: it is truncated after its steps.
 *
 * @see "A. Moiseenko 2025, RF-targeting-migration: constants, dynamics, both resets and the trivial rule"
 */
public final class Migration implements Environment, Measured, Ruled {

    /** How episodes begin. */
    public enum Reset {
        /** Shares and goal are drawn, utilities are those of the table and a draw from N(0, 1). */
        TRAINING,
        /** Shares and utilities are those of the table, the goal is the given one. */
        EVALUATION
    }

    /** Which goals are drawn. */
    public enum Goals {
        /** Every distribution alike. */
        UNIFORM,
        /** Half of them as uniform, half of them uneven: a few regions have most. */
        COMPLEX
    }

    /**
     * The regions, how they change, and where they are steered to.
     *
     * @param steps       steps after which an episode is truncated; in [1, 1000000]
     * @param tolerance   the goal is met at a distance below it; above 0, at most 1
     * @param utilityStep by how much an action changes a utility; above 0, at most 10
     * @param moverWeight logarithm of the weight of moving, where staying weighs 1; in [-50, 50]
     * @param growth      by how much of itself every region grows in a year; in [0, 1]
     * @param reset       how episodes begin
     * @param goals       which goals are drawn, where reset is training
     * @param goal        the goal, where reset is evaluation
     * @param table       file of the regions; empty for the regions of Russia that come with Millrace
     * @param features    units of observations
     * @param forecast    years ahead of the forecast that observations show; 0 for none, at most 1000
     */
    public record Parameters(
            int steps,
            double tolerance,
            double utilityStep,
            double moverWeight,
            double growth,
            Reset reset,
            Goals goals,
            Goal goal,
            String table,
            Features features,
            int forecast)
            implements EnvironmentParameters {

        public Parameters {
            require(
                    between(1, steps, 1_000_000),
                    "steps",
                    steps,
                    "An episode has a step, and utilities move on with each.",
                    "Use 1 to 1000000, such as 400.");
            require(
                    tolerance > 0 && tolerance <= 1,
                    "tolerance",
                    tolerance,
                    "The goal is met where all shares together are nearer to it.",
                    "Use a number above 0 and at most 1, such as 0.005.");
            require(
                    utilityStep > 0 && utilityStep <= 10,
                    "utility-step",
                    utilityStep,
                    "Utilities are logarithms of weights, and an action changes each by it.",
                    "Use a number above 0 and at most 10, such as 0.05.");
            require(
                    between(-50, moverWeight, 50),
                    "mover-weight",
                    moverWeight,
                    "It is the logarithm of the weight of moving, where staying weighs 1.",
                    "Use -50 to 50, such as -8.");
            require(
                    between(0, growth, 1),
                    "growth",
                    growth,
                    "It is by how much of itself every region grows in a year.",
                    "Use 0 to 1, such as 0.00066.");
            require(
                    forecast == 0 || Forecast.isHorizon(forecast),
                    "forecast",
                    forecast,
                    "It is how many years ahead observations look.",
                    "Use 0 for no forecast, or 1 to 1000, such as 10.");
        }

        @Override
        public Migration create() {
            return new Migration(this);
        }

        /**
         * The regions.
         *
         * @throws IllegalArgumentException if their file cannot be read as a table of regions
         */
        public RegionTable regions() {
            return table.isBlank() ? RegionTable.ofRussia() : RegionTable.read(path("table", table));
        }

        /** The same task from today's shares and utilities to another goal. */
        public Parameters steeredTo(Goal another) {
            return new Parameters(
                    steps,
                    tolerance,
                    utilityStep,
                    moverWeight,
                    growth,
                    Reset.EVALUATION,
                    goals,
                    another,
                    table,
                    features,
                    forecast);
        }

        /**
         * The goal among these regions.
         *
         * @throws IllegalArgumentException if it cannot be read, is none for these regions, or is met from the beginning on
         */
        public RegionGoal goalAmong(RegionTable regions) {
            RegionGoal given = goal.file().isBlank()
                    ? RegionGoal.ofChanges(regions, goal.changes())
                    : RegionGoal.read(regions, path("goal.file", goal.file()));
            require(
                    given.distance() >= tolerance,
                    "goal",
                    "at a distance of " + given.distance(),
                    "It is met from the beginning on, because environment.tolerance is " + tolerance + ".",
                    "Use a goal further away, or a smaller tolerance.");
            return given;
        }

        private static Path path(String key, String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException invalid) {
                throw new IllegalArgumentException(
                        "environment." + key + " is " + text
                                + ", which is no path. Name one that this machine can have.",
                        invalid);
            }
        }
    }

    /**
     * A goal.
     *
     * @param changes as for {@link RegionGoal#ofChanges}
     * @param file    as for {@link RegionGoal#read}; takes the place of the changes where it is not empty
     */
    public record Goal(List<String> changes, String file) {
        public Goal {
            changes = List.copyOf(changes);
        }
    }

    /** Attraction below it is nothing beside the greatest, which is 1. */
    private static final double NOTHING = 1e-300;

    private final Parameters parameters;
    private final RegionTable regions;
    private final Description description;
    private final MigrationDynamics dynamics;
    private final MigrationObservation observation;
    private final Forecast forecast;
    private final double[] startShares;
    private final double[] startUtilities;
    private final double[] startGoal;

    // exp(-utilityStep * i): a utility has moved a whole number of steps, so that no year needs an exponential.
    private final double[] steps;

    private final double[] shares;
    private final double[] goal;
    private final double[] first;
    private final double[] firstAttraction;
    private final int[] invested;
    private final double[] utilities;
    private final double[] attraction;

    private boolean running;
    private int year;
    private double error;
    private double errors;
    private double reward;

    private Migration(Parameters parameters) {
        this.parameters = parameters;
        this.regions = parameters.regions();
        int size = regions.size();
        this.observation = new MigrationObservation(size, parameters.features(), parameters.forecast() > 0);
        this.description = new Description("migration", "1", observation.size(), new MultiBinary(size), 1);
        this.dynamics = new MigrationDynamics(size, parameters.moverWeight(), parameters.growth());
        this.forecast = new Forecast(dynamics, Math.max(1, parameters.forecast()));
        this.startShares = regions.shares();
        this.startUtilities = regions.utilities();
        this.startGoal = parameters.reset() == Reset.EVALUATION
                ? parameters.goalAmong(regions).shares()
                : new double[size];
        this.steps = steps(parameters);
        this.shares = new double[size];
        this.goal = new double[size];
        this.first = new double[size];
        this.firstAttraction = new double[size];
        this.invested = new int[size];
        this.utilities = new double[size];
        this.attraction = new double[size];
    }

    // No two utilities are moved further apart than two steps a year.
    private static double[] steps(Parameters parameters) {
        double felt = Math.ceil(-Math.log(NOTHING) / parameters.utilityStep());
        double[] steps = new double[(int) Math.min(2.0 * parameters.steps(), felt) + 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.exp(-parameters.utilityStep() * i);
        }
        return steps;
    }

    @Override
    public Description description() {
        return description;
    }

    /** The regions of this task. */
    public RegionTable regions() {
        return regions;
    }

    /** Present share of each region; newly allocated. */
    public double[] shares() {
        return shares.clone();
    }

    /** Present utility of each region; newly allocated. */
    public double[] utilities() {
        return utilities.clone();
    }

    /** Target share of each region in this episode; newly allocated. */
    public double[] goal() {
        return goal.clone();
    }

    /** How far the present shares are from the goal: the norm of all differences. */
    public double error() {
        return error;
    }

    @Override
    public void reset(RandomGenerator random) {
        System.arraycopy(startUtilities, 0, first, 0, first.length);
        if (parameters.reset() == Reset.EVALUATION) {
            System.arraycopy(startShares, 0, shares, 0, shares.length);
            System.arraycopy(startGoal, 0, goal, 0, goal.length);
        } else {
            draw(random);
        }
        MigrationDynamics.attraction(first, firstAttraction);
        System.arraycopy(first, 0, utilities, 0, first.length);
        System.arraycopy(firstAttraction, 0, attraction, 0, first.length);
        Arrays.fill(invested, 0);
        running = true;
        year = 0;
        reward = 0;
        error = Distribution.distance(shares, goal);
        errors = 0;
    }

    private void draw(RandomGenerator random) {
        Distribution.drawUniform(shares, random);
        for (int i = 0; i < first.length; i++) {
            first[i] += random.nextGaussian();
        }
        if (parameters.goals() == Goals.COMPLEX && random.nextBoolean()) {
            Distribution.drawUneven(goal, random);
        } else {
            Distribution.drawUniform(goal, random);
        }
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        invest(actions, at);
        dynamics.move(shares, attraction);
        error = Distribution.distance(shares, goal);
        errors += error;
        reward = error < parameters.tolerance() ? 0 : -1;
        year++;
        running = year < parameters.steps();
        return running ? EpisodeStatus.RUNNING : EpisodeStatus.TRUNCATED;
    }

    private void invest(float[] actions, int at) {
        int most = Integer.MIN_VALUE;
        for (int i = 0; i < invested.length; i++) {
            invested[i] += 2 * (int) actions[at + i] - 1;
            most = Math.max(most, invested[i]);
        }
        int last = steps.length - 1;
        for (int i = 0; i < invested.length; i++) {
            utilities[i] = first[i] + parameters.utilityStep() * invested[i];
            attraction[i] = firstAttraction[i] * steps[Math.min(most - invested[i], last)];
        }
    }

    @Override
    public double reward() {
        return reward;
    }

    /** Laid out by {@link MigrationObservation}. */
    @Override
    public void observe(float[] into, int at) {
        observation.write(shares, utilities, goal, into, at);
        if (parameters.forecast() > 0) {
            observation.writeForecast(goal, forecast.of(shares, attraction), into, at);
        }
    }

    @Override
    public List<String> figures() {
        return List.of("target-error", "mean-target-error");
    }

    /**
     * {@code target-error}: how far the shares are from the goal in the end, the norm of all differences.
     * {@code mean-target-error}: the mean of that after each year.
     */
    @Override
    public void measure(double episodeReturn, double[] into) {
        into[0] = error;
        into[1] = errors / year;
    }

    @Override
    public List<String> rules() {
        return MigrationRules.names();
    }

    @Override
    public Map<String, Double> ruleDefaults(String rule) {
        return MigrationRules.defaults(rule);
    }

    @Override
    public Map<String, Double> behaviour(String rule, Map<String, Double> own) {
        Map<String, Double> settings = new TreeMap<>(MigrationRules.defaults(rule));
        for (Map.Entry<String, Double> given : own.entrySet()) {
            if (settings.replace(given.getKey(), given.getValue()) == null) {
                throw new IllegalArgumentException("Rule " + rule + " of environment migration has no setting "
                        + given.getKey() + ". Its settings: "
                        + (settings.isEmpty() ? "none" : String.join(", ", settings.keySet())) + ".");
            }
        }
        settings.putAll(MigrationRules.constants(
                parameters.moverWeight(), parameters.growth(), parameters.features(), parameters.forecast()));
        // A number that cannot be is refused here, and not by the actors.
        ObservationRules.of(
                description.name(), rule, settings, description.observationSize(), description.actionSpace());
        return settings;
    }
}
