package io.millrace.env.environments.landuse;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;

/**
 * An invented city of any size: cells of 25 hectares whose densities follow from their kind of built form,
 * and whose indicators depend on a cell and the cells around it, through densities that saturate as
 * {@code d / (d + 60)}. It needs no data, and is made to have the signs and magnitudes of the real one:
 *
 * <ul>
 *   <li>air quality rises with density here and around, and with jobs that are not in offices; green here
 *       and around lowers it;
 *   <li>house price rises with density, office work and green;
 *   <li>jobs and green that can be reached are those of the cell and of the cells around it.
 * </ul>
 *
 * <p>Indicators are a function of the present variables to the bit: every sum is taken afresh, in the
 * same order. A change touches the cell and those around it; a change of job types only the cell.
 */
final class SurrogateEngine implements LandUseEngine {

    private static final double HECTARES = 25;
    private static final double SQUARE_METRES = 10_000 * HECTARES;

    /** Per hectare, by signature type: about the medians of the built forms of Great Britain. */
    private static final double[] POPULATION = {
        0.38, 2.83, 21.66, 37.30, 41.33, 53.25, 45.66, 60.89, 56.35, 60.47, 72.70, 88.87, 91.62, 62.61, 26.91, 64.62
    };

    private static final double[] JOBS = {
        0.14, 1.01, 4.40, 7.21, 7.12, 8.52, 7.16, 10.13, 11.78, 11.05, 17.69, 24.88, 41.43, 78.28, 339.64, 658.59
    };

    /** How many areas of Tyne and Wear have a type, from type 2 on. */
    private static final int[] TYPE_COUNTS = {25, 133, 170, 27, 26, 80, 115, 9, 104, 27, 3};

    private static final int FIRST_TYPE = 2;

    private static final double[] DIVISORS = {28.0, 9.2, 300_000, 18_500_000};

    /** An area and the up to 8 around it. */
    private static final int MOST_TOUCHED = 9;

    private final Neighbours cells;
    private final State start;
    private final State now;

    private final int[] touched = new int[MOST_TOUCHED];
    private int touchedCount;

    private boolean undoable;
    private int changedArea;
    private final double[] variablesBefore = new double[Variable.COUNT];
    private double densityBefore;
    private double jobsBefore;
    private final double[] indicatorsBefore = new double[MOST_TOUCHED * Indicator.COUNT];

    /**
     * @param areas at least 1
     * @param seed  the city is drawn from it
     */
    SurrogateEngine(int areas, long seed) {
        cells = Neighbours.ofCells(areas);
        start = new State(areas);
        now = new State(areas);
        drawStart(new CounterRandom(seed).at(Purpose.ENVIRONMENT, 0, 0, 0), areas);
        start.copyTo(now);
        for (int area = 0; area < areas; area++) {
            settle(area);
        }
        for (int area = 0; area < areas; area++) {
            predict(area);
        }
        now.copyTo(start);
    }

    private void drawStart(CounterRandom random, int areas) {
        int all = 0;
        for (int count : TYPE_COUNTS) {
            all += count;
        }
        for (int area = 0; area < areas; area++) {
            int draw = random.nextInt(all);
            int type = 0;
            while (draw >= TYPE_COUNTS[type]) {
                draw -= TYPE_COUNTS[type];
                type++;
            }
            double jobTypes = Math.min(Math.max(0.605 + 0.145 * random.nextGaussian(), 0.148), 0.960);
            setStart(area, Variable.SIGNATURE_TYPE, FIRST_TYPE + type);
            setStart(area, Variable.USE, 0);
            setStart(area, Variable.GREENSPACE, 0);
            setStart(area, Variable.JOB_TYPES, jobTypes);
        }
    }

    private void setStart(int area, Variable variable, double value) {
        start.variables[area * Variable.COUNT + variable.column()] = variable.at(variable.nearest(value));
    }

    @Override
    public int areas() {
        return now.density.length;
    }

    @Override
    public String areaName(int area) {
        return Integer.toString(area);
    }

    @Override
    public double divisor(Indicator indicator) {
        return DIVISORS[indicator.column()];
    }

    @Override
    public double start(int area, Variable variable) {
        return start.variables[area * Variable.COUNT + variable.column()];
    }

    @Override
    public Neighbours neighbours() {
        return cells;
    }

    @Override
    public void reset() {
        start.copyTo(now);
        touchedCount = 0;
        undoable = false;
    }

    @Override
    public void change(int area, Variable variable, double value) {
        touch(area, variable);
        keep(area);
        now.variables[area * Variable.COUNT + variable.column()] = value;
        settle(area);
        for (int i = 0; i < touchedCount; i++) {
            predict(touched[i]);
        }
    }

    private void touch(int area, Variable variable) {
        touched[0] = area;
        touchedCount = 1;
        if (variable != Variable.JOB_TYPES) {
            for (int at = cells.begin(area); at < cells.end(area); at++) {
                touched[touchedCount++] = cells.areas()[at];
            }
        }
    }

    private void keep(int area) {
        undoable = true;
        changedArea = area;
        System.arraycopy(now.variables, area * Variable.COUNT, variablesBefore, 0, Variable.COUNT);
        densityBefore = now.density[area];
        jobsBefore = now.jobs[area];
        for (int i = 0; i < touchedCount; i++) {
            System.arraycopy(
                    now.indicators,
                    touched[i] * Indicator.COUNT,
                    indicatorsBefore,
                    i * Indicator.COUNT,
                    Indicator.COUNT);
        }
    }

    @Override
    public void undo() {
        if (!undoable) {
            throw new IllegalStateException("No change is there to be taken back.");
        }
        undoable = false;
        System.arraycopy(variablesBefore, 0, now.variables, changedArea * Variable.COUNT, Variable.COUNT);
        now.density[changedArea] = densityBefore;
        now.jobs[changedArea] = jobsBefore;
        for (int i = 0; i < touchedCount; i++) {
            System.arraycopy(
                    indicatorsBefore,
                    i * Indicator.COUNT,
                    now.indicators,
                    touched[i] * Indicator.COUNT,
                    Indicator.COUNT);
        }
    }

    /** Who lives and works in an area, from its own variables alone. */
    private void settle(int area) {
        int at = area * Variable.COUNT;
        int type = (int) now.variables[at];
        double use = now.variables[at + 1];
        double built = 1 - now.variables[at + 2];
        double population = HECTARES * POPULATION[type];
        double jobs = HECTARES * JOBS[type];
        double moved = use < 0 ? use * jobs : use * population;
        now.jobs[area] = (jobs + moved) * built;
        now.density[area] = ((population - moved) * built + now.jobs[area]) / HECTARES;
    }

    private void predict(int area) {
        int[] neighbours = cells.areas();
        int begin = cells.begin(area);
        int end = cells.end(area);
        double densityAround = 0;
        double greenAround = 0;
        double jobsAround = 0;
        for (int i = begin; i < end; i++) {
            int neighbour = neighbours[i];
            densityAround += now.density[neighbour];
            greenAround += now.variables[neighbour * Variable.COUNT + 2];
            jobsAround += now.jobs[neighbour];
        }
        int count = Math.max(end - begin, 1);
        double here = saturated(now.density[area]);
        double around = saturated(densityAround / count);
        double jobs = now.jobs[area];
        double green = now.variables[area * Variable.COUNT + 2];
        double office = now.variables[area * Variable.COUNT + 3];
        int at = area * Indicator.COUNT;
        now.indicators[at] = 11
                + 6 * here
                + 6 * around
                + 1.5 * (1 - office) * saturated(jobs / HECTARES)
                - 2 * green
                - greenAround / count;
        now.indicators[at + 1] = 6.6 + 0.8 * here + 0.5 * around + 0.4 * office + 0.3 * green;
        now.indicators[at + 2] = jobs + jobsAround;
        now.indicators[at + 3] = SQUARE_METRES * (green + greenAround);
    }

    private static double saturated(double density) {
        return density / (density + 60);
    }

    @Override
    public double[] indicators() {
        return now.indicators;
    }

    @Override
    public int touchedCount() {
        return touchedCount;
    }

    @Override
    public int[] touched() {
        return touched;
    }

    /** Everything that a change can move. */
    private static final class State {
        private final double[] variables;
        private final double[] density;
        private final double[] jobs;
        private final double[] indicators;

        State(int areas) {
            variables = new double[areas * Variable.COUNT];
            density = new double[areas];
            jobs = new double[areas];
            indicators = new double[areas * Indicator.COUNT];
        }

        void copyTo(State other) {
            System.arraycopy(variables, 0, other.variables, 0, variables.length);
            System.arraycopy(density, 0, other.density, 0, density.length);
            System.arraycopy(jobs, 0, other.jobs, 0, jobs.length);
            System.arraycopy(indicators, 0, other.indicators, 0, indicators.length);
        }
    }
}
