package io.millrace.env.environments;

import static io.millrace.env.environments.Requirement.between;
import static io.millrace.env.environments.Requirement.require;

import io.millrace.env.environments.LevelGrid.Direction;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace.Discrete;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A company develops an employee. Two indicators have so many levels: the row is the level of health and
 * motivation, the column that of competence. An action is a management programme, which costs and with
 * some probability raises one indicator by a level: the column by the standard (0) or the intensive
 * programme (1), the row likewise (2, 3). Both at their last level is the goal: entering it earns the
 * goal's reward and terminates the episode, which is otherwise truncated after the step limit.
 *
 * <p>Some pairs of levels cannot be attained. A programme that would lead there or beyond the last level
 * fails and costs the penalty besides; with a mask it is forbidden instead.
 *
 * @see "Orlova 2023, pi-Economy 16(5), on trajectories of human capital; the numbers are our own choice"
 */
public final class HumanCapital implements Environment, KnownOptimum, Measured {

    /** What is seen of the employee. */
    public enum Observation {
        /** One number per cell, row by row: 1 for the employee's, 0 for the others. */
        ONE_HOT,
        /** Row and column as shares of the last level, then the shares that are left. */
        COORDINATES
    }

    /**
     * A management programme.
     *
     * @param success probability that the level rises; above 0, at most 1
     * @param cost    of a step, in the unit of rewards; in [0, 1e9]
     */
    public record Programme(double success, double cost) {

        // Not in the constructor, because only the owner knows which setting this is.
        private void requireFits(String key) {
            require(
                    success > 0 && success <= 1,
                    key + ".success",
                    success,
                    "It is a probability, and a programme that never succeeds is none.",
                    "Use a number above 0 and at most 1, such as 0.7.");
            require(
                    between(0, cost, LARGEST_REWARD),
                    key + ".cost",
                    cost,
                    "A programme costs something or nothing.",
                    "Use 0 to 1e9, such as 0.1.");
        }
    }

    /** The programmes in the order of the actions: right raises the column, down the row. */
    public record Programmes(
            Programme rightStandard, Programme rightIntensive, Programme downStandard, Programme downIntensive) {

        private void requireFit() {
            rightStandard.requireFits("programmes.right-standard");
            rightIntensive.requireFits("programmes.right-intensive");
            downStandard.requireFits("programmes.down-standard");
            downIntensive.requireFits("programmes.down-intensive");
        }

        private Programme[] byAction() {
            return new Programme[] {rightStandard, rightIntensive, downStandard, downIntensive};
        }
    }

    /**
     * The employee, the way and what it costs. Cells are given as row and column, counted from 0.
     *
     * @param levels      levels of each indicator; in [2, 256]
     * @param blocked     cells that cannot be attained; never the start or the goal
     * @param employee    1 to 5 begin at (0,0), (0,2), (2,0), (1,1) and (2,2); 0 begins at {@code start}
     * @param start       where employee 0 begins; empty for the others
     * @param observation what is seen
     * @param mask        whether programmes that cannot succeed are forbidden
     * @param stepLimit   steps after which an episode is truncated; in [1, 1000]
     * @param programmes  the four actions
     * @param penalty     cost of a programme that cannot succeed, besides its own; in [0, 1e9]
     * @param goalReward  reward of entering the goal, besides the cost; in [-1e9, 1e9]
     * @param discount    weight of the next step's reward in the return; in (0, 1]
     */
    public record Parameters(
            int levels,
            List<List<Integer>> blocked,
            int employee,
            List<Integer> start,
            Observation observation,
            boolean mask,
            int stepLimit,
            Programmes programmes,
            double penalty,
            double goalReward,
            double discount)
            implements EnvironmentParameters {

        private static final List<List<Integer>> STARTS =
                List.of(List.of(0, 0), List.of(0, 2), List.of(2, 0), List.of(1, 1), List.of(2, 2));

        public Parameters {
            blocked = blocked.stream().map(List::copyOf).toList();
            start = List.copyOf(start);
            requireGrid(levels, blocked);
            requireStart(levels, blocked, employee, start);
            requireWay(new LevelGrid(levels, blocked), blocked, beginning(employee, start), mask);
            require(
                    between(1, stepLimit, 1000),
                    "step-limit",
                    stepLimit,
                    "An episode has a step, and the best action of each step and cell is kept in memory.",
                    "Use 1 to 1000, such as 50.");
            programmes.requireFit();
            require(
                    between(0, penalty, LARGEST_REWARD),
                    "penalty",
                    penalty,
                    "It is a cost.",
                    "Use 0 to 1e9, such as 0.5.");
            require(
                    Math.abs(goalReward) <= LARGEST_REWARD,
                    "goal-reward",
                    goalReward,
                    "Rewards travel as float32 numbers.",
                    "Use -1e9 to 1e9, such as 1.5.");
            require(
                    discount > 0 && discount <= 1,
                    "discount",
                    discount,
                    "The future counts, and not more than the present.",
                    "Use a number above 0 and at most 1, such as 0.99.");
        }

        private static void requireGrid(int levels, List<List<Integer>> blocked) {
            require(
                    between(2, levels, 256),
                    "levels",
                    levels,
                    "An indicator has a level to rise to, and each pair of levels may be a number in every"
                            + " observation.",
                    "Use 2 to 256, such as 5.");
            for (int i = 0; i < blocked.size(); i++) {
                requireInside("blocked[" + i + "]", blocked.get(i), levels, blocked.get(i));
            }
            List<Integer> goal = List.of(levels - 1, levels - 1);
            require(
                    !blocked.contains(goal),
                    "blocked",
                    blocked,
                    "The goal " + goal + " is among them, so that nobody could arrive.",
                    "Leave it out.");
        }

        private static void requireInside(String key, Object found, int levels, List<Integer> cell) {
            require(
                    cell.size() == 2 && cell.stream().allMatch(level -> between(0, level, levels - 1)),
                    key,
                    found,
                    "With environment.levels " + levels + " a cell is a row and a column from 0 to " + (levels - 1)
                            + ".",
                    "Use such a pair, or more levels.");
        }

        private static void requireStart(int levels, List<List<Integer>> blocked, int employee, List<Integer> start) {
            require(
                    between(0, employee, STARTS.size()),
                    "employee",
                    employee,
                    "There are " + STARTS.size() + " employees.",
                    "Use 1 to " + STARTS.size() + ", or 0 and a cell as environment.start.");
            if (employee > 0) {
                require(
                        start.isEmpty(),
                        "start",
                        start,
                        "environment.employee is " + employee + ", which says itself where the employee begins.",
                        "Set environment.employee to 0, or leave start out.");
            }
            List<Integer> cell = beginning(employee, start);
            String key = employee == 0 ? "start" : "employee";
            Object found = employee == 0 ? cell : employee + ", who begins at " + cell;
            requireInside(key, found, levels, cell);
            require(
                    !cell.equals(List.of(levels - 1, levels - 1)),
                    key,
                    found,
                    "That is the goal with environment.levels " + levels + ", so that nothing is left to do.",
                    "Use another employee or start, or more levels.");
            require(
                    !blocked.contains(cell),
                    key,
                    found,
                    "That cell is among environment.blocked and cannot be attained.",
                    "Use another employee or start, or take the cell out of blocked.");
        }

        private static List<Integer> beginning(int employee, List<Integer> start) {
            return employee == 0 ? start : STARTS.get(employee - 1);
        }

        private static void requireWay(LevelGrid grid, List<List<Integer>> blocked, List<Integer> start, boolean mask) {
            boolean[] reachable = grid.reachableFrom(grid.number(start));
            require(
                    reachable[grid.goal()],
                    "blocked",
                    blocked,
                    "The goal " + grid.name(grid.goal()) + " cannot be reached: no way right and down leads there from"
                            + " the start " + start + ".",
                    "Block fewer cells, or begin elsewhere.");
            if (mask) {
                int deadEnd = grid.deadEnd(reachable);
                require(
                        deadEnd == LevelGrid.NO_WAY,
                        "mask",
                        true,
                        "No way leaves the cell " + grid.name(deadEnd) + ", so that nothing would be allowed there.",
                        "Set it to false, or block other cells.");
            }
        }

        @Override
        public HumanCapital create() {
            return new HumanCapital(this, optimum());
        }

        /** {@inheritDoc} They share the best policy. */
        @Override
        public Supplier<Environment> copies() {
            Once<BackwardInduction> optimum = optimum();
            return () -> new HumanCapital(this, optimum);
        }

        // Of many copies one is asked for it, or none.
        private Once<BackwardInduction> optimum() {
            return new Once<>(() -> new HumanCapital(this, optimum()).induction());
        }

        private int startOf(LevelGrid grid) {
            return grid.number(beginning(employee, start));
        }

        private int observationSize() {
            return observation == Observation.ONE_HOT ? levels * levels : 4;
        }
    }

    /** Rewards travel as float32 numbers; far below their end, so that a return fits too. */
    private static final double LARGEST_REWARD = 1e9;

    private static final int ACTIONS = 4;

    private final Parameters parameters;
    private final Description description;
    private final LevelGrid grid;
    private final Programme[] programmes;
    private final int start;

    private final Once<BackwardInduction> optimum;

    // Replaced by the first reset; until then no episode runs.
    private RandomGenerator random = new CounterRandom(0);
    private boolean running;
    private int cell;
    private int steps;
    private double reward;

    private HumanCapital(Parameters parameters, Once<BackwardInduction> optimum) {
        this.parameters = parameters;
        this.optimum = optimum;
        this.description = new Description(
                "human-capital", "1", parameters.observationSize(), new Discrete(ACTIONS), parameters.discount());
        this.grid = new LevelGrid(parameters.levels(), parameters.blocked());
        this.programmes = parameters.programmes().byAction();
        this.start = parameters.startOf(grid);
        this.cell = start;
    }

    @Override
    public Description description() {
        return description;
    }

    @Override
    public void reset(RandomGenerator random) {
        this.random = random;
        running = true;
        cell = start;
        steps = 0;
        reward = 0;
    }

    @Override
    public EpisodeStatus step(float[] actions, int at) {
        Actions.require(description, running, actions, at);
        int action = (int) actions[at];
        int next = after(cell, action);
        requireAllowed(action, next);
        reward = certainReward(action, next);
        if (next != LevelGrid.NO_WAY && random.nextDouble() < programmes[action].success()) {
            cell = next;
            reward += rewardOfEntering(next);
        }
        steps++;
        EpisodeStatus status = status();
        running = status == EpisodeStatus.RUNNING;
        return status;
    }

    private void requireAllowed(int action, int next) {
        if (parameters.mask() && next == LevelGrid.NO_WAY) {
            throw new IllegalArgumentException("Environment human-capital was given action " + action + " in the cell "
                    + grid.name(cell) + ", but its mask forbids it: no way leads " + direction(action)
                    + " from there. Choose among the actions that the mask allows.");
        }
    }

    // An arrival on the last step is an arrival: the end at the goal goes before the end by limit.
    private EpisodeStatus status() {
        if (cell == grid.goal()) {
            return EpisodeStatus.TERMINATED;
        }
        return steps == parameters.stepLimit() ? EpisodeStatus.TRUNCATED : EpisodeStatus.RUNNING;
    }

    private static Direction direction(int action) {
        return action < ACTIONS / 2 ? Direction.RIGHT : Direction.DOWN;
    }

    private int after(int from, int action) {
        return grid.after(from, direction(action));
    }

    private double certainReward(int action, int next) {
        return -programmes[action].cost() - (next == LevelGrid.NO_WAY ? parameters.penalty() : 0);
    }

    private double rewardOfEntering(int next) {
        return next == grid.goal() ? parameters.goalReward() : 0;
    }

    @Override
    public double reward() {
        return reward;
    }

    @Override
    public void observe(float[] into, int at) {
        switch (parameters.observation()) {
            case ONE_HOT -> {
                Arrays.fill(into, at, at + grid.cells(), 0);
                into[at + cell] = 1;
            }
            case COORDINATES -> {
                double last = parameters.levels() - 1;
                double row = grid.row(cell) / last;
                double column = grid.column(cell) / last;
                into[at] = (float) row;
                into[at + 1] = (float) column;
                into[at + 2] = (float) (1 - row);
                into[at + 3] = (float) (1 - column);
            }
        }
    }

    @Override
    public boolean masksActions() {
        return parameters.mask();
    }

    /** {@inheritDoc} Programmes that no way is open to are forbidden; at the goal all are. */
    @Override
    public void mask(byte[] into, int at) {
        if (!parameters.mask()) {
            throw new IllegalStateException(
                    "Environment human-capital masks no actions where environment.mask is false.");
        }
        for (int action = 0; action < ACTIONS; action++) {
            into[at + action] = (byte) (after(cell, action) == LevelGrid.NO_WAY ? 0 : 1);
        }
    }

    /** Exact, the step limit included. */
    @Override
    public double optimalReturn() {
        return optimum.get().value(start);
    }

    /** The best programme with the steps that are left. Near the limit it pays to hurry. */
    @Override
    public void optimalAction(float[] into, int at) {
        into[at] = optimum.get().action(cell, parameters.stepLimit() - steps);
    }

    @Override
    public List<String> figures() {
        return List.of("gap");
    }

    /** {@code gap}: what the best policy may expect less what the episode earned. */
    @Override
    public void measure(double episodeReturn, double[] into) {
        into[0] = optimalReturn() - episodeReturn;
    }

    private BackwardInduction induction() {
        return new BackwardInduction(grid.cells(), ACTIONS, parameters.stepLimit(), this::expected);
    }

    private double expected(int from, int action, double[] later) {
        int next = after(from, action);
        if (from == grid.goal() || (parameters.mask() && next == LevelGrid.NO_WAY)) {
            return BackwardInduction.FORBIDDEN;
        }
        double staying = parameters.discount() * later[from];
        double certain = certainReward(action, next);
        if (next == LevelGrid.NO_WAY) {
            return certain + staying;
        }
        double moving = rewardOfEntering(next) + parameters.discount() * later[next];
        double success = programmes[action].success();
        return certain + success * moving + (1 - success) * staying;
    }
}
