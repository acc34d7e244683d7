package io.millrace.benchmarks;

import io.millrace.benchmarks.DoubleDqnBenchmark.Network;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/** Results of {@link DoubleDqnBenchmark} as Markdown: how often as fast as Deeplearning4j's fit, in the same run. */
final class DoubleDqnTable {

    private DoubleDqnTable() {}

    /**
     * One measurement.
     *
     * @param network          what was learned
     * @param engine           by whom
     * @param updatesPerSecond median over the iterations
     */
    record Cell(String network, String engine, double updatesPerSecond) {}

    static String of(Collection<RunResult> results) {
        return of(results.stream().map(DoubleDqnTable::cell).toList());
    }

    static String of(List<Cell> cells) {
        Map<String, Double> plain = new LinkedHashMap<>();
        for (Cell cell : cells) {
            if (cell.engine().equals(Contenders.PLAIN)) {
                plain.put(cell.network(), cell.updatesPerSecond());
            }
        }
        StringBuilder table = new StringBuilder("""
                | network | by | updates/s | times Deeplearning4j's fit |
                |---|---|---|---|
                """);
        for (Cell cell : cells) {
            double times = cell.updatesPerSecond() / plain.getOrDefault(cell.network(), Double.NaN);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.1f | %s |\n",
                    cell.network(),
                    cell.engine().equals(Contenders.PLAIN) ? "Deeplearning4j's fit" : "Double DQN, " + cell.engine(),
                    cell.updatesPerSecond(),
                    Double.isNaN(times) ? "-" : String.format(Locale.ROOT, "%.2f", times)));
        }
        return table.toString();
    }

    private static Cell cell(RunResult result) {
        return new Cell(
                Network.valueOf(result.getParams().getParam("network")).words,
                result.getParams().getParam("engine"),
                result.getPrimaryResult().getStatistics().getPercentile(50));
    }
}
