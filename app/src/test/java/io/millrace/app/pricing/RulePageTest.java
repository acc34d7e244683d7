package io.millrace.app.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The report of a comparison of rules, read as a browser would. */
class RulePageTest {

    private static final RuleResults RESULTS = Markets.played(Markets.study(), 2);
    private static final String PAGE = RulePage.of(RESULTS);

    @Test
    void everyPartHasItsTable() {
        assertThat(texts("caption"))
                .containsExactly(
                        "Means over the experiments; ± is the standard error",
                        "Means over the experiments; ± is the standard error",
                        "Means over the experiments; ± is the standard error",
                        "Without and with it, over the same experiments",
                        "Regret in percent",
                        "Hit");
    }

    @Test
    void chartsAreDrawnByWeekAndForEachSetting() {
        assertThat(texts("figcaption"))
                .containsExactly(
                        "Regret of each experiment, with mean and 95 % interval",
                        "Share of right prices in each week",
                        "Regret in each week",
                        "Price changes in each week",
                        "Right recommendations by number of arms",
                        "Right prices in the last week by number of arms",
                        "Regret by number of arms",
                        "Price changes by number of arms",
                        "Right recommendations by environment.change-limit",
                        "Right prices in the last week by environment.change-limit",
                        "Regret by environment.change-limit",
                        "Price changes by environment.change-limit");
    }

    @Test
    void everyEntryHasItsRow() {
        assertThat(texts("th")).contains("A/B test", "UCB & more", "softmax", "oracle (reference)");
    }

    @Test
    void noNumberIsMissing() {
        assertThat(PAGE).doesNotContain("NaN", "Infinity", "null");
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
    void theBestIsNamed() {
        assertThat(texts("strong")).containsExactly(RESULTS.best());
    }

    @Test
    void thePrintedTextHoldsTheSame() {
        assertThat(RuleText.of(RESULTS))
                .contains("12 experiments of 100 stores and 6 weeks", "oracle (reference)", "p (ranks)")
                .contains("By number of arms (environment.prices.arms)", "matched anew", "Best: " + RESULTS.best());
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
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(PAGE)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("The page is not well-formed.", e);
        }
    }
}
