package io.millrace.benchmarks;

import io.millrace.benchmarks.ActorCriticBenchmark.Body;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/** Results of {@link ActorCriticBenchmark} as Markdown: how often as fast as on Deeplearning4j, in the same run. */
final class ActorCriticTable {

    private ActorCriticTable() {}

    /**
     * One measurement.
     *
     * @param body             what acts
     * @param algorithm        what learns
     * @param engine           what computes
     * @param updatesPerSecond median over the iterations
     */
    record Cell(String body, String algorithm, String engine, double updatesPerSecond) {}

    static String of(Collection<RunResult> results) {
        return of(results.stream().map(ActorCriticTable::cell).toList());
    }

    static String of(List<Cell> cells) {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        for (Cell cell : cells) {
            rows.computeIfAbsent(
                            cell.body() + " | " + cell.algorithm().toUpperCase(Locale.ROOT),
                            row -> new LinkedHashMap<>())
                    .put(cell.engine(), cell.updatesPerSecond());
        }
        StringBuilder table = new StringBuilder("""
                | observation and action | algorithm | kernel, updates/s | dl4j, updates/s | kernel / dl4j |
                |---|---|---|---|---|
                """);
        rows.forEach((row, rates) -> {
            double kernel = rates.getOrDefault("kernel", Double.NaN);
            double dl4j = rates.getOrDefault("dl4j", Double.NaN);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s |\n",
                    row,
                    number("%.1f", kernel),
                    number("%.1f", dl4j),
                    number("%.2f", kernel / dl4j)));
        });
        return table.toString();
    }

    private static String number(String format, double number) {
        return Double.isNaN(number) ? "-" : String.format(Locale.ROOT, format, number);
    }

    private static Cell cell(RunResult result) {
        return new Cell(
                Body.valueOf(result.getParams().getParam("body")).words(),
                result.getParams().getParam("algorithm"),
                result.getParams().getParam("engine"),
                result.getPrimaryResult().getStatistics().getPercentile(50));
    }
}
