package io.millrace.app.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.Played;
import io.millrace.app.report.ChartPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The page of a policy on its way to a goal, read as a browser would, and its picture. */
class SteeringPageTest {

    private static final int CHARTS_OF_THE_POLICY = 3;
    private static final int CHARTS_OF_THE_RULES = 6;

    private static final SteeringComparison STEERING =
            SteeringComparison.of(DemoGoal.over(200), DemoGoal.followsTheGoal(), "greedy policy");
    private static final String PAGE = SteeringPage.of(
            new Played("a <run>", "migration", 3, List.of("environment.steps=200"), "seed: 3"),
            new Evaluation(7, 40, -120.5, -130.25, -110.75, 200, null, null),
            STEERING);

    @Test
    void theStepsToTheGoalAreToldFirst() {
        assertThat(texts("strong")).containsExactly("148");
    }

    @Test
    void everyWayIsARow() {
        assertThat(texts("th"))
                .contains("greedy policy", "trivial", "lookahead, 6 steps", "lookahead, 10 steps", "Chukotka");
        assertThat(texts("td")).contains("148", "191", "-176", "42", "41", "-41", "45", "44", "-44", "+0.6364");
    }

    @Test
    void theRunsOwnEpisodesStandBesideThem() {
        assertThat(texts("p")).anySatisfy(said -> assertThat(said)
                .contains("40 episodes", "seed 3", "-120.5000", "-130.2500 to -110.7500"));
    }

    @Test
    void errorsSharesAndUtilitiesAreDrawn() {
        assertThat(texts("figcaption"))
                .hasSize(CHARTS_OF_THE_POLICY + CHARTS_OF_THE_RULES)
                .startsWith(
                        "How far the shares are from the goal",
                        "Shares of the 8 regions that are to change most: greedy policy",
                        "Utilities of the 8 regions that are to change most: greedy policy");
    }

    @Test
    void everyWayHasALineToTheToleranceAndEveryRegionOneToItsGoal() {
        List<String> lines = attributes("polyline", "class");

        assertThat(lines.subList(0, 5)).containsExactly("line c0", "line c1", "line c2", "line c3", "line c7 dashed");
        assertThat(lines.subList(5, 9)).containsExactly("line c0", "line c0 dashed", "line c1", "line c1 dashed");
        assertThat(texts("li")).contains("tolerance 0.005", "Moscow", "Moscow, goal");
    }

    @Test
    void linesBeginBeforeTheFirstStep() {
        assertThat(attributes("polyline", "points").get(0).split(" ", -1)).hasSize(201);
    }

    @Test
    void anotherEnvironmentThanTheLearnedOneIsNamed() {
        assertThat(texts("p")).anySatisfy(said -> assertThat(said).contains("environment.steps=200"));
    }

    @Test
    void thePageAsksForNothingElse() {
        for (String asking : List.of("script", "link", "img", "iframe", "a")) {
            assertThat(texts(asking)).as(asking).isEmpty();
        }
        assertThat(PAGE).doesNotContain("@import", "src=", "href=", "NaN", "Infinity", "null");
    }

    @Test
    void thePictureHoldsTheThreeChartsOfThePolicy() throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(SteeringPicture.png(STEERING)));

        assertThat(picture.getWidth()).isEqualTo(ChartPicture.WIDTH);
        assertThat(picture.getHeight()).isEqualTo(CHARTS_OF_THE_POLICY * ChartPicture.HEIGHT);
        // The error has four ways, the others eight regions.
        assertThat(colours(picture, 0)).contains(0x0a6ebd, 0xc2410c, 0x9333ea).doesNotContain(0xbe185d);
        assertThat(colours(picture, 1)).contains(0x0a6ebd, 0xc2410c, 0x9333ea, 0xbe185d, 0x854d0e);
        assertThat(colours(picture, 2)).contains(0x0a6ebd, 0xc2410c, 0x9333ea, 0xbe185d, 0x854d0e);
    }

    private static Set<Integer> colours(BufferedImage picture, int chart) {
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < ChartPicture.HEIGHT; y++) {
                colours.add(picture.getRGB(x, chart * ChartPicture.HEIGHT + y) & 0xffffff);
            }
        }
        return colours;
    }

    private static List<String> texts(String tag) {
        NodeList nodes = parsed().getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static List<String> attributes(String tag, String attribute) {
        NodeList nodes = parsed().getElementsByTagName(tag);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(((Element) nodes.item(i)).getAttribute(attribute));
        }
        return values;
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
