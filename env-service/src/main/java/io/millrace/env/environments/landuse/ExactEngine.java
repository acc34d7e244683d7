package io.millrace.env.environments.landuse;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Predicts with the source's own models and tables: all variables of an area are applied to each of its
 * output areas, air quality and house prices come from boosted trees over an output area and its
 * surroundings, accessibilities from what is within walking distance, and an area's indicator is the mean
 * over its output areas. Only the stand-in for walking distances differs from the source, whose network is
 * not public.
 *
 * <p>Indicators depend on the present variables alone, to the bit. They agree with the source's double
 * arithmetic to about 1e-12; sums are taken in the order of the tables.
 */
final class ExactEngine implements LandUseEngine {

    private static final double[] DIVISORS = {28.0, 9.2, 300_000, 18_500_000};

    // Tables take seconds to read and tens of megabytes, and a process makes many environments of them. Held as
    // long as an engine is in use or memory lasts.
    private static final Map<Path, SoftReference<Start>> STARTS = new HashMap<>();

    private final Start start;
    private final ExactModel model;
    private final OutputAreaState state;
    private final double[] variables;
    private final double[] indicators;
    private final RowSet touched;
    // Output areas that may differ from the start.
    private final RowSet strayed;

    // The last change, for undo; the area is -1 if there is none.
    private int lastArea = -1;
    private int lastVariable;
    private double lastValue;

    /**
     * An engine of its own over a folder's tables, which engines of the same folder share.
     *
     * @throws IllegalArgumentException if a table is missing, cannot be, or cannot be read
     */
    static ExactEngine open(Path folder) {
        Path place = folder.toAbsolutePath().normalize();
        synchronized (STARTS) {
            SoftReference<Start> held = STARTS.get(place);
            Start start = held == null ? null : held.get();
            if (start == null) {
                start = new Start(ExactModel.read(folder, ExactModel.DRAW_OF_SEED_1));
                STARTS.put(place, new SoftReference<>(start));
            }
            return new ExactEngine(start);
        }
    }

    private ExactEngine(Start start) {
        this.start = start;
        model = start.model;
        state = start.state.copy();
        variables = start.variables.clone();
        indicators = start.indicators.clone();
        touched = new RowSet(areas());
        strayed = new RowSet(model.tables().outputAreas().count());
    }

    /** Where every engine of a model begins: evaluated once, never changed after. */
    private static final class Start {

        private final ExactModel model;
        private final OutputAreaState state;
        private final double[] variables;
        private final double[] indicators;
        private final Neighbours neighbours;

        Start(ExactModel model) {
            this.model = model;
            state = new OutputAreaState(model);
            variables = model.tables().variables().clone();
            indicators = new double[model.areas() * Indicator.COUNT];
            for (int i = 0; i < variables.length; i++) {
                Variable variable = Variable.of(i % Variable.COUNT);
                variables[i] = variable.at(variable.nearest(variables[i]));
            }
            for (int area = 0; area < model.areas(); area++) {
                apply(model, state, variables, area);
            }
            state.update();
            for (int area = 0; area < model.areas(); area++) {
                average(model, state, indicators, area);
            }
            ExactTables tables = model.tables();
            neighbours = Neighbours.ofRegion(model.areas(), tables.outputAreas().areaOf(), tables.weights());
        }
    }

    private static void apply(ExactModel model, OutputAreaState state, double[] variables, int area) {
        int at = area * Variable.COUNT;
        for (int i = model.firstMember(area); i < model.firstMember(area + 1); i++) {
            state.change(
                    model.member(i),
                    (int) Math.rint(variables[at]),
                    variables[at + 1],
                    variables[at + 2],
                    variables[at + 3]);
        }
    }

    /** Writes the means over the output areas of one area. */
    static void average(ExactModel model, OutputAreaState state, double[] indicators, int area) {
        int first = model.firstMember(area);
        int end = model.firstMember(area + 1);
        for (int column = 0; column < Indicator.COUNT; column++) {
            double sum = 0;
            for (int i = first; i < end; i++) {
                sum += state.indicator(model.member(i), Indicator.of(column));
            }
            indicators[area * Indicator.COUNT + column] = sum / (end - first);
        }
    }

    @Override
    public int areas() {
        return model.areas();
    }

    @Override
    public String areaName(int area) {
        return model.tables().areaNames()[area];
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
        return start.neighbours;
    }

    @Override
    public void reset() {
        for (int i = 0; i < strayed.size(); i++) {
            state.copyRow(start.state, strayed.row(i));
        }
        strayed.clear();
        touched.clear();
        System.arraycopy(start.variables, 0, variables, 0, variables.length);
        System.arraycopy(start.indicators, 0, indicators, 0, indicators.length);
        lastArea = -1;
    }

    @Override
    public void change(int area, Variable variable, double value) {
        int at = area * Variable.COUNT + variable.column();
        lastArea = area;
        lastVariable = at;
        lastValue = variables[at];
        set(area, at, value);
    }

    // Indicators depend on the variables alone, so the way back is a change like any other.
    @Override
    public void undo() {
        if (lastArea < 0) {
            throw new IllegalStateException(
                    "There is no change to take back: none came since the last reset or undo. Change a variable first.");
        }
        set(lastArea, lastVariable, lastValue);
        lastArea = -1;
    }

    private void set(int area, int at, double value) {
        variables[at] = value;
        apply(model, state, variables, area);
        state.update();
        touched.clear();
        RowSet rows = state.touched();
        int[] areaOf = model.tables().outputAreas().areaOf();
        for (int i = 0; i < rows.size(); i++) {
            strayed.add(rows.row(i));
            touched.add(areaOf[rows.row(i)]);
        }
        for (int i = 0; i < touched.size(); i++) {
            average(model, state, indicators, touched.row(i));
        }
    }

    @Override
    public double[] indicators() {
        return indicators;
    }

    @Override
    public int touchedCount() {
        return touched.size();
    }

    @Override
    public int[] touched() {
        return touched.rows();
    }
}
