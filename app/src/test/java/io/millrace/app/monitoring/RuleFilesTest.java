package io.millrace.app.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.app.Millrace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every alert says how urgent it is and where help stands, and has a case that fires and one that stays quiet. */
class RuleFilesTest {

    @Test
    void everyAlertHasACaseInWhichItFires() {
        assertThat(tested(true)).containsAll(alerts());
    }

    @Test
    void everyAlertHasACaseInWhichItStaysQuiet() {
        assertThat(tested(false)).containsAll(alerts());
    }

    @Test
    void everyAlertThatIsTestedIsThere() {
        assertThat(alerts()).containsAll(tested(true)).containsAll(tested(false));
    }

    @Test
    void everyAlertSaysHowUrgentItIs() {
        assertThat(Shipped.alerts()).isNotEmpty().allSatisfy(alert -> assertThat(
                        alert.at("/labels/severity").asText())
                .isIn("page", "warn"));
    }

    @Test
    void everyAlertSaysWhatItMeans() {
        assertThat(Shipped.alerts()).allSatisfy(alert -> {
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).isNotBlank();
        });
    }

    @Test
    void everyAlertLinksToASectionOfItsOwn() throws IOException {
        List<String> headings =
                Files.readAllLines(Millrace.repository().resolve("docs").resolve("alerts.md"));

        assertThat(Shipped.alerts()).allSatisfy(alert -> {
            String name = alert.get("alert").asText();
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .isEqualTo("{{ $externalLabels.docs }}docs/alerts.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(headings).contains("## " + name);
        });
    }

    @Test
    void everyRecordedSeriesThatIsAskedForIsRecorded() {
        Set<String> asked = new TreeSet<>();
        Shipped.dashboards().forEach(file -> Shipped.asked(file).forEach(query -> asked.addAll(query.names())));
        Shipped.rules().forEach(rule -> asked.addAll(Shipped.query(rule).names()));
        asked.removeIf(name -> !name.contains(":"));

        assertThat(Shipped.recorded()).isNotEmpty().containsAll(asked);
    }

    private static Set<String> alerts() {
        Set<String> names = new TreeSet<>();
        Shipped.alerts().forEach(alert -> names.add(alert.get("alert").asText()));
        return names;
    }

    /** Alerts with a test that expects them to fire, or one that expects them not to. */
    private static Set<String> tested(boolean fires) {
        Set<String> names = new TreeSet<>();
        Shipped.files(Shipped.RULE_TESTS).forEach(file -> {
            for (JsonNode test : Shipped.read(file).get("tests")) {
                for (JsonNode expected : test.path("alert_rule_test")) {
                    if (expected.path("exp_alerts").isEmpty() != fires) {
                        names.add(expected.get("alertname").asText());
                    }
                }
            }
        });
        return names;
    }
}
