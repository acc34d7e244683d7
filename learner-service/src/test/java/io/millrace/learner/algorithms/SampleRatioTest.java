package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleRatioTest {

    @ParameterizedTest
    @CsvSource({"8, 64", "0.3, 7", "1, 1000", "2.5, 3", "0.01, 32", "0, 1"})
    void afterUpdatesOfAnySizeTheStepsTakenAreTheWholeQuotientOfAllThatWasInserted(String samplesPerInsert, int batch) {
        SampleRatio ratio = new SampleRatio(Double.parseDouble(samplesPerInsert), batch, 0);
        long inserted = 0;
        long taken = 0;
        for (int size : new int[] {1, 13, 97, 5, 1024, 3, 3, 3, 641}) {
            taken += ratio.due(inserted, inserted + size);
            inserted += size;

            assertThat(taken)
                    .isEqualTo(new BigDecimal(samplesPerInsert)
                            .multiply(BigDecimal.valueOf(inserted))
                            .divideToIntegralValue(BigDecimal.valueOf(batch))
                            .longValueExact());
        }
    }

    @Test
    void threeTenthsOfTenStepsAreThree() {
        SampleRatio ratio = new SampleRatio(.3, 1, 0);

        int taken =
                IntStream.range(0, 10).map(step -> ratio.due(step, step + 1)).sum();

        assertThat(taken).isEqualTo(3);
    }

    @Test
    void stepsBeforeLearningStartsAreNotMadeUpForLater() {
        SampleRatio ratio = new SampleRatio(1, 10, 1000);

        assertThat(ratio.due(0, 1000)).isZero();
        assertThat(ratio.due(990, 1030)).isEqualTo(3);
    }
}
