package io.millrace.env.environments.landuse;

import io.millrace.env.environments.landuse.ExactTables.OutputAreas;
import java.nio.file.Path;

/**
 * The tables of a region, prepared for prediction: what all engines of a process share. Never changed.
 *
 * @see OutputAreaState
 */
final class ExactModel {

    /**
     * What the source's standard normal generator draws first from seed 1, the seed of its environment. Every
     * number of a new type of built form is its median plus this many fifths of its interquartile range: the
     * source draws anew for each number, but seeds the generator anew before, so all draws are one.
     */
    static final double DRAW_OF_SEED_1 = 0.345584192064786;

    /** The same for seed 0, with which the source's published means were made. */
    static final double DRAW_OF_SEED_0 = 0.1257302210933933;

    /**
     * Metres in a straight line that stand for 15 minutes on foot. On the published parks scenario, changes
     * within this distance correlate with those on the measured network by 0.8 and sum up to about as much.
     */
    static final double WALKING_DISTANCE = 950;

    private final ExactTables tables;
    private final BoostedTrees trees;
    private final Walks walks;
    // What an output area of each type looks like, per square metre where people and jobs are counted.
    private final double[] typical;
    // The output areas of each area, in the order of their table.
    private final int[] memberStart;
    private final int[] members;

    /**
     * The model of a folder's tables, which predicts what they publish for the region as it is.
     *
     * @param draw as for the constructor
     * @throws IllegalArgumentException if a table is missing, cannot be or cannot be read, or the tables do not belong
     *     together
     */
    static ExactModel read(Path folder, double draw) {
        ExactTables tables = ExactTablesReader.read(folder);
        ExactModel asRead = new ExactModel(tables, draw);
        double[] numbers = new PublishedBaselines(asRead).numbers();
        ExactModel model = new ExactModel(tables.withNumbers(numbers), draw);
        new PublishedBaselines(model).require();
        return model;
    }

    /**
     * @param draw which of the typical built forms of a type a change leads to: fifths of the interquartile range
     *             above the median
     */
    ExactModel(ExactTables tables, double draw) {
        this.tables = tables;
        OutputAreas outputAreas = tables.outputAreas();
        trees = new BoostedTrees(2 * outputAreas.columns().size(), tables.regressors());
        walks = Walks.within(WALKING_DISTANCE, outputAreas.x(), outputAreas.y());
        typical = new double[tables.medians().length];
        for (int i = 0; i < typical.length; i++) {
            typical[i] = Math.abs(tables.medians()[i] + draw * tables.spreads()[i] / 5);
        }
        memberStart = new int[areas() + 1];
        for (int area : outputAreas.areaOf()) {
            memberStart[area + 1]++;
        }
        for (int area = 0; area < areas(); area++) {
            memberStart[area + 1] += memberStart[area];
        }
        members = new int[outputAreas.count()];
        int[] at = memberStart.clone();
        for (int outputArea = 0; outputArea < members.length; outputArea++) {
            members[at[outputAreas.areaOf()[outputArea]]++] = outputArea;
        }
    }

    ExactTables tables() {
        return tables;
    }

    BoostedTrees trees() {
        return trees;
    }

    Walks walks() {
        return walks;
    }

    int areas() {
        return tables.areaNames().length;
    }

    /** Where the {@link #member output areas} of an area begin; those of the next begin where they end. */
    int firstMember(int area) {
        return memberStart[area];
    }

    int member(int at) {
        return members[at];
    }

    /** An explanatory number of a type of built form; people and jobs per square metre. */
    double typical(int type, int column) {
        return typical[type * (trees.features() / 2) + column];
    }
}
