package io.millrace.benchmarks;

import io.millrace.benchmarks.ReplayBenchmark.World;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/** Results of {@link ReplayBenchmark} as Markdown: a row for each world and kind, a column for inserts and one for samples. */
final class ReplayTable {

    private ReplayTable() {}

    /**
     * One measurement.
     *
     * @param world          what is remembered
     * @param kind           how it is drawn
     * @param benchmark      insert or gather
     * @param stepsPerSecond median over the iterations
     */
    record Cell(String world, String kind, String benchmark, double stepsPerSecond) {}

    static String of(Collection<RunResult> results) {
        return of(results.stream().map(ReplayTable::cell).toList());
    }

    static String of(List<Cell> cells) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        for (Cell cell : cells) {
            rows.computeIfAbsent(cell.world() + " | " + cell.kind(), row -> new LinkedHashMap<>())
                    .put(cell.benchmark(), cell.stepsPerSecond());
        }
        StringBuilder table = new StringBuilder("| observation | drawn | inserts/s | samples/s |\n|---|---|---|---|\n");
        rows.forEach((name, row) -> table.append(String.format(
                Locale.ROOT, "| %s | %s | %s |\n", name, number(row.get("insert")), number(row.get("gather")))));
        return table.toString();
    }

    private static Cell cell(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        return new Cell(
                World.valueOf(result.getParams().getParam("world")).words,
                result.getParams().getParam("kind").toLowerCase(Locale.ROOT),
                benchmark.substring(benchmark.lastIndexOf('.') + 1),
                result.getPrimaryResult().getStatistics().getPercentile(50));
    }

    private static String number(@Nullable Double stepsPerSecond) {
        return stepsPerSecond == null ? "-" : String.format(Locale.ROOT, "%,.0f", stepsPerSecond);
    }
}
