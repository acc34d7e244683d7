package io.millrace.env.environments.landuse;

/**
 * Three areas whose indicators are half the amount of the variable in the same column: a task that can
 * be checked by hand, and whose best plan the one-step search finds.
 */
final class ToyEngine implements LandUseEngine {

    private static final int AREAS = 3;

    /** Before they are snapped to the grids. */
    private static final double[] START = {
        10, -1, 0, 0.45,
        8, 1, 1, 0.12,
        5, 0, 1, 0.97
    };

    private final double[] start = new double[START.length];
    private final double[] indicators = new double[START.length];
    private final int[] touched = new int[1];
    private int touchedCount;
    private int changed = -1;
    private double before;

    ToyEngine() {
        for (int i = 0; i < start.length; i++) {
            Variable variable = Variable.of(i % Variable.COUNT);
            start[i] = variable.at(variable.nearest(START[i]));
        }
        reset();
    }

    @Override
    public int areas() {
        return AREAS;
    }

    @Override
    public String areaName(int area) {
        return Integer.toString(area);
    }

    @Override
    public double divisor(Indicator indicator) {
        return indicator == Indicator.AIR_QUALITY ? 7.5 : 0.5;
    }

    @Override
    public double start(int area, Variable variable) {
        return start[area * Variable.COUNT + variable.column()];
    }

    @Override
    public Neighbours neighbours() {
        return Neighbours.none(AREAS);
    }

    @Override
    public void reset() {
        for (int i = 0; i < start.length; i++) {
            indicators[i] = predicted(start[i]);
        }
        changed = -1;
        touchedCount = 0;
    }

    @Override
    public void change(int area, Variable variable, double value) {
        changed = area * Variable.COUNT + variable.column();
        before = indicators[changed];
        indicators[changed] = predicted(value);
        touched[0] = area;
        touchedCount = 1;
    }

    @Override
    public void undo() {
        if (changed < 0) {
            throw new IllegalStateException("No change is there to be taken back.");
        }
        indicators[changed] = before;
        changed = -1;
    }

    private static double predicted(double value) {
        return Math.abs(value) / 2;
    }

    @Override
    public double[] indicators() {
        return indicators;
    }

    @Override
    public int touchedCount() {
        return touchedCount;
    }

    @Override
    public int[] touched() {
        return touched;
    }
}
