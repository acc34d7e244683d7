package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.env.environments.landuse.AreaParts;
import io.millrace.env.environments.landuse.Plan;
import io.millrace.env.environments.landuse.TargetFile;
import io.millrace.env.environments.landuse.Targets;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace.Discrete;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Small areas of a city, each with four variables that move by one step of a grid at a time, until the
 * indicators that an engine predicts from them meet a target. The reward of a step is by how much it
 * shortens the way: the norm of all differences before it minus the norm after it, times the reward scale. An
 * undiscounted return is therefore, in that scale, the first norm minus the last.
 *
 * <p>Action {@code a} moves variable {@code a / 2 % 4} of area {@code a / 8} up where {@code a} is even
 * and down where it is odd. Only the episode's target is left to chance. An episode terminates when the
 * norm falls below {@value Plan#MET} and is truncated after its steps.
 */
public final class LandUse implements Environment, Measured, Plannable {

    /** What predicts indicators from variables. */
    public enum Engine {
        /** Three areas, and indicators that are half a variable. */
        TOY,
        /** An invented city of any size. */
        SURROGATE,
        /** Tyne and Wear, from tables in a folder. */
        EXACT
    }

    /** Which targets episodes have. */
    public enum TargetKind {
        /** Those to learn from. */
        TRAINING,
        /** Those to be judged by: not in the list that is learned from. */
        EVALUATION,
        /** The one in a file. */
        FILE
    }

    /** What is shown of an area. */
    public enum Shown {
        /** The four differences between indicator and target. */
        DIFFERENCES,
        /** Those of all areas, then the four variables of all areas, from 0 to 1 on their grids. */
        DIFFERENCES_AND_VARIABLES,
        /** A part for each area, with what is around it: see {@link AreaParts}. */
        AREAS
    }

    /**
     * The city, the targets, and what is seen of them.
     *
     * @param engine           what predicts
     * @param surrogate        the invented city, where engine is surrogate
     * @param data             folder of tables, where engine is exact; empty elsewhere
     * @param targets          where episodes lead
     * @param steps            steps after which an episode is truncated; at least 1
     * @param observation      what is shown
     * @param observationScale factor of the differences, and of the norm, that are shown; above 0, at most 1000000
     * @param rewardScale      factor of the rewards; above 0, at most 1000000
     */
    public record Parameters(
            Engine engine,
            City surrogate,
            String data,
            Aims targets,
            int steps,
            Shown observation,
            double observationScale,
            double rewardScale)
            implements EnvironmentParameters {

        public Parameters {
            require(
                    engine != Engine.EXACT || !data.isBlank(),
                    "data",
                    "empty",
                    "The exact engine reads tables of Tyne and Wear, which do not come with Millrace.",
                    "Set environment.data to the folder that holds them; docs/systems/land-use-data.md says how to make"
                            + " them and where the public sources are.");
            require(
                    engine == Engine.EXACT || data.isBlank(),
                    "data",
                    data,
                    "Engine " + Requirement.kebab(engine) + " reads no tables.",
                    "Leave it out, or set environment.engine to exact.");
            require(steps >= 1, "steps", steps, "An episode has a step.", "Use 1 or more, such as 100.");
            requireScale("observation-scale", observationScale, "Differences are shown multiplied by it.");
            requireScale("reward-scale", rewardScale, "Rewards are multiplied by it.");
        }

        private static void requireScale(String key, double scale, String why) {
            require(scale > 0 && scale <= 1e6, key, scale, why, "Use a number above 0 and at most 1000000, such as 1.");
        }

        @Override
        public LandUse create() {
            return new LandUse(this);
        }

        private Plan plan() {
            return switch (engine) {
                case TOY -> Plan.toy();
                case SURROGATE -> Plan.surrogate(surrogate.areas(), surrogate.seed());
                case EXACT -> Plan.exact(path("data", data));
            };
        }

        private Targets aims() {
            boolean toy = engine == Engine.TOY;
            return switch (targets.kind()) {
                case TRAINING -> toy ? Targets.ofToy() : targets.toLearnFrom();
                case EVALUATION -> toy ? Targets.ofToyUnseen() : targets.ofItsOwn();
                case FILE -> Targets.oneOf(List.of(TargetFile.read(path("targets.file", targets.file()))));
            };
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
     * An invented city.
     *
     * @param areas in [1, 8192]
     * @param seed  it is drawn from it
     */
    public record City(int areas, long seed) {
        public City {
            require(
                    between(1, areas, 8192),
                    "surrogate.areas",
                    areas,
                    "Each area has 8 actions, of which there can be 65536.",
                    "Use 1 to 8192, such as 20.");
        }
    }

    /**
     * Where episodes lead. The toy has targets of its own; the targets of the other engines are made from
     * drawn unit changes, so that they can be met exactly.
     *
     * @param kind  which are used
     * @param list  targets to learn from, drawn once; 0 for a new one in every episode
     * @param least fewest unit changes to a target; at least 1
     * @param most  most unit changes; at least {@code least}, at most 20
     * @param seed  the list is drawn from it
     * @param file  where kind is file; empty elsewhere
     */
    public record Aims(TargetKind kind, int list, int least, int most, long seed, String file) {
        public Aims {
            require(list >= 0, "targets.list", list, "It counts targets.", "Use 0 for a new one in every episode.");
            require(
                    least >= 1,
                    "targets.least",
                    least,
                    "A target that is the start leaves nothing to do.",
                    "Use 1 or more.");
            require(
                    between(least, most, Plan.MOST_CHANGES),
                    "targets.most",
                    most,
                    "A target is between targets.least and " + Plan.MOST_CHANGES + " unit changes away.",
                    "Use " + Math.min(least, Plan.MOST_CHANGES) + " to " + Plan.MOST_CHANGES + ".");
            require(
                    (kind == TargetKind.FILE) == !file.isBlank(),
                    "targets.file",
                    file.isBlank() ? "empty" : file,
                    "environment.targets.kind is " + Requirement.kebab(kind) + ".",
                    kind == TargetKind.FILE
                            ? "Name the file."
                            : "Leave it out, or set environment.targets.kind to file.");
        }

        private Targets toLearnFrom() {
            return list == 0 ? ofItsOwn() : Targets.drawnList(list, least, most, seed);
        }

        private Targets ofItsOwn() {
            return Targets.drawn(least, most);
        }
    }

    private final Parameters parameters;
    private final Plan plan;
    private final AreaParts parts;
    private final Targets targets;
    private final Description description;

    private boolean running;
    private int steps;
    private double firstNorm;
    private double reward;

    private LandUse(Parameters parameters) {
        this.parameters = parameters;
        this.plan = parameters.plan();
        this.parts = plan.parts(parameters.observationScale());
        this.targets = parameters.aims();
        int perArea =
                switch (parameters.observation()) {
                    case DIFFERENCES -> 4;
                    case DIFFERENCES_AND_VARIABLES -> 8;
                    case AREAS -> AreaParts.SIZE;
                };
        this.description = new Description("land-use", "1", plan.areas() * perArea, new Discrete(plan.actions()), 0.99);
        if (parameters.targets().kind() == TargetKind.FILE) {
            requireReachable();
        }
    }

    // Of a file it is known before the first episode whether it fits, and there it can be said.
    private void requireReachable() {
        String file = parameters.targets().file();
        try {
            targets.aim(plan, new CounterRandom(0));
        } catch (IllegalArgumentException misfit) {
            throw new IllegalArgumentException(file + ": " + misfit.getMessage(), misfit);
        }
        require(
                !plan.met(),
                "targets.file",
                file,
                "Its target is what the city shows without any change, which leaves nothing to do.",
                "Name another.");
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public void reset(RandomGenerator random) {
        targets.aim(plan, random);
        running = true;
        steps = 0;
        firstNorm = plan.norm();
        reward = 0;
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        int action = (int) actions[at];
        if (!plan.allows(action)) {
            throw new IllegalArgumentException("Environment " + description.name() + " was given action " + action
                    + ", which moves " + plan.forbidden(action));
        }
        double before = plan.norm();
        plan.take(action);
        reward = parameters.rewardScale() * (before - plan.norm());
        steps++;
        running = !plan.met() && steps < parameters.steps();
        if (running) {
            return EpisodeStatus.RUNNING;
        }
        return plan.met() ? EpisodeStatus.TERMINATED : EpisodeStatus.TRUNCATED;
    }

    @Override
    public double reward() {
        return reward;
    }

    /**
     * Differences, area after area, and after all of them the variables in the same order if they are shown;
     * or the parts of {@link AreaParts}.
     */
    @Override
    public void observe(float[] into, int at) {
        if (parameters.observation() == Shown.AREAS) {
            parts.write(into, at);
            return;
        }
        plan.writeDifferences(into, at, parameters.observationScale());
        if (parameters.observation() == Shown.DIFFERENCES_AND_VARIABLES) {
            plan.writeVariables(into, at + 4 * plan.areas());
        }
    }

    @Override
    public boolean masksActions() {
        return true;
    }

    @Override
    public void mask(byte[] into, int at) {
        plan.writeMask(into, at);
    }

    @Override
    public List<String> figures() {
        return List.of("target-error");
    }

    /** {@code target-error}: part of the norm at the beginning that is left in the end. */
    @Override
    public void measure(double episodeReturn, double[] into) {
        into[0] = plan.norm() / firstNorm;
    }

    @Override
    public String measure() {
        return "norm";
    }

    @Override
    public double remaining() {
        return plan.norm();
    }

    @Override
    public Change change(int action) {
        return new Change(
                plan.areaName(action),
                plan.variable(action).label(),
                plan.isUp(action) ? "up" : "down",
                plan.valueNow(action),
                plan.valueAfter(action));
    }

    @Override
    public int bestAction() {
        return plan.bestAction();
    }
}
