package io.millrace.app.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.app.Millrace;
import io.millrace.app.Millrace.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code millrace price} and {@code millrace off-policy}: what they print and write, and what mistakes are told. */
class PriceCommandTest {

    private static final String GOOD = "Oak,2024-01-01,500,3,400\n";

    @TempDir
    private Path folder;

    private Path data;
    private Path out;

    @BeforeEach
    void nameTheFolders() {
        data = folder.resolve("runs");
        out = folder.resolve("prices.csv");
    }

    static List<Arguments> files() {
        return List.of(
                mistake("an empty file", "", "is empty", "store, date, price, units, unit_cost"),
                mistake("names without rows", Sales.NAMES + "\n", "no row of sales"),
                mistake("a file that is not CSV", "{\"store\": \"Oak\"}\n", "line 1", "no CSV file of sales"),
                mistake(
                        "cells apart by semicolons",
                        "store;date;price;units;unit_cost\nOak;2024-01-01;500;3;400\n",
                        "line 1",
                        "separated by commas"),
                mistake(
                        "a quote that is not closed",
                        Sales.NAMES + "\n" + GOOD + "\"Oak,2024-01-02,500,3,400\n",
                        "line 3",
                        "no CSV"),
                mistake(
                        "an unknown column",
                        "store,date,price,units,unit_cost,discount\nOak,2024-01-01,500,3,400,0\n",
                        "line 1",
                        "\"discount\"",
                        "leave it out"),
                mistake("a missing column", "store,date,price,units\nOak,2024-01-01,500,3\n", "unit_cost is missing"),
                mistake("a column twice", "store,date,price,units,unit_cost,price\n", "price is there twice"),
                row("a missing cell", "Oak,2024-01-02,500,3", "4 cells", "5 columns"),
                row("no store", ",2024-01-02,500,3,400", "the store has no name"),
                row("no date", "Oak,02.01.2024,500,3,400", "\"02.01.2024\" is no date", "2024-03-31"),
                row("a date that there is not", "Oak,2024-02-30,500,3,400", "\"2024-02-30\" is no date"),
                row("a date in the future", "Oak,2999-01-02,500,3,400", "lies in the future"),
                row("a date out of order", "Oak,2023-12-31,500,3,400", "was at 2024-01-01 in line 2", "Sort"),
                row("no price", "Oak,2024-01-02,free,3,400", "the price is \"free\"", "no number"),
                row("a price of nothing", "Oak,2024-01-02,0,3,0", "the price is 0", "above 0"),
                row("a negative price", "Oak,2024-01-02,-5,3,0", "the price is -5"),
                row("a price at cost", "Oak,2024-01-02,400,3,400", "the price 400 is not above the unit cost 400"),
                row("a price below cost", "Oak,2024-01-02,390,3,400", "not above the unit cost 400"),
                row("a negative cost", "Oak,2024-01-02,500,3,-1", "the unit cost is -1"),
                row("negative units", "Oak,2024-01-02,500,-3,400", "the units are -3", "whole number"),
                row("half a unit", "Oak,2024-01-02,500,2.5,400", "the units are 2.5", "whole number"),
                row("not a number", "Oak,2024-01-02,500,NaN,400", "the units is \"NaN\"", "no number"),
                row(
                        "a row that contradicts another",
                        "Oak,2024-01-01,500,4,400",
                        "sold 4 at 500",
                        "line 2 says 3 at 500"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aFileThatCannotBeUsedIsRefusedBeforeAnythingIsMade(String name, String content, List<String> words)
            throws IOException {
        Path file = Files.writeString(folder.resolve("sales.csv"), content);

        assertRefused(price(file), words);
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("sales.csv"), new byte[] {'P', 'K', 3, 4, (byte) 0xff, (byte) 0xfe});

        assertRefused(price(file), List.of("no text in UTF-8"));
    }

    @Test
    void aFileThatIsMissingIsRefused() {
        assertRefused(price(folder.resolve("nowhere.csv")), List.of("There is no file", "--history"));
    }

    static List<Arguments> options() {
        return List.of(
                Arguments.of(
                        "no feasible price",
                        List.of("--prices", "600:700:3"),
                        List.of("Store Oak asked 500", "600, 650, 700", "within 10 %", "--max-change")),
                Arguments.of(
                        "prices below cost",
                        List.of("--prices", "380,500,550"),
                        List.of("sales.prices", "above the unit cost of 400")),
                Arguments.of("one price", List.of("--prices", "500"), List.of("sales.prices", "2 to 1000")),
                Arguments.of("no grid", List.of("--prices", "450:650"), List.of("450:650", "450:650:7")),
                Arguments.of("no limit", List.of("--max-change", "0"), List.of("sales.change-limit", "above 0")),
                Arguments.of(
                        "an unknown rule", List.of("--rule", "best"), List.of("no rule best", "--rule", "thompson")),
                Arguments.of(
                        "an unknown setting of the rule",
                        List.of("--set", "rule.epsilon=0.1"),
                        List.of("rule.epsilon")),
                Arguments.of(
                        "a setting that cannot be",
                        List.of("--rule", "epsilon-greedy", "--set", "rule.epsilon=2"),
                        List.of("rule.epsilon is 2")),
                Arguments.of(
                        "an arm that there is not",
                        List.of("--rule", "fixed", "--set", "rule.arm=9"),
                        List.of("rule.arm is 9")),
                Arguments.of("a name that no topic can have", List.of("--run", "My run"), List.of("\"My run\"")),
                Arguments.of("a setting with an option", List.of("--set", "sales.rows=daily"), List.of("sales.rows")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("options")
    void anOptionThatCannotBeIsRefusedBeforeAnythingIsMade(String name, List<String> options, List<String> words) {
        assertRefused(price(Sales.file(folder, "sales.csv", Sales.week("Oak", 0, 500, 3)), options), words);
    }

    @Test
    void pricesGoToAFileWholeOrNotAtAll() throws IOException {
        Path file = Sales.file(folder, "sales.csv", Sales.rows(3, 0, 1));
        Files.createDirectories(out);

        Said refused = price(file);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("cannot be written to " + out, "--out");
        assertThat(data).doesNotExist();
    }

    @Test
    void columnsMayStandInAnyOrderAndBeNamedWithSpacesAndCapitals() throws IOException {
        Path file = Files.writeString(
                folder.resolve("sales.csv"), "\uFEFFUnit Cost,Units,Price,Date,Store\n400,-1,500,2024-01-01,Oak\n");

        // Read far enough to find the fault in the row.
        assertRefused(price(file), List.of("line 2", "the units are -1"));
    }

    @Test
    void salesBecomePricesAndTheRecordAnswersForOtherRules() throws IOException {
        Said first = price(Sales.file(folder, "first.csv", Sales.rows(8, 0, 2)), List.of("--rule", "softmax"));
        String written = Files.readString(out);
        Said again =
                Millrace.run("price", "--history", folder.resolve("first.csv").toString(), "--data", data.toString());
        Said tooEarly = offPolicy("--rule", "epsilon-greedy");
        List<String> next = new ArrayList<>();
        for (String line : written.lines().skip(1).toList()) {
            String[] cells = line.split(",", -1);
            next.addAll(Sales.week(cells[0], 2, Double.parseDouble(cells[3]), 3));
        }
        Said second = price(Sales.file(folder, "second.csv", next), List.of("--json"));
        Said evaluated = offPolicy("--rule", "epsilon-greedy", "--set", "rule.epsilon=0.5");
        Said asJson = offPolicy("--rule", "epsilon-greedy", "--json", "--cap", "5");
        Said unknownRule = offPolicy("--rule", "best");
        Said listed = Millrace.run("runs", "--data", data.toString());
        Said played = Millrace.run("evaluate", "prices", "--data", data.toString());

        assertThat(first.code()).as("%s", first).isZero();
        assertThat(first.err()).contains("16 new store-weeks", "elasticity", "8 stores for the week of 2024-01-15");
        assertThat(written)
                .startsWith("store,week,current_price,price,propensity,reason\n")
                .hasLineCount(9);
        assertThat(again.out()).isEqualTo(written);
        assertThat(tooEarly.code()).isEqualTo(2);
        assertThat(tooEarly.err()).contains("0 decisions of known probability", "16 store-weeks");
        JsonNode summary = new ObjectMapper().readTree(second.out());
        assertThat(summary.at("/summary/followed").asInt()).isEqualTo(8);
        assertThat(summary.at("/prices")).hasSize(8);
        assertThat(evaluated.code()).as("%s", evaluated).isZero();
        assertThat(evaluated.out()).contains("8 decisions of rule softmax", "doubly robust", "effective sample size");
        assertThat(new ObjectMapper()
                        .readTree(asJson.out())
                        .at("/report/decisions")
                        .asInt())
                .isEqualTo(8);
        assertThat(listed.out().strip()).matches("prices +sales");
        assertThat(played.code()).isEqualTo(2);
        assertThat(played.err()).contains("no environment to play in", "millrace off-policy prices");
        assertThat(unknownRule.code()).isEqualTo(2);
        assertThat(unknownRule.err()).contains("no rule best", "--rule", "thompson");
    }

    @Test
    void theExamplesGoOnFromOneAnother() {
        Path examples = Millrace.repository().resolve("examples");

        Said first = price(examples.resolve("sales.csv"), List.of("--prices", "450:550:5"));
        Said second = price(examples.resolve("sales-next-week.csv"));

        assertThat(first.err()).contains("48 new store-weeks, 0 duplicate rows, 0 late rows", "from 5 prices");
        assertThat(second.err())
                .contains("14 new store-weeks, 1 duplicate rows, 1 late rows", "11 asked what was recommended");
    }

    @Test
    void aRunThatANetworkDecidesIsNotPricedAndHasNoOtherRule() throws IOException {
        Path kept = Files.createDirectories(data.resolve("prices"));
        Files.writeString(kept.resolve("settings.json"), "{\"environment\":{\"name\":\"cart-pole\"}}");

        Said said = price(Sales.file(folder, "sales.csv", Sales.rows(3, 0, 1)));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("cart-pole", "--run");
    }

    private static Arguments mistake(String name, String content, String... words) {
        return Arguments.of(name, content, List.of(words));
    }

    private static Arguments row(String name, String row, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("sales.csv, line 3: ");
        return Arguments.of(name, Sales.NAMES + "\n" + GOOD + row + "\n", all);
    }

    private Said price(Path file) {
        return price(file, List.of());
    }

    private Said price(Path file, List<String> options) {
        List<String> arguments = new ArrayList<>(
                List.of("price", "--history", file.toString(), "--data", data.toString(), "--out", out.toString()));
        arguments.addAll(options);
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private Said offPolicy(String... options) {
        List<String> arguments = new ArrayList<>(List.of("off-policy", "prices", "--data", data.toString()));
        arguments.addAll(List.of(options));
        return Millrace.run(arguments.toArray(String[]::new));
    }

    private void assertRefused(Said said, List<String> words) {
        assertThat(said.code()).as("%s", said).isEqualTo(2);
        assertThat(said.err()).contains(words).doesNotContain("Exception", "\tat ");
        assertThat(said.err().strip()).hasLineCount(1);
        assertThat(said.out()).isEmpty();
        assertThat(data).doesNotExist();
        assertThat(out).doesNotExist();
    }
}
