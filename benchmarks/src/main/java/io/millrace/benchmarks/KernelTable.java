package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/**
 * Results as Markdown: a row for each benchmark and batch, a column for each engine, and how many times as
 * long plain Deeplearning4j took in the same run.
 */
final class KernelTable {

    private KernelTable() {}

    /**
     * One measurement.
     *
     * @param row          what was measured
     * @param engine       by whom; empty where nobody competes
     * @param microseconds per call, median over the iterations
     */
    record Cell(String row, String engine, double microseconds) {}

    static String of(Collection<RunResult> results) {
        return of(results.stream().map(KernelTable::cell).toList());
    }

    static String of(List<Cell> cells) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        for (Cell cell : cells) {
            rows.computeIfAbsent(cell.row(), row -> new LinkedHashMap<>()).put(cell.engine(), cell.microseconds());
        }
        StringBuilder table = new StringBuilder();
        appendCompared(rows, table);
        appendAlone(rows, table);
        return table.toString();
    }

    private static void appendCompared(Map<String, Map<String, Double>> rows, StringBuilder table) {
        List<String> ours = rows.values().stream()
                .flatMap(row -> row.keySet().stream())
                .filter(engine -> !engine.isEmpty() && !engine.equals(Contenders.PLAIN))
                .distinct()
                .toList();
        if (ours.isEmpty()) {
            return;
        }
        List<String> head = new ArrayList<>(List.of("microseconds per call"));
        head.addAll(ours);
        head.add(Contenders.PLAIN);
        ours.forEach(engine -> head.add(Contenders.PLAIN + " / " + engine));
        appendHead(head, table);
        rows.forEach((name, row) -> {
            if (!row.containsKey("")) {
                List<String> cells = new ArrayList<>(List.of(name));
                double plain = row.getOrDefault(Contenders.PLAIN, Double.NaN);
                ours.forEach(engine -> cells.add(number(row.getOrDefault(engine, Double.NaN))));
                cells.add(number(plain));
                ours.forEach(engine -> cells.add(number(plain / row.getOrDefault(engine, Double.NaN))));
                appendRow(cells, table);
            }
        });
        table.append('\n');
    }

    private static void appendAlone(Map<String, Map<String, Double>> rows, StringBuilder table) {
        if (rows.values().stream().noneMatch(row -> row.containsKey(""))) {
            return;
        }
        appendHead(List.of("part", "microseconds per call"), table);
        rows.forEach((name, row) -> {
            Double alone = row.get("");
            if (alone != null) {
                appendRow(List.of(name, number(alone)), table);
            }
        });
        table.append('\n');
    }

    private static Cell cell(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        int method = benchmark.lastIndexOf('.');
        String group = benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1, method);
        String name = group.replace("Benchmark", "") + "." + benchmark.substring(method + 1);
        String batch = result.getParams().getParam("batch");
        String trunk = result.getParams().getParam("trunk");
        String engine = result.getParams().getParam("engine");
        return new Cell(
                batch == null
                        ? name
                        : name + ", trunk " + String.valueOf(trunk).toLowerCase(Locale.ROOT) + ", batch " + batch,
                engine == null ? "" : engine,
                result.getPrimaryResult().getStatistics().getPercentile(50));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private static void appendHead(List<String> cells, StringBuilder table) {
        appendRow(cells, table);
        table.append("|---".repeat(cells.size())).append("|\n");
    }

    private static void appendRow(List<String> cells, StringBuilder table) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
