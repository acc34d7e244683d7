package io.millrace.env.environments.landuse;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Areas on the way to a target. An action moves one variable of one area by one step of its grid: action
 * {@code a} is up where it is even and down where it is odd, of variable {@code a / 2 % 4} of area
 * {@code a / 8}. How far it is to the target is the Euclidean norm of all differences between indicator
 * and target, each divided by the scale of its indicator.
 *
 * <p>The norm is a function of the present variables, to the bit: an area's part is computed anew when the
 * area is touched, and the parts are summed afresh, in the same order, after every action. So nothing
 * drifts however long a plan becomes, and differences of norms add up to first minus last.
 *
 * <p>One thread at a time. Nothing is allocated per action, target or question.
 */
public final class Plan {

    /** Below it, a target counts as met. */
    public static final double MET = 1e-5;

    /** Most unit changes that a drawn target can be away: any area alone has room for them. */
    public static final int MOST_CHANGES = 20;

    private static final int ACTIONS_PER_AREA = 2 * Variable.COUNT;
    private static final int NOTHING = -1;

    private final LandUseEngine engine;
    private final int[] startLevels;
    private final int[] levels;
    private final byte[] mask;
    private final double[] divisors = new double[Indicator.COUNT];
    private final double[] target;
    private final double[] differences;
    private final double[] squares;
    private final byte[] directions;
    // Areas whose differences or variables may be others than when they were last shown; read by AreaParts alone.
    private final RowSet moved;
    private double norm;
    private int lastAction = NOTHING;

    Plan(LandUseEngine engine) {
        this.engine = engine;
        int size = engine.areas() * Variable.COUNT;
        startLevels = new int[size];
        levels = new int[size];
        mask = new byte[2 * size];
        target = new double[size];
        differences = new double[size];
        squares = new double[engine.areas()];
        directions = new byte[size];
        moved = new RowSet(engine.areas());
        for (int i = 0; i < size; i++) {
            Variable variable = Variable.of(i % Variable.COUNT);
            startLevels[i] = variable.nearest(engine.start(i / Variable.COUNT, variable));
        }
        for (Indicator indicator : Indicator.values()) {
            divisors[indicator.column()] = engine.divisor(indicator);
        }
        aimAt(engine.indicators());
    }

    /** A plan for the toy: three areas, and indicators that are half a variable. */
    public static Plan toy() {
        return new Plan(new ToyEngine());
    }

    /**
     * A plan for an invented city.
     *
     * @param areas at least 1
     * @param seed  the city is drawn from it
     */
    public static Plan surrogate(int areas, long seed) {
        return new Plan(new SurrogateEngine(areas, seed));
    }

    /**
     * A plan for a real region.
     *
     * @param folder holds the region's tables; plans of one folder share them
     * @throws IllegalArgumentException if a table is missing, cannot be, or cannot be read
     */
    public static Plan exact(Path folder) {
        return new Plan(ExactEngine.open(folder));
    }

    /** How many areas there are. */
    public int areas() {
        return squares.length;
    }

    /** How many actions there are, allowed or not: 8 for each area. */
    public int actions() {
        return areas() * ACTIONS_PER_AREA;
    }

    /**
     * Begins anew, on the way to these indicators.
     *
     * @param indicators areas x 4, in the order of {@link Indicator}; copied
     * @throws IllegalArgumentException if it is for another number of areas, or a number is not finite
     */
    public void aimAt(double[] indicators) {
        if (indicators.length != target.length) {
            throw new IllegalArgumentException("The target has " + indicators.length + " indicators, but " + areas()
                    + " areas have " + target.length + ". Give " + Indicator.COUNT + " for each area.");
        }
        for (int i = 0; i < target.length; i++) {
            if (!Double.isFinite(indicators[i])) {
                throw new IllegalArgumentException(
                        "The target's " + Indicator.of(i % Indicator.COUNT).label()
                                + " of area " + engine.areaName(i / Indicator.COUNT) + " is " + indicators[i]
                                + ", which no change leads to. Give a finite number.");
            }
        }
        for (int i = 0; i < target.length; i++) {
            target[i] = indicators[i] / divisors[i % Indicator.COUNT];
        }
        begin();
    }

    /**
     * Begins anew, on the way to what comes of so many allowed unit changes, drawn uniformly from those
     * that take no earlier one back. The target can be met exactly, by that many actions or fewer.
     *
     * @param changes in [1, {@link #MOST_CHANGES}]
     */
    public void aimAtChanges(int changes, RandomGenerator random) {
        do {
            begin();
            Arrays.fill(directions, (byte) 0);
            for (int i = 0; i < changes; i++) {
                take(drawOnward(random));
            }
            aimAt(engine.indicators());
            // Changes in different areas could cancel out by chance; a plan has to have something to do.
        } while (norm < MET);
    }

    private int drawOnward(RandomGenerator random) {
        while (true) {
            int action = random.nextInt(actions());
            byte direction = (byte) (isUp(action) ? 1 : -1);
            if (allows(action) && directions[action / 2] != -direction) {
                directions[action / 2] = direction;
                return action;
            }
        }
    }

    private void begin() {
        engine.reset();
        System.arraycopy(startLevels, 0, levels, 0, levels.length);
        for (int i = 0; i < levels.length; i++) {
            allow(i);
        }
        for (int area = 0; area < areas(); area++) {
            compare(area);
        }
        norm = Math.sqrt(sum());
        lastAction = NOTHING;
    }

    /** Whether the variable can go further in this direction. */
    public boolean allows(int action) {
        return mask[action] == 1;
    }

    /**
     * Takes an action.
     *
     * @throws IllegalArgumentException if it is not allowed; the message names area and variable
     */
    public void take(int action) {
        if (!allows(action)) {
            throw new IllegalArgumentException("Action " + action + " moves " + forbidden(action));
        }
        move(action, isUp(action) ? 1 : -1);
        engine.change(action / ACTIONS_PER_AREA, Variable.of(column(action)), value(action / 2));
        settle();
        lastAction = action;
    }

    /**
     * Takes the last action back; norm and differences are what they were, to the bit.
     *
     * @throws IllegalStateException if none came since the plan began or the last one was taken back
     */
    public void undo() {
        if (lastAction == NOTHING) {
            throw new IllegalStateException("No action is there to be taken back.");
        }
        engine.undo();
        move(lastAction, isUp(lastAction) ? -1 : 1);
        settle();
        lastAction = NOTHING;
    }

    private void move(int action, int by) {
        levels[action / 2] += by;
        allow(action / 2);
        moved.add(action / ACTIONS_PER_AREA);
    }

    private void settle() {
        for (int i = 0; i < engine.touchedCount(); i++) {
            compare(engine.touched()[i]);
        }
        norm = Math.sqrt(sum());
    }

    private void allow(int variable) {
        int last = Variable.of(variable % Variable.COUNT).levels() - 1;
        mask[2 * variable] = (byte) (levels[variable] < last ? 1 : 0);
        mask[2 * variable + 1] = (byte) (levels[variable] > 0 ? 1 : 0);
    }

    private void compare(int area) {
        double[] indicators = engine.indicators();
        double square = 0;
        for (int column = 0; column < Indicator.COUNT; column++) {
            int i = area * Indicator.COUNT + column;
            double difference = indicators[i] / divisors[column] - target[i];
            differences[i] = difference;
            square += difference * difference;
        }
        squares[area] = square;
        moved.add(area);
    }

    // Four sums side by side: one would wait for each addition to end before the next begins.
    private double sum() {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < squares.length; i += 4) {
            first += squares[i];
            second += squares[i + 1];
            third += squares[i + 2];
            fourth += squares[i + 3];
        }
        for (; i < squares.length; i++) {
            first += squares[i];
        }
        return first + second + (third + fourth);
    }

    /** How far it is to the target. */
    public double norm() {
        return norm;
    }

    /** Whether the target is met. */
    public boolean met() {
        return norm < MET;
    }

    /**
     * The action after which it is least far to the target, found by trying all that are allowed: about 8
     * predictions for each area. Of several that are equally good it is the first.
     *
     * @return -1 if no action leads nearer
     */
    public int bestAction() {
        double all = sum();
        double least = norm * norm;
        int best = NOTHING;
        for (int action = 0; action < mask.length; action++) {
            if (mask[action] == 1) {
                double square = all + squareAdded(action);
                // The sum is rounded otherwise than the one it began from: what is not better by more than that is not.
                if (square < least * (1 - 1e-12)) {
                    least = square;
                    best = action;
                }
            }
        }
        return best;
    }

    private double squareAdded(int action) {
        engine.change(action / ACTIONS_PER_AREA, variable(action), valueAfter(action));
        double[] indicators = engine.indicators();
        double added = 0;
        for (int t = 0; t < engine.touchedCount(); t++) {
            int area = engine.touched()[t];
            double square = 0;
            for (int column = 0; column < Indicator.COUNT; column++) {
                int i = area * Indicator.COUNT + column;
                double difference = indicators[i] / divisors[column] - target[i];
                square += difference * difference;
            }
            added += square - squares[area];
        }
        engine.undo();
        return added;
    }

    /** Writes the differences, indicator minus target in the indicator's scale, times a factor: areas x 4. */
    public void writeDifferences(float[] into, int at, double factor) {
        for (int i = 0; i < differences.length; i++) {
            into[at + i] = (float) (factor * differences[i]);
        }
    }

    /** Writes where on its grid each variable is, from 0 for the first value to 1 for the last: areas x 4. */
    public void writeVariables(float[] into, int at) {
        for (int area = 0; area < areas(); area++) {
            for (int column = 0; column < Variable.COUNT; column++) {
                into[at + area * Variable.COUNT + column] = share(area, column);
            }
        }
    }

    /**
     * Shows this plan area by area, from now on; once for each plan.
     *
     * @param factor of the differences and of the norm
     */
    public AreaParts parts(double factor) {
        return new AreaParts(this, engine.neighbours(), factor);
    }

    /** Areas that may show other numbers than when this was last cleared. */
    RowSet moved() {
        return moved;
    }

    /** Indicator minus target, in the indicator's scale. */
    double difference(int area, int column) {
        return differences[area * Indicator.COUNT + column];
    }

    /** Where on its grid a variable is, from 0 for the first value to 1 for the last. */
    float share(int area, int column) {
        return (float) levels[area * Variable.COUNT + column]
                / (Variable.of(column).levels() - 1);
    }

    /** Writes 1 for each allowed action and 0 for the others: areas x 8. */
    public void writeMask(byte[] into, int at) {
        System.arraycopy(mask, 0, into, at, mask.length);
    }

    /** What people call the area of an action. */
    public String areaName(int action) {
        return engine.areaName(action / ACTIONS_PER_AREA);
    }

    /** The variable of an action. */
    public Variable variable(int action) {
        return Variable.of(column(action));
    }

    /** The present value of the variable of an action. */
    public double valueNow(int action) {
        return value(action / 2);
    }

    /** The value that an allowed action would give to its variable. */
    public double valueAfter(int action) {
        return variable(action).at(levels[action / 2] + (isUp(action) ? 1 : -1));
    }

    /** Whether the action leads up. */
    public boolean isUp(int action) {
        return action % 2 == 0;
    }

    /** Why an action is not allowed, as a sentence that goes on from "moves", with area and variable. */
    public String forbidden(int action) {
        return variable(action).label() + " of area " + areaName(action) + (isUp(action) ? " up" : " down")
                + ", but at " + valueNow(action) + " it is at the " + (isUp(action) ? "upper" : "lower")
                + " end of its grid. Choose an action that the mask allows.";
    }

    private static int column(int action) {
        return action / 2 % Variable.COUNT;
    }

    private double value(int variable) {
        return Variable.of(variable % Variable.COUNT).at(levels[variable]);
    }
}
