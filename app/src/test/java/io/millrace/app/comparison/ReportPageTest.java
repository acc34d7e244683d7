package io.millrace.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The report of a comparison, read as a browser would. */
class ReportPageTest {

    private static final Results RESULTS =
            Comparison.of(Studies.tiny(), 2).run(Studies.unheard()).orElseThrow();
    private static final String PAGE = ReportPage.of(RESULTS);

    @Test
    void everyMeasureHasItsTable() {
        assertThat(texts("caption"))
                .containsExactly(
                        "Undiscounted returns; ± is the standard error over the trials",
                        "Moving average of 10 episodes, mean over the trials",
                        "Policy efficiency",
                        "Final policy",
                        "Other values of one setting",
                        "Policy efficiency",
                        "Final policy",
                        "Printed in a table <somewhere>, beside ours");
    }

    @Test
    void theMeasuresOfEachEntryAreColumns() {
        assertThat(texts("th"))
                .contains(
                        "policy efficiency",
                        "convergence",
                        "final policy",
                        "regret",
                        "deviation",
                        "p (t)",
                        "p (W)",
                        "PPO",
                        "PPO & slow",
                        "Q-learning (reference)",
                        "random",
                        "optimum");
    }

    @Test
    void everyPairHasBothTestsInBothTables() {
        assertThat(texts("th"))
                .filteredOn(cell -> cell.contains(" – "))
                .containsExactly(
                        "PPO – PPO & slow",
                        "PPO – Q-learning",
                        "PPO & slow – Q-learning",
                        "PPO – PPO & slow",
                        "PPO – Q-learning",
                        "PPO & slow – Q-learning");
    }

    @Test
    void chartsAreDrawnForCurvesDispersionSettingsAndStarts() {
        assertThat(texts("figcaption"))
                .satisfiesExactly(
                        curve -> assertThat(curve).startsWith("Mean return over 3 trials"),
                        regret -> assertThat(regret).startsWith("Regret"),
                        efficiency -> assertThat(efficiency).startsWith("Policy efficiency"),
                        last -> assertThat(last).startsWith("Final policy"),
                        sweep -> assertThat(sweep).isEqualTo("Policy efficiency of PPO over algorithm.learning-rate"),
                        starts -> assertThat(starts).isEqualTo("Final policy at each start"));
    }

    @Test
    void noNumberOfAChartIsMissing() {
        assertThat(PAGE).doesNotContain("NaN", "Infinity");
    }

    @Test
    void thePageAsksForNothingElse() {
        Document document = parsed();

        for (String asking : List.of("script", "link", "img", "iframe", "a")) {
            assertThat(document.getElementsByTagName(asking).getLength())
                    .as(asking)
                    .isZero();
        }
        assertThat(PAGE).doesNotContain("@import", "src=", "href=");
    }

    @Test
    void theVerdictNamesTheBest() {
        assertThat(texts("strong")).containsExactly(RESULTS.verdict().best());
    }

    @Test
    void thePrintedTextHoldsTheSame() {
        assertThat(ResultsText.of(RESULTS))
                .contains("PPO & slow", "Q-learning (reference)", "p (ranks)", "six choices", "A remark on it.")
                .contains("Best: " + RESULTS.verdict().best());
    }

    private static List<String> texts(String tag) {
        NodeList nodes = parsed().getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static Document parsed() {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            return builder.parse(new InputSource(new StringReader(PAGE)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("The page is not well-formed.", e);
        }
    }
}
