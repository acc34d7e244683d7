package io.millrace.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tests between pairs, held against values that other programs print. */
class PairTestTest {

    /** Hours of sleep won under two drugs (Student 1908), R's data set "sleep". */
    private static final double[] DRUG_1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};

    private static final double[] DRUG_2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

    /** Depression before and after a therapy (Hollander and Wolfe 1973, page 29), from R's page on wilcox.test. */
    private static final double[] BEFORE = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};

    private static final double[] AFTER = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};

    @Test
    void studentsTIsThatOfIndependentSamplesWithVariancesOfTheirOwn() {
        PairTest test = test(DRUG_1, DRUG_2);

        assertThat(test.difference()).isCloseTo(-1.58, within(1e-12));
        assertThat(test.t()).isCloseTo(-1.8608, within(5e-5));
        assertThat(test.tProbability()).isCloseTo(0.07939, within(5e-6));
    }

    @Test
    void wilcoxonsProbabilityIsExactForFewTrials() {
        PairTest test = test(BEFORE, AFTER);

        assertThat(test.ranks()).isEqualTo(40);
        assertThat(test.ranksProbability()).isCloseTo(0.0390625, within(1e-12));
    }

    @Test
    void forManyTrialsTheNormalDistributionStandsForTheRanks() {
        double[] higher = IntStream.rangeClosed(1, 20).mapToDouble(i -> i).toArray();
        double[] lower = new double[20];

        PairTest test = test(higher, lower);

        // z = (210 - 105 - 0.5) / sqrt(20 * 21 * 41 / 24) = 3.9013
        assertThat(test.ranks()).isEqualTo(210);
        assertThat(test.ranksProbability()).isCloseTo(9.568e-5, within(1e-7));
    }

    @Test
    void trialsThatAreAllTheSameAreNotToldApart() {
        double[] constant = {0.5, 0.5, 0.5};

        PairTest test = test(constant, constant);

        assertThat(test.tProbability()).isEqualTo(1);
        assertThat(test.ranksProbability()).isEqualTo(1);
        assertThat(test.toldApart()).isFalse();
    }

    @Test
    void constantsThatDifferAreCertainlyDifferentToStudent() {
        PairTest test = test(new double[] {1, 1, 1}, new double[] {2, 2, 2});

        assertThat(test.tProbability()).isZero();
        assertThat(test.toldApart()).isFalse();
    }

    @Test
    void holmsAdjustmentMultipliesTheSmallestByAllAndNeverFalls() {
        double[] adjusted = PairTest.holm(new double[] {0.03, 0.01, 0.04, 0.02});

        assertThat(adjusted[0]).isCloseTo(0.06, within(1e-12));
        assertThat(adjusted[1]).isCloseTo(0.04, within(1e-12));
        assertThat(adjusted[2]).isCloseTo(0.06, within(1e-12));
        assertThat(adjusted[3]).isCloseTo(0.06, within(1e-12));
    }

    @Test
    void everyPairIsTestedOnce() {
        Map<String, Spread> entries = new LinkedHashMap<>();
        List.of("a", "b", "c", "d").forEach(name -> entries.put(name, Spread.of(DRUG_1)));

        assertThat(PairTest.all(entries))
                .extracting(test -> test.first() + test.second())
                .containsExactly("ab", "ac", "ad", "bc", "bd", "cd");
    }

    private static PairTest test(double[] first, double[] second) {
        Map<String, Spread> pair = new LinkedHashMap<>();
        pair.put("first", Spread.of(first));
        pair.put("second", Spread.of(second));
        return PairTest.all(pair).get(0);
    }
}
