package io.millrace.app.evaluation;

import io.millrace.app.evaluation.ControlPaths.Control;
import io.millrace.app.evaluation.ControlPaths.Switches;
import io.millrace.app.report.LineChart;
import io.millrace.app.report.LineChart.Band;
import io.millrace.app.report.LineChart.Line;
import io.millrace.app.report.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A policy beside the optimum, as one HTML page that asks for nothing else and is well-formed XML. */
public final class OptimumPage {

    private static final int COLOURS = 12;

    /** Rows of the table that the chart is drawn from, at most. */
    private static final int ROWS = 50;

    private final Played played;
    private final Evaluation evaluation;
    private final BesideOptimum beside;
    private final ControlPaths paths;
    private final Markup page;

    private OptimumPage(Played played, Evaluation evaluation, BesideOptimum beside, ControlPaths paths) {
        this.played = played;
        this.evaluation = evaluation;
        this.beside = beside;
        this.paths = paths;
        this.page = Markup.page(title(played));
    }

    /** The page. */
    public static String of(Played played, Evaluation evaluation, BesideOptimum beside, ControlPaths paths) {
        return new OptimumPage(played, evaluation, beside, paths).write();
    }

    /** What is to be seen. */
    static String title(Played played) {
        return "Run " + played.run() + " beside the optimum";
    }

    private String write() {
        head();
        returns();
        controls();
        definitions();
        page.element("h2", "Settings");
        page.foldedText(played.run(), played.settings());
        return page.endOfPage();
    }

    private void head() {
        page.element("h1", title(played));
        page.raw(
                "<p class=\"sub\">Weights version %d in %s: %,d episodes of seed %d, of %.1f steps on average.</p>",
                evaluation.weightsVersion(),
                Markup.escape(played.environment()),
                evaluation.episodes(),
                played.seed(),
                evaluation.meanLength());
        @Nullable Double percent = beside.gapPercent();
        page.raw(
                "<p class=\"best\">Gap to the optimum: <strong>%.6f</strong> (95 %% interval %.6f to %.6f)%s</p>",
                beside.gap().mean(),
                beside.gap().low(),
                beside.gap().high(),
                percent == null ? "" : String.format(Locale.ROOT, ", %.4f %% of it", percent));
        if (!played.otherwise().isEmpty()) {
            page.element(
                    "p",
                    "The environment is not the one that was learned in: "
                            + played.otherwise().stream().collect(Collectors.joining(", ")) + ".");
        }
    }

    private void returns() {
        page.element("h2", "What each earned");
        page.table(
                "Returns, discounted with the environment's own discount",
                List.of("", "mean", "95 % interval"),
                List.of(
                        row("greedy policy", new Interval(evaluation.mean(), evaluation.low(), evaluation.high())),
                        row("best policy, same episodes", beside.optimalRule()),
                        row("gap, paired by episode", beside.gap()),
                        List.of("best policy, expected", number(beside.expected()), "exact"),
                        List.of("gap to the expected", number(beside.expected() - evaluation.mean()), "")));
    }

    private static List<String> row(String name, Interval interval) {
        return List.of(name, number(interval.mean()), number(interval.low()) + " to " + number(interval.high()));
    }

    private void controls() {
        page.element("h2", "Controls");
        page.raw(chart().svg());
        @Nullable Switches switches = paths.switches();
        if (switches != null) {
            page.table(
                    "When who receives most changes",
                    List.of("", paths.timeName()),
                    List.of(
                            List.of("exact, in continuous time", BesideOptimumText.exact(switches)),
                            List.of("best policy", BesideOptimumText.words(switches.optimum())),
                            List.of("greedy policy", BesideOptimumText.words(switches.policy()))));
        }
        List<List<String>> table = BesideOptimumText.table(paths, tableRows());
        page.raw("<details><summary>The chart in numbers</summary>");
        page.table("Means over the episodes", table.get(0), table.subList(1, table.size()));
        page.raw("</details>");
    }

    private List<Integer> tableRows() {
        int times = paths.times().size();
        int stride = (times + ROWS - 1) / ROWS;
        return IntStream.range(0, times)
                .filter(k -> k % stride == 0 || k == times - 1)
                .boxed()
                .toList();
    }

    private LineChart chart() {
        List<Line> lines = new ArrayList<>();
        List<Band> bands = new ArrayList<>();
        for (Control control : paths.controls()) {
            // A colour of its own for the optimum: where the two lie on one another, both are to be seen.
            int colour = lines.size() % COLOURS;
            lines.add(new Line(control.name() + ", greedy policy", colour, false, control.policy(), paths.times()));
            lines.add(new Line(control.name() + ", optimum", colour + 1, true, control.optimum(), paths.times()));
            if (control.spreads()) {
                bands.add(new Band(paths.bandName(control), colour, control.low(), control.high(), paths.times()));
            }
        }
        return LineChart.over(
                "Controls by " + paths.timeName() + ": means over the episodes, and the optimum",
                paths.timeName(),
                paths.controls().stream().map(Control::name).collect(Collectors.joining(", ")),
                lines,
                List.of(),
                bands);
    }

    private void definitions() {
        page.element("h2", "What the measures mean");
        page.raw("<dl>");
        page.definition(
                "gap, paired by episode",
                "what the best policy earned more, episode by episode with the same chance for both: good and bad luck"
                        + " that meets both cancels, so that its interval is narrow. Student's t");
        page.definition(
                "gap to the expected",
                "the exact expected return of the best policy, less the greedy policy's mean: as far off as that mean"
                        + " is by the chance of the episodes");
        page.raw("</dl>");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
