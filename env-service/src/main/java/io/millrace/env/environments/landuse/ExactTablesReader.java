package io.millrace.env.environments.landuse;

import io.millrace.env.environments.landuse.ExactTables.OutputAreas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Reads {@link ExactTables} from a folder whose format {@code docs/systems/land-use-data.md} describes. What
 * is missing, too much or not a number is refused with file, line and column.
 */
final class ExactTablesReader {

    /** What to do about tables that cannot be used. */
    static final String REMEDY = "docs/systems/land-use-data.md says what the tables hold and how to make them from"
            + " the public repositories demoland-engine and demoland-web of the Urban Analytics Technology Platform.";

    // How far rounding in the file may put a sum of weights from 1.
    private static final double WEIGHTS_TOLERANCE = 1e-6;

    private static final Pattern BASELINE = Pattern.compile("baseline=([^;\\s]+)");

    private final Path folder;

    private ExactTablesReader(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads all tables of a folder. Takes seconds.
     *
     * @throws IllegalArgumentException if a table is missing, cannot be, or cannot be read
     */
    static ExactTables read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("environment.data is " + folder
                    + ", but there is no such folder. The exact engine reads its tables from it. " + REMEDY);
        }
        return new ExactTablesReader(folder).tables();
    }

    private ExactTables tables() {
        Map<String, Integer> areas = new HashMap<>();
        List<String> names = new ArrayList<>();
        double[] variables = variables(areas, names);
        OutputAreas outputAreas = outputAreas(areas, names);
        List<String> columns = outputAreas.columns();
        return new ExactTables(
                names.toArray(String[]::new),
                variables,
                outputAreas,
                types("median", columns),
                types("iqr", columns),
                weights(outputAreas),
                List.of(regressor("air_quality_trees", columns), regressor("house_price_trees", columns)));
    }

    private double[] variables(Map<String, Integer> areas, List<String> names) {
        DoubleStream.Builder variables = DoubleStream.builder();
        try (TableReader table = TableReader.open(folder, "lsoa_baseline")) {
            int name = table.column("lsoa");
            int type = table.column(Variable.SIGNATURE_TYPE.label());
            int use = table.column(Variable.USE.label());
            int greenspace = table.column(Variable.GREENSPACE.label());
            int jobTypes = table.column(Variable.JOB_TYPES.label());
            while (table.next()) {
                if (areas.putIfAbsent(table.text(name), names.size()) != null) {
                    throw table.refused(name, "names an area a second time");
                }
                names.add(table.text(name));
                variables
                        .add(table.whole(type, 0, ExactTables.TYPES - 1))
                        .add(table.between(use, -1, 1))
                        .add(table.between(greenspace, 0, 1))
                        .add(table.between(jobTypes, 0, 1));
            }
            if (names.isEmpty()) {
                throw table.refused("has no rows: there is no area to change.");
            }
        }
        return variables.build().toArray();
    }

    private OutputAreas outputAreas(Map<String, Integer> areas, List<String> areaNames) {
        List<String> names = new ArrayList<>();
        IntStream.Builder areaOf = IntStream.builder();
        IntStream.Builder types = IntStream.builder();
        DoubleStream.Builder sizes = DoubleStream.builder();
        DoubleStream.Builder x = DoubleStream.builder();
        DoubleStream.Builder y = DoubleStream.builder();
        DoubleStream.Builder numbers = DoubleStream.builder();
        DoubleStream.Builder baselines = DoubleStream.builder();
        boolean[] consists = new boolean[areaNames.size()];
        Map<String, Integer> lines = new HashMap<>();
        try (TableReader table = TableReader.open(folder, "oa_table")) {
            int first = table.column(ExactTables.FUNCTION_COLUMNS.get(0));
            int[] baselineColumns = Arrays.stream(Indicator.values())
                    .mapToInt(indicator -> table.column("baseline_" + indicator.label()))
                    .toArray();
            List<String> columns = explanatory(table, first, baselineColumns[0]);
            int name = table.column("oa");
            int areaName = table.column("lsoa");
            int type = table.column("orig_signature");
            int size = table.column("area_m2");
            int east = table.column("x_m");
            int north = table.column("y_m");
            while (table.next()) {
                Integer before = lines.putIfAbsent(table.text(name), table.line());
                if (before != null) {
                    throw table.refused(name, "names an output area a second time, after line " + before);
                }
                Integer area = areas.get(table.text(areaName));
                if (area == null) {
                    throw table.refused(areaName, "names an area that lsoa_baseline does not have");
                }
                consists[area] = true;
                names.add(table.text(name));
                areaOf.add(area);
                types.add(table.whole(type, -1, ExactTables.TYPES - 1));
                sizes.add(table.positive(size));
                x.add(table.number(east));
                y.add(table.number(north));
                for (int column = first; column < first + columns.size(); column++) {
                    numbers.add(table.number(column));
                }
                for (int column : baselineColumns) {
                    baselines.add(table.number(column));
                }
            }
            for (int area = 0; area < consists.length; area++) {
                if (!consists[area]) {
                    throw table.refused("has " + names.size() + " rows, but none of area " + areaNames.get(area)
                            + ", which lsoa_baseline has: rows are missing.");
                }
            }
            return new OutputAreas(
                    columns,
                    names.toArray(String[]::new),
                    areaOf.build().toArray(),
                    types.build().toArray(),
                    sizes.build().toArray(),
                    x.build().toArray(),
                    y.build().toArray(),
                    numbers.build().toArray(),
                    baselines.build().toArray());
        }
    }

    private static List<String> explanatory(TableReader table, int first, int end) {
        List<String> columns = table.columns().subList(first, Math.max(first, end));
        List<String> function = ExactTables.FUNCTION_COLUMNS;
        if (columns.size() < function.size()
                || !columns.subList(0, function.size()).equals(function)) {
            throw table.refused("has, before baseline_air_quality, the columns " + String.join(" | ", columns)
                    + ". The regressors know columns by their place: these have to begin with "
                    + String.join(" | ", function) + ".");
        }
        return List.copyOf(columns);
    }

    // One row per type, in the order of the output areas' columns whatever the order in the file.
    private double[] types(String statistic, List<String> columns) {
        double[] numbers = new double[ExactTables.TYPES * columns.size()];
        typeRows(statistic + "_function", columns, 0, ExactTables.FORM, numbers);
        typeRows(statistic + "_form", columns, ExactTables.FORM, columns.size(), numbers);
        return numbers;
    }

    private void typeRows(String name, List<String> columns, int from, int to, double[] into) {
        boolean[] known = new boolean[ExactTables.TYPES];
        try (TableReader table = TableReader.open(folder, name)) {
            int code = table.column("code");
            int[] places =
                    columns.subList(from, to).stream().mapToInt(table::column).toArray();
            while (table.next()) {
                int type = table.whole(code, -1, ExactTables.TYPES - 1);
                if (type < 0) {
                    continue;
                }
                if (known[type]) {
                    throw table.refused(code, "names a type a second time");
                }
                known[type] = true;
                for (int i = 0; i < places.length; i++) {
                    into[type * columns.size() + from + i] = table.number(places[i]);
                }
            }
            for (int type = 0; type < known.length; type++) {
                if (!known[type]) {
                    throw table.refused("has no row with code " + type + ", but an area may get every type from 0 to "
                            + (ExactTables.TYPES - 1) + ".");
                }
            }
        }
    }

    private SpatialWeights weights(OutputAreas outputAreas) {
        IntStream.Builder rows = IntStream.builder();
        IntStream.Builder neighbours = IntStream.builder();
        DoubleStream.Builder values = DoubleStream.builder();
        try (TableReader table = TableReader.open(folder, "spatial_weights")) {
            int focal = table.column("focal");
            int neighbour = table.column("neighbor");
            int weight = table.column("weight");
            while (table.next()) {
                rows.add(outputArea(table, focal, outputAreas.count()));
                neighbours.add(outputArea(table, neighbour, outputAreas.count()));
                values.add(table.positive(weight));
            }
            SpatialWeights weights = new SpatialWeights(
                    outputAreas.count(),
                    rows.build().toArray(),
                    neighbours.build().toArray(),
                    values.build().toArray());
            for (int row = 0; row < outputAreas.count(); row++) {
                double total = weights.total(row);
                if (Math.abs(total - 1) > WEIGHTS_TOLERANCE) {
                    throw table.refused("gives output area " + outputAreas.names()[row] + " (focal " + row
                            + ") weights that sum to " + total
                            + " in column weight, but they are shares of its surroundings and sum to 1: rows are"
                            + " missing or there twice.");
                }
            }
            return weights;
        }
    }

    private static int outputArea(TableReader table, int column, int count) {
        double row = table.number(column);
        if (row != Math.rint(row) || row < 0 || row >= count) {
            throw table.refused(column, "is not a row of oa_table, which has " + count + " rows, counted from 0");
        }
        return (int) row;
    }

    private Regressor regressor(String name, List<String> columns) {
        try (TableReader table = TableReader.open(folder, name)) {
            Matcher baseline = BASELINE.matcher(table.comment());
            if (!baseline.find()) {
                throw table.refused(
                        "does not say in its first line, as # baseline=16.3, what is predicted before" + " any tree.");
            }
            TreeRows rows = new TreeRows(table, 2 * columns.size());
            return new Regressor(number(table, baseline.group(1)), rows.trees());
        }
    }

    private static double number(TableReader table, String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, together with what is a number but not finite.
        }
        throw table.refused("says baseline=" + text + " in its first line, which is not a finite number.");
    }
}
