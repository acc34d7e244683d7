package io.millrace.env.environments.landuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The exact engine against figures that were published for Tyne and Wear. The tables are not part of the
 * project: docs/systems/land-use-data.md says how to make them and how to run this.
 */
@Tag("land-use-data")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedRegionTest {

    static final String FOLDER = "MILLRACE_LAND_USE_DATA";

    private static final double UNSET = OutputAreaState.UNSET;
    private static final int OWN_TYPE = -1;

    // The first output area of the table, of which changes were published.
    private static final int E00042786 = 0;

    private final Path folder = Path.of(
            Objects.requireNonNull(System.getenv(FOLDER), "Set " + FOLDER + " to the folder of the land-use tables."));
    private final ExactTables tables = ExactTablesReader.read(folder);

    @Test
    void unchangedMeansAreThePublishedOnes() {
        OutputAreaState state = new OutputAreaState(ExactModel.read(folder, ExactModel.DRAW_OF_SEED_0));

        assertThat(mean(state, Indicator.AIR_QUALITY)).isCloseTo(15.501793553098, within(1e-9));
        assertThat(mean(state, Indicator.HOUSE_PRICE)).isCloseTo(7.411662620121, within(1e-9));
    }

    @Test
    void anOutputAreaIsAsPublished() {
        OutputAreaState state = new OutputAreaState(ExactModel.read(folder, ExactModel.DRAW_OF_SEED_0));

        assertThat(tables.outputAreas().names()[E00042786]).isEqualTo("E00042786");
        assertThat(state.indicator(E00042786, Indicator.AIR_QUALITY)).isCloseTo(17.53446681, within(1e-6));
        assertThat(state.indicator(E00042786, Indicator.HOUSE_PRICE)).isCloseTo(7.48111441, within(1e-6));
    }

    @Test
    void aChangeOfAllVariablesMovesTheMeansAsPublished() {
        OutputAreaState state = new OutputAreaState(ExactModel.read(folder, ExactModel.DRAW_OF_SEED_0));

        state.change(E00042786, 3, 0.4, 0.2, 0.8);
        state.update();

        assertThat(mean(state, Indicator.AIR_QUALITY)).isCloseTo(15.502177806392208, within(1e-9));
        assertThat(mean(state, Indicator.HOUSE_PRICE)).isCloseTo(7.411470894282914, within(1e-9));
        assertThat(state.jobsGained(E00042786)).isCloseTo(65.48895673, within(1e-8));
        // A fifth of the area, of which the table has ten digits.
        assertThat(state.greenGained(E00042786)).isCloseTo(10279.2055615, within(1e-6));
    }

    private double mean(OutputAreaState state, Indicator indicator) {
        double sum = 0;
        int count = tables.outputAreas().count();
        for (int row = 0; row < count; row++) {
            sum += state.indicator(row, indicator);
        }
        return sum / count;
    }

    // The published values are rounded to six digits; scenario 5 changes nothing that is drawn.
    @Test
    void parksOnBrownfieldsChangeAirAndPricesAsPublished() {
        OutputAreaState state = new OutputAreaState(ExactModel.read(folder, ExactModel.DRAW_OF_SEED_1));
        List<String> names = Arrays.asList(tables.outputAreas().names());
        try (TableReader changes = TableReader.open(folder, "scenario5_oa_changes")) {
            while (changes.next()) {
                int row = names.indexOf(changes.text(changes.column("oa")));
                state.change(row, OWN_TYPE, UNSET, changes.number(changes.column("greenspace")), UNSET);
            }
        }
        state.update();

        try (TableReader values = TableReader.open(folder, "scenario5_oa_values")) {
            while (values.next()) {
                int row = names.indexOf(values.text(values.column("oa")));
                assertThat(state.indicator(row, Indicator.AIR_QUALITY))
                        .isCloseTo(values.number(values.column("air_quality")), within(5.0001e-5));
                assertThat(state.indicator(row, Indicator.HOUSE_PRICE))
                        .isCloseTo(values.number(values.column("house_price")), within(5.0001e-6));
            }
        }
    }

    @Test
    void theStartIsThePublishedBaselineOnTheGrid() {
        ExactEngine engine = ExactEngine.open(folder);

        assertThat(mean(engine, Indicator.AIR_QUALITY)).isCloseTo(16.5066, within(1e-3));
        assertThat(mean(engine, Indicator.HOUSE_PRICE)).isCloseTo(7.6856, within(1e-3));
    }

    @Test
    void snappingToTheGridMovesThePublishedBaseline() {
        ExactEngine engine = ExactEngine.open(folder);
        double[] snapped = engine.indicators().clone();
        for (int i = 0; i < tables.variables().length; i++) {
            engine.change(i / Variable.COUNT, Variable.of(i % Variable.COUNT), tables.variables()[i]);
        }

        assertThat(mean(engine, Indicator.AIR_QUALITY)).isCloseTo(16.5108, within(1e-3));
        assertThat(mean(engine, Indicator.HOUSE_PRICE)).isCloseTo(7.6845, within(1e-3));
        assertThat(distance(engine, snapped)).isCloseTo(0.0482, within(1e-3));
    }

    private static double mean(ExactEngine engine, Indicator indicator) {
        double sum = 0;
        for (int area = 0; area < engine.areas(); area++) {
            sum += engine.indicators()[area * Indicator.COUNT + indicator.column()];
        }
        return sum / engine.areas();
    }

    private static double distance(ExactEngine engine, double[] target) {
        double squares = 0;
        for (int i = 0; i < target.length; i++) {
            double difference =
                    (engine.indicators()[i] - target[i]) / engine.divisor(Indicator.of(i % Indicator.COUNT));
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    @Test
    void theFirstScenarioIsReachedInSevenUnitSteps() {
        ExactEngine engine = ExactEngine.open(folder);
        double[] start = engine.indicators().clone();
        int steps = 0;
        try (TableReader changes = TableReader.open(folder, "scenario1_oa_changes")) {
            while (changes.next()) {
                int area = areaOf(changes.text(changes.column("oa")));
                int wanted = changes.whole(changes.column("signature_type"), 0, 15);
                steps += (int) Math.abs(wanted - engine.start(area, Variable.SIGNATURE_TYPE));
                engine.change(area, Variable.SIGNATURE_TYPE, wanted);
            }
        }

        assertThat(steps).isEqualTo(7);
        assertThat(distance(engine, start)).isCloseTo(0.3935, within(0.005));
    }

    private int areaOf(String outputArea) {
        return tables.outputAreas()
                .areaOf()[Arrays.asList(tables.outputAreas().names()).indexOf(outputArea)];
    }

    @Test
    void theWayToTheVariablesDoesNotShowInABit() {
        ExactEngine wanderer = ExactEngine.open(folder);
        double[] start = wanderer.indicators().clone();
        SplittableRandom random = new SplittableRandom(2);
        double[] wanted = new double[wanderer.areas() * Variable.COUNT];
        Arrays.setAll(wanted, i -> wanderer.start(i / Variable.COUNT, Variable.of(i % Variable.COUNT)));
        for (int step = 0; step < 300; step++) {
            int at = random.nextInt(wanted.length);
            Variable variable = Variable.of(at % Variable.COUNT);
            wanted[at] = variable.at(random.nextInt(variable.levels()));
            wanderer.change(at / Variable.COUNT, variable, wanted[at]);
        }

        assertThat(wanderer.indicators()).containsExactly(evaluatedAtOnce(wanted));
        wanderer.reset();
        assertThat(wanderer.indicators()).containsExactly(start);
    }

    private double[] evaluatedAtOnce(double[] variables) {
        ExactModel model = ExactModel.read(folder, ExactModel.DRAW_OF_SEED_1);
        OutputAreaState state = new OutputAreaState(model);
        for (int row = 0; row < tables.outputAreas().count(); row++) {
            int at = tables.outputAreas().areaOf()[row] * Variable.COUNT;
            state.change(row, (int) variables[at], variables[at + 1], variables[at + 2], variables[at + 3]);
        }
        state.update();
        double[] indicators = new double[model.areas() * Indicator.COUNT];
        for (int area = 0; area < model.areas(); area++) {
            ExactEngine.average(model, state, indicators, area);
        }
        return indicators;
    }
}
