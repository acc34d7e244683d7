package io.millrace.app.steering;

import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.Played;
import io.millrace.app.report.Markup;
import java.util.List;
import java.util.Locale;

/** The way of a policy to a goal beside those of the rules, as one HTML page that asks for nothing else and is well-formed XML. */
public final class SteeringPage {

    private final Played played;
    private final Evaluation evaluation;
    private final SteeringComparison steering;
    private final Markup page;

    private SteeringPage(Played played, Evaluation evaluation, SteeringComparison steering) {
        this.played = played;
        this.evaluation = evaluation;
        this.steering = steering;
        this.page = Markup.page(title(played));
    }

    /** The page. */
    public static String of(Played played, Evaluation evaluation, SteeringComparison steering) {
        return new SteeringPage(played, evaluation, steering).write();
    }

    private static String title(Played played) {
        return "Run " + played.run() + " on its way to a goal";
    }

    private String write() {
        head();
        ways();
        charts();
        goal();
        definitions();
        page.element("h2", "Settings");
        page.foldedText(played.run(), played.settings());
        return page.endOfPage();
    }

    private void head() {
        page.element("h1", title(played));
        page.raw(
                "<p class=\"sub\">Weights version %d in %s, from today's shares and utilities.</p>",
                evaluation.weightsVersion(), Markup.escape(played.environment()));
        page.raw(
                "<p class=\"best\">Steps to the goal: <strong>%s</strong></p>",
                Markup.escape(SteeringText.steps(steering.policy())));
        page.element("p", SteeringText.goal(steering) + ". The goal is " + SteeringText.distance(steering) + ".");
        if (!played.otherwise().isEmpty()) {
            page.element(
                    "p",
                    "The environment is not the one that was learned in: " + String.join(", ", played.otherwise())
                            + ".");
        }
    }

    private void ways() {
        page.element("h2", "How each steers");
        List<List<String>> rows = SteeringText.table(steering);
        page.table("One episode each", rows.get(0), rows.subList(1, rows.size()));
        page.element(
                "p",
                String.format(
                        Locale.ROOT,
                        "Over %,d episodes of the run itself, of seed %d, the greedy policy returns %.4f on average (95 %%"
                                + " interval %.4f to %.4f).",
                        evaluation.episodes(),
                        played.seed(),
                        evaluation.mean(),
                        evaluation.low(),
                        evaluation.high()));
    }

    private void charts() {
        page.element("h2", "The way of the policy");
        page.raw(SteeringCharts.errors(steering).svg());
        page.raw(SteeringCharts.shares(steering, steering.policy()).svg());
        page.raw(SteeringCharts.utilities(steering, steering.policy()).svg());
        page.element("h2", "The ways of the rules");
        for (Steering rule : steering.plays().subList(1, steering.plays().size())) {
            page.raw("<details><summary>%s</summary>", Markup.escape(rule.by()));
            page.raw(SteeringCharts.shares(steering, rule).svg());
            page.raw(SteeringCharts.utilities(steering, rule).svg());
            page.raw("</details>");
        }
    }

    private void goal() {
        page.element("h2", "The goal");
        page.table(
                "Regions whose share is to change",
                List.of("", "today", "goal", "change in percentage points"),
                steering.changes().stream()
                        .map(change -> List.of(
                                change.region(),
                                percent(change.present()),
                                percent(change.goal()),
                                String.format(Locale.ROOT, "%+.4f", 100 * (change.goal() - change.present()))))
                        .toList());
    }

    private void definitions() {
        page.element("h2", "What the measures mean");
        page.raw("<dl>");
        page.definition(
                "steps to the goal",
                "the first step after which the norm of all differences between share and goal is below the tolerance");
        page.definition(
                "last step outside",
                "the last one after which it is not: later than the steps to the goal where shares overshoot");
        page.definition("return", "minus the number of steps after which it is not");
        page.definition("utility", "how it attracts people; only differences between regions move anybody");
        page.definition("trivial", "invests in every region whose share is below its goal");
        page.definition(
                "lookahead",
                "invests in every region whose share will be below its goal in so many steps, if utilities stay as they"
                        + " are");
        page.raw("</dl>");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.4f %%", 100 * share);
    }
}
