package io.millrace.env.environments.landuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A made-up region on a ring: {@link #AREAS} areas of {@link #MEMBERS} output areas, each with the two output
 * areas on both sides in its surroundings, 600 m from one to the next. Drawn from a seed; {@link #write} makes
 * its tables. Its predictions are naive, to compare with.
 */
final class SmallRegion {

    static final int AREAS = 6;
    static final int MEMBERS = 4;
    static final int OUTPUT_AREAS = AREAS * MEMBERS;

    /** Explanatory numbers: those of every region, and two of the built form. */
    static final int COLUMNS = ExactTables.FORM + 2;

    private static final int TREES = 60;
    private static final double[] WEIGHTS = {0.1, 0.4, 0.3, 0.2};
    private static final int[] DISTANCES = {-2, -1, 1, 2};

    final double[][] numbers = new double[OUTPUT_AREAS][COLUMNS];
    final int[] types = new int[OUTPUT_AREAS];
    final double[] sizes = new double[OUTPUT_AREAS];
    final double[][] medians = new double[ExactTables.TYPES][COLUMNS];
    final double[][] spreads = new double[ExactTables.TYPES][COLUMNS];
    final Regressor airQuality;
    final Regressor housePrice;

    SmallRegion(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < OUTPUT_AREAS; row++) {
            types[row] = random.nextInt(ExactTables.TYPES);
            sizes[row] = 40_000 + random.nextInt(40_000);
            for (int column = 0; column < COLUMNS; column++) {
                numbers[row][column] = drawn(column, random) * (column < ExactTables.LAND_COVER ? sizes[row] : 1);
            }
        }
        for (int type = 0; type < ExactTables.TYPES; type++) {
            for (int column = 0; column < COLUMNS; column++) {
                medians[type][column] = drawn(column, random);
                spreads[type][column] = drawn(column, random);
            }
        }
        airQuality = RandomTrees.regressor(16, TREES, 2 * COLUMNS, feature -> between(feature, random), random);
        housePrice = RandomTrees.regressor(7, TREES, 2 * COLUMNS, feature -> between(feature, random), random);
    }

    private static double drawn(int column, SplittableRandom random) {
        double most = column == ExactTables.POPULATION ? 0.01 : column < ExactTables.LAND_COVER ? 0.001 : 1;
        return most * (0.05 + 0.95 * random.nextDouble());
    }

    // Half-way between two output areas, so that both sides of the threshold occur.
    private double between(int feature, SplittableRandom random) {
        return (features(random.nextInt(OUTPUT_AREAS))[feature] + features(random.nextInt(OUTPUT_AREAS))[feature]) / 2;
    }

    /** Numbers of an output area and their lags. */
    double[] features(int row) {
        return IntStream.range(0, 2 * COLUMNS)
                .mapToDouble(feature -> feature < COLUMNS ? numbers[row][feature] : lag(row, feature - COLUMNS))
                .toArray();
    }

    // Some thresholds lie on a lag, so the sum has to be taken in the order that the engine promises.
    private double lag(int row, int column) {
        double lag = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            lag += WEIGHTS[i] * numbers[neighbour(row, i)][column];
        }
        return lag;
    }

    private static int neighbour(int row, int i) {
        return Math.floorMod(row + DISTANCES[i], OUTPUT_AREAS);
    }

    /** Writes all tables. */
    SmallRegion write(Path folder) {
        write(folder, "lsoa_baseline", areas());
        write(folder, "oa_table", outputAreas());
        write(folder, "spatial_weights", weights());
        write(folder, "median_function", typeTable(medians, 0, ExactTables.FORM));
        write(folder, "median_form", typeTable(medians, ExactTables.FORM, COLUMNS));
        write(folder, "iqr_function", typeTable(spreads, 0, ExactTables.FORM));
        write(folder, "iqr_form", typeTable(spreads, ExactTables.FORM, COLUMNS));
        write(folder, "air_quality_trees", trees(airQuality));
        write(folder, "house_price_trees", trees(housePrice));
        return this;
    }

    /** Writes the trees of air quality without the last third, as a table that was cut off between trees. */
    void writeFewerTrees(Path folder) {
        List<RegressionTree> trees = airQuality.trees().subList(0, 2 * TREES / 3);
        write(folder, "air_quality_trees", trees(new Regressor(airQuality.baseline(), trees)));
    }

    private static void write(Path folder, String name, List<String> lines) {
        try {
            Files.write(folder.resolve(name + ".csv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> areas() {
        List<String> lines = new ArrayList<>(List.of("lsoa,signature_type,use,greenspace,job_types"));
        for (int area = 0; area < AREAS; area++) {
            lines.add("area " + area + "," + types[area * MEMBERS] + ",0,0,0.47");
        }
        return lines;
    }

    private List<String> outputAreas() {
        List<String> lines = new ArrayList<>();
        lines.add("oa,lsoa,orig_signature,area_m2,x_m,y_m," + names(0, COLUMNS) + ",baseline_air_quality"
                + ",baseline_house_price,baseline_job_accessibility,baseline_greenspace_accessibility");
        for (int row = 0; row < OUTPUT_AREAS; row++) {
            lines.add("output area " + row + ",area " + row / MEMBERS + "," + types[row] + "," + sizes[row] + ","
                    + 600 * row + ",0," + joined(numbers[row]) + ","
                    + RandomTrees.predicted(airQuality, features(row)) + ","
                    + RandomTrees.predicted(housePrice, features(row)) + "," + 1000 * row + "," + 10 * row);
        }
        return lines;
    }

    private static String names(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(column -> column < ExactTables.FORM
                        ? '"' + ExactTables.FUNCTION_COLUMNS.get(column) + '"'
                        : "form" + column)
                .collect(Collectors.joining(","));
    }

    private static String joined(double... numbers) {
        return DoubleStream.of(numbers).mapToObj(Double::toString).collect(Collectors.joining(","));
    }

    private static List<String> weights() {
        List<String> lines = new ArrayList<>(List.of("focal,neighbor,weight"));
        for (int row = 0; row < OUTPUT_AREAS; row++) {
            for (int i = 0; i < WEIGHTS.length; i++) {
                lines.add(row + "," + neighbour(row, i) + "," + WEIGHTS[i]);
            }
        }
        return lines;
    }

    // In another order than the output areas' columns and with the outliers, as the source has it.
    private static List<String> typeTable(double[][] numbers, int from, int to) {
        List<String> lines = new ArrayList<>();
        lines.add("type,code," + names(from + 1, to) + "," + names(from, from + 1));
        for (int type = ExactTables.TYPES - 1; type >= 0; type--) {
            double[] row = new double[to - from];
            System.arraycopy(numbers[type], from + 1, row, 0, to - from - 1);
            row[to - from - 1] = numbers[type][from];
            lines.add("\"type, " + type + "\"," + type + "," + joined(row));
        }
        lines.add("outlier,-1" + ",0".repeat(to - from));
        return lines;
    }

    private static List<String> trees(Regressor regressor) {
        List<String> lines = new ArrayList<>();
        lines.add("# baseline=" + regressor.baseline() + "; go left if x<=threshold");
        lines.add("tree,node,is_leaf,feature,threshold,left,right,value");
        for (int number = 0; number < regressor.trees().size(); number++) {
            RegressionTree tree = regressor.trees().get(number);
            for (int node = 0; node < tree.nodes(); node++) {
                String rest = tree.leaf(node)
                        ? "1,,,,," + tree.value()[node]
                        : "0," + tree.feature()[node] + "," + tree.threshold()[node] + "," + tree.left()[node] + ","
                                + tree.right()[node] + ",";
                lines.add(number + "," + node + "," + rest);
            }
        }
        return lines;
    }
}
