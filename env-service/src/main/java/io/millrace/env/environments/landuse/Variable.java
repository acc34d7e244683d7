package io.millrace.env.environments.landuse;

import java.util.Locale;

/** What can be changed in an area, in the order of an action's columns, each on a grid of values. */
public enum Variable {
    /** Kind of built form, 0 to 15. */
    SIGNATURE_TYPE(0, 0, 15, 16),
    /** Below 0, workplaces give way to dwellings; above 0, dwellings to workplaces. */
    USE(1, -0.999, 0.999, 21),
    /** Share of the area that is public green. */
    GREENSPACE(2, 0, 0.999, 11),
    /** Share of office work in the jobs that can be either. */
    JOB_TYPES(3, 0.001, 0.999, 11);

    /** Variables of an area. */
    static final int COUNT = 4;

    private static final Variable[] IN_ORDER = values();

    private final int column;
    // Written by the constructor alone, and never handed out.
    @SuppressWarnings("ImmutableEnumChecker")
    private final double[] grid;

    Variable(int column, double first, double last, int levels) {
        this.column = column;
        grid = new double[levels];
        double step = (last - first) / (levels - 1);
        for (int i = 0; i < levels; i++) {
            grid[i] = first + i * step;
        }
        grid[levels - 1] = last;
    }

    /** The variable of a column, without copying all of them. */
    static Variable of(int column) {
        return IN_ORDER[column];
    }

    /** Its place among the variables of an area. */
    int column() {
        return column;
    }

    /** How many values the grid has. */
    int levels() {
        return grid.length;
    }

    /** The grid's value at a level, counted from 0. */
    double at(int level) {
        return grid[level];
    }

    /** The level whose value is nearest; the lower one of two that are equally near. */
    int nearest(double value) {
        int nearest = 0;
        for (int level = 1; level < grid.length; level++) {
            if (Math.abs(grid[level] - value) < Math.abs(grid[nearest] - value)) {
                nearest = level;
            }
        }
        return nearest;
    }

    /** As it is called in tables and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
