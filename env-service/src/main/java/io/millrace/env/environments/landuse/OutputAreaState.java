package io.millrace.env.environments.landuse;

import io.millrace.env.environments.landuse.ExactTables.OutputAreas;

/**
 * A region's output areas under changes, and what is predicted for them. Everything is a function of the
 * present changes alone, to the bit, whatever led there: lags and accessibilities are summed again in full
 * wherever a term changed, always in the order of the tables, and sums of leaf values are exact. In double
 * arithmetic throughout. One thread; {@link #change} and {@link #update} allocate nothing.
 */
final class OutputAreaState {

    /** A variable that is left as it is. */
    static final double UNSET = Double.NaN;

    private static final int COLUMN_AGRICULTURE = 1;
    private static final int COLUMN_MANUFACTURING = 2;
    private static final int COLUMN_CONSTRUCTION = 3;
    private static final int COLUMN_TRANSPORT = 5;
    private static final int COLUMN_OFFICES = 6;
    private static final int COLUMN_PUBLIC_SERVICES = 7;

    private final ExactModel model;
    private final OutputAreas today;
    private final SpatialWeights weights;
    private final Walks walks;
    private final int columns;

    private final double[] numbers;
    private final double[] lags;
    private final double[] jobsGained;
    private final double[] greenGained;
    private final double[] jobs;
    private final double[] green;
    private final Predictions predictions;

    // An output area's numbers while they are made.
    private final double[] draft;

    // Output areas changed since the last update, and the columns from the first to before the last that differ.
    private final RowSet changed;
    private final RowSet touched;
    private final RowSet reached;
    private int firstColumn;
    private int endColumn;

    /** The region without changes. */
    OutputAreaState(ExactModel model) {
        this(model, new Predictions(model.trees(), model.tables().outputAreas().count()));
        System.arraycopy(today.numbers(), 0, numbers, 0, numbers.length);
        evaluateAll();
        touched.clear();
    }

    private OutputAreaState(ExactModel model, Predictions predictions) {
        this.model = model;
        this.predictions = predictions;
        today = model.tables().outputAreas();
        weights = model.tables().weights();
        walks = model.walks();
        columns = today.columns().size();
        int count = today.count();
        numbers = new double[count * columns];
        lags = new double[count * columns];
        jobsGained = new double[count];
        greenGained = new double[count];
        jobs = new double[count];
        green = new double[count];
        draft = new double[columns];
        changed = new RowSet(count);
        touched = new RowSet(count);
        reached = new RowSet(count);
        forgetColumns();
    }

    /** A state of its own with the same changes. Not between {@link #change} and {@link #update}. */
    OutputAreaState copy() {
        OutputAreaState copy = new OutputAreaState(model, predictions.copy());
        System.arraycopy(numbers, 0, copy.numbers, 0, numbers.length);
        System.arraycopy(lags, 0, copy.lags, 0, lags.length);
        System.arraycopy(jobsGained, 0, copy.jobsGained, 0, jobs.length);
        System.arraycopy(greenGained, 0, copy.greenGained, 0, jobs.length);
        System.arraycopy(jobs, 0, copy.jobs, 0, jobs.length);
        System.arraycopy(green, 0, copy.green, 0, jobs.length);
        return copy;
    }

    /** Takes over one output area from a state of the same model, changes and predictions. */
    void copyRow(OutputAreaState other, int row) {
        System.arraycopy(other.numbers, row * columns, numbers, row * columns, columns);
        System.arraycopy(other.lags, row * columns, lags, row * columns, columns);
        jobsGained[row] = other.jobsGained[row];
        greenGained[row] = other.greenGained[row];
        jobs[row] = other.jobs[row];
        green[row] = other.green[row];
        predictions.copyRow(other.predictions, row);
    }

    /**
     * Says what one output area is to be, in place of what was said before. Predictions follow with {@link
     * #update}.
     *
     * @param type       built form; its own type, or -1, leaves the output area its own numbers
     * @param use        from -1, all jobs give way to as many people, to 1, all people to jobs; or {@link #UNSET}
     * @param greenspace share of public green, 0 to 1; or {@link #UNSET}
     * @param jobTypes   share of office work in the jobs that can be either, 0 to 1; or {@link #UNSET}
     */
    void change(int row, int type, double use, double greenspace, double jobTypes) {
        build(row, type);
        if (!Double.isNaN(use)) {
            use(use);
        }
        double gained = Double.isNaN(greenspace) ? 0 : green(greenspace) * today.sizes()[row];
        if (!Double.isNaN(jobTypes)) {
            shiftJobs(jobTypes);
        }
        double before =
                sum(today.numbers(), row * columns + ExactTables.JOBS, ExactTables.LAND_COVER - ExactTables.JOBS);
        double after = sum(draft, ExactTables.JOBS, ExactTables.LAND_COVER - ExactTables.JOBS);
        adopt(row, after - before, gained);
    }

    private void build(int row, int type) {
        if (type < 0 || type == today.types()[row]) {
            System.arraycopy(today.numbers(), row * columns, draft, 0, columns);
            return;
        }
        for (int column = 0; column < columns; column++) {
            // People and jobs are counted; the table of types gives them per square metre.
            double scale = column < ExactTables.LAND_COVER ? today.sizes()[row] : 1;
            draft[column] = model.typical(type, column) * scale;
        }
    }

    private void use(double use) {
        double jobs = sum(draft, ExactTables.JOBS, ExactTables.LAND_COVER - ExactTables.JOBS);
        double people = draft[ExactTables.POPULATION];
        double moved = use * (use < 0 ? jobs : people);
        if (jobs == 0) {
            // There are no groups of jobs to hand the people over to, in which proportion ever.
            return;
        }
        draft[ExactTables.POPULATION] = people - moved;
        scale(draft, ExactTables.JOBS, ExactTables.LAND_COVER, (jobs + moved) / jobs);
    }

    // The share of the ground that becomes green on top of what is.
    private double green(double greenspace) {
        double gained = greenspace - draft[ExactTables.GREEN];
        scale(draft, ExactTables.POPULATION, ExactTables.FORM, 1 - gained);
        draft[ExactTables.GREEN] = greenspace;
        return gained;
    }

    private void shiftJobs(double offices) {
        double blue = draft[COLUMN_AGRICULTURE]
                + draft[COLUMN_MANUFACTURING]
                + draft[COLUMN_CONSTRUCTION]
                + draft[COLUMN_TRANSPORT];
        double white = draft[COLUMN_OFFICES] + draft[COLUMN_PUBLIC_SERVICES];
        double total = blue + white;
        // A group that has no jobs to scale stays without: the proportions in it are unknown.
        double ofBlue = blue == 0 ? 1 : total * (1 - offices) / blue;
        double ofWhite = white == 0 ? 1 : total * offices / white;
        draft[COLUMN_AGRICULTURE] *= ofBlue;
        draft[COLUMN_MANUFACTURING] *= ofBlue;
        draft[COLUMN_CONSTRUCTION] *= ofBlue;
        draft[COLUMN_TRANSPORT] *= ofBlue;
        draft[COLUMN_OFFICES] *= ofWhite;
        draft[COLUMN_PUBLIC_SERVICES] *= ofWhite;
    }

    /** Predicts for one output area as if one of its own numbers were another; its surroundings do not see it. */
    void suppose(int row, int column, double number) {
        predictions.move(row, column, number);
        predictions.walk(row);
    }

    private static double sum(double[] of, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += of[i];
        }
        return sum;
    }

    private static void scale(double[] what, int from, int to, double by) {
        for (int i = from; i < to; i++) {
            what[i] *= by;
        }
    }

    private void adopt(int row, double newJobs, double newGreen) {
        int at = row * columns;
        int first = 0;
        while (first < columns && draft[first] == numbers[at + first]) {
            first++;
        }
        if (first < columns) {
            int last = columns - 1;
            while (draft[last] == numbers[at + last]) {
                last--;
            }
            System.arraycopy(draft, first, numbers, at + first, last + 1 - first);
            firstColumn = Math.min(firstColumn, first);
            endColumn = Math.max(endColumn, last + 1);
        }
        if (first < columns || jobsGained[row] != newJobs || greenGained[row] != newGreen) {
            jobsGained[row] = newJobs;
            greenGained[row] = newGreen;
            changed.add(row);
        }
    }

    /** Predicts again what the changes since the last update touch. {@link #touched} names it. */
    void update() {
        touched.clear();
        // A change of many output areas touches nearly all, most of them many times.
        if (changed.size() > today.count() / 4) {
            evaluateAll();
        } else {
            updatePredictions();
            updateAccessibility();
        }
        changed.clear();
        forgetColumns();
    }

    private void forgetColumns() {
        firstColumn = columns;
        endColumn = 0;
    }

    private void evaluateAll() {
        for (int row = 0; row < today.count(); row++) {
            weights.lag(row, numbers, lags, columns, 0, columns);
            for (int column = 0; column < columns; column++) {
                predictions.rank(row, column, numbers[row * columns + column]);
                predictions.rank(row, columns + column, lags[row * columns + column]);
            }
            sumReached(row);
            touched.add(row);
        }
        predictions.walkAll();
    }

    private void updatePredictions() {
        for (int i = 0; i < changed.size(); i++) {
            int row = changed.row(i);
            for (int at = weights.firstDependant(row); at < weights.firstDependant(row + 1); at++) {
                touched.add(weights.dependant(at));
            }
        }
        int dependants = touched.size();
        for (int i = 0; i < changed.size(); i++) {
            touched.add(changed.row(i));
        }
        for (int i = 0; i < touched.size(); i++) {
            int row = touched.row(i);
            if (i < dependants) {
                weights.lag(row, numbers, lags, columns, firstColumn, endColumn);
                move(row, lags, columns);
            }
            if (changed.contains(row)) {
                move(row, numbers, 0);
            }
            predictions.walk(row);
        }
    }

    private void move(int row, double[] features, int firstFeature) {
        for (int column = firstColumn; column < endColumn; column++) {
            predictions.move(row, firstFeature + column, features[row * columns + column]);
        }
    }

    private void updateAccessibility() {
        reached.clear();
        for (int i = 0; i < changed.size(); i++) {
            int row = changed.row(i);
            // Who reaches an output area is reached from it.
            for (int at = walks.first(row); at < walks.first(row + 1); at++) {
                reached.add(walks.reached(at));
            }
        }
        for (int i = 0; i < reached.size(); i++) {
            sumReached(reached.row(i));
            touched.add(reached.row(i));
        }
    }

    private void sumReached(int row) {
        int at = row * Indicator.COUNT;
        double jobsWithin = today.baselines()[at + Indicator.JOB_ACCESSIBILITY.column()];
        double greenWithin = today.baselines()[at + Indicator.GREENSPACE_ACCESSIBILITY.column()];
        for (int to = walks.first(row); to < walks.first(row + 1); to++) {
            jobsWithin += jobsGained[walks.reached(to)];
            greenWithin += greenGained[walks.reached(to)];
        }
        jobs[row] = jobsWithin;
        green[row] = greenWithin;
    }

    /** Output areas whose indicators the last {@link #update} may have changed. */
    RowSet touched() {
        return touched;
    }

    /** An indicator of an output area, as of the last {@link #update}. */
    double indicator(int row, Indicator indicator) {
        return switch (indicator) {
            // The regressors stand in the order of the indicators.
            case AIR_QUALITY, HOUSE_PRICE -> predictions.prediction(row, indicator.column());
            case JOB_ACCESSIBILITY -> jobs[row];
            case GREENSPACE_ACCESSIBILITY -> green[row];
        };
    }

    /** How many jobs an output area has more than today. */
    double jobsGained(int row) {
        return jobsGained[row];
    }

    /** How much public green an output area has more than today, in square metres. */
    double greenGained(int row) {
        return greenGained[row];
    }
}
