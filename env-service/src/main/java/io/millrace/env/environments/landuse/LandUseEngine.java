package io.millrace.env.environments.landuse;

/**
 * Predicts the indicators of all areas from their variables, and predicts again only what a change
 * touches. Tables of areas are flat: row by row, area i's numbers from {@code 4 * i} on, in the order
 * of {@link Variable} and of {@link Indicator}.
 *
 * <p>A new engine is at its start. Indicators are a function of the present variables: the order of the
 * changes that led there does not show, beyond what an engine states about its rounding. One thread at a
 * time; nothing is allocated by a reset, a change or an undo. What does not change (geography, models)
 * may be shared by engines of several threads.
 */
interface LandUseEngine {

    /** How many areas there are; at least 1. */
    int areas();

    /** What people call an area. */
    String areaName(int area);

    /** Scale of an indicator, above 0: differences to a target are divided by it. */
    double divisor(Indicator indicator);

    /** The value that a variable of an area has after a reset: on the variable's grid. */
    double start(int area, Variable variable);

    /** Which areas are shown as lying around which; a change may touch others too. */
    Neighbours neighbours();

    /** Puts every variable back to its start. Cheaper than evaluating everything again. */
    void reset();

    /**
     * Gives one variable of one area a value, and predicts what depends on it.
     *
     * @param value in the range of the variable's grid; it need not be on the grid
     */
    void change(int area, Variable variable, double value);

    /**
     * Takes the last change back: variables and indicators are what they were before it, to the bit.
     * {@link #touched} then names the areas that came back.
     *
     * @throws IllegalStateException if no change came since the last reset or undo
     */
    void undo();

    /** The indicators now, areas x 4: the engine's own array, which changes with it and is only to be read. */
    double[] indicators();

    /** How many areas may have other indicators since the last change or undo. After a reset, none is named. */
    int touchedCount();

    /** Those areas, each once, in the first {@link #touchedCount} places: the engine's own array. */
    int[] touched();
}
