package io.millrace.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.evaluation.ControlPaths.Control;
import io.millrace.app.evaluation.ControlPaths.Switch;
import io.millrace.app.evaluation.ControlPaths.Switches;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
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

/** The report of a policy beside the optimum, read as a browser would, and its picture. */
class OptimumPageTest {

    private static final Played PLAYED =
            new Played("a <run>", "noisy", 3, List.of("environment.law=\"other\""), "seed: 3");
    private static final Control SPREAD = new Control(
            "u1", List.of(0.2, 0.4, 0.6), List.of(0.1, 0.3, 0.5), List.of(0.3, 0.5, 0.7), List.of(0.25, 0.25, 0.5));
    private static final Control CUT =
            new Control("u2", List.of(1.0, 0.5), List.of(1.0, 0.5), List.of(1.0, 0.5), List.of(1.0, 0.75, 0.0));
    private static final ControlPaths PATHS = new ControlPaths(
            "time",
            List.of(0.0, 0.5, 1.0),
            List.of(SPREAD, CUT),
            40,
            new Switches(List.of(0.75), List.of(new Switch(1, "u2", "u1")), List.of()));
    private static final BesideOptimum BESIDE =
            BesideOptimum.of(10, new double[] {8, 9}, new double[] {9.5, 10.5}, PATHS);
    private static final Evaluation EVALUATION = Evaluation.of(7, new double[] {8, 9}, 3, 10.0);
    private static final String PAGE = OptimumPage.of(PLAYED, EVALUATION, BESIDE, PATHS);

    @Test
    void theGapIsTold() {
        assertThat(texts("strong")).containsExactly("1.500000");
        assertThat(texts("td")).contains("1.500000", "1.500000 to 1.500000", "10.000000", "exact");
    }

    @Test
    void everyControlHasALineOfThePolicyAndADashedOneOfTheOptimum() {
        assertThat(attributes("polyline", "class"))
                .containsExactly("line c0", "line c1 dashed", "line c2", "line c3 dashed");
    }

    @Test
    void aLineThatEndsEarlierHasFewerPoints() {
        assertThat(attributes("polyline", "points"))
                .extracting(points -> points.split(" ", -1).length)
                .containsExactly(3, 3, 2, 3);
    }

    @Test
    void whereEpisodesDifferThereIsABand() {
        assertThat(attributes("polygon", "class")).containsExactly("band c0");
        assertThat(texts("li")).contains("u1, 5 to 95 % of the first 40 episodes");
    }

    @Test
    void linesStandAtTheirTimes() {
        List<String> policy = List.of(attributes("polyline", "points").get(0).split(" ", -1));

        // From the left edge at 62 to the right one at 806.
        assertThat(policy).extracting(point -> point.split(",", -1)[0]).containsExactly("62.0", "434.0", "806.0");
    }

    @Test
    void switchesAreATable() {
        assertThat(texts("td")).contains("0.7500000", "1 from u2 to u1", "none");
    }

    @Test
    void theNumbersOfTheChartAreATableToo() {
        assertThat(texts("td")).contains("0.400000", "0.250000", "+60.00 %", "–");
    }

    @Test
    void anotherEnvironmentThanTheLearnedOneIsNamed() {
        assertThat(texts("p")).anySatisfy(said -> assertThat(said).contains("environment.law=\"other\""));
    }

    @Test
    void thePageAsksForNothingElse() {
        for (String asking : List.of("script", "link", "img", "iframe", "a")) {
            assertThat(texts(asking)).as(asking).isEmpty();
        }
        assertThat(PAGE).doesNotContain("@import", "src=", "href=", "NaN", "Infinity", "null");
    }

    @Test
    void thePictureIsAsLargeAsSaidAndShowsSomething() throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(ControlPicture.png(PLAYED, PATHS)));

        assertThat(picture.getWidth()).isEqualTo(ControlPicture.WIDTH);
        assertThat(picture.getHeight()).isEqualTo(ControlPicture.HEIGHT);
        // Both lines of both controls; the band is the policy's colour, paled by what is below it.
        assertThat(colours(picture)).contains(0x0a6ebd, 0xc2410c, 0x15803d, 0x9333ea);
    }

    @Test
    void aLineWithoutABandLeavesNoPaleColour() throws IOException {
        ControlPaths certain = new ControlPaths("time", PATHS.times(), List.of(CUT), 40, null);

        BufferedImage with = ImageIO.read(new ByteArrayInputStream(ControlPicture.png(PLAYED, PATHS)));
        BufferedImage without = ImageIO.read(new ByteArrayInputStream(ControlPicture.png(PLAYED, certain)));

        assertThat(pale(with)).isGreaterThan(10_000);
        // What softens the edge of a line may look the same here and there.
        assertThat(pale(without)).isLessThan(100);
    }

    /** Pixels of the first colour over white at 50 / 255. */
    private static long pale(BufferedImage picture) {
        return Arrays.stream(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .filter(colour -> near(colour >> 16, 0xce) && near(colour >> 8, 0xe2) && near(colour, 0xf2))
                .count();
    }

    private static boolean near(int channel, int expected) {
        return Math.abs((channel & 0xff) - expected) <= 2;
    }

    private static Set<Integer> colours(BufferedImage picture) {
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                colours.add(picture.getRGB(x, y) & 0xffffff);
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
