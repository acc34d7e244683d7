package io.millrace.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {

    private static final int NUMBERS = 10_000;

    /** Negative and positive over six powers of ten, and a tenth zeros. */
    private static double[] numbers(long seed) {
        Random random = new Random(seed);
        double[] numbers = new double[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = i % 10 == 0 ? 0 : random.nextGaussian() * Math.pow(10, random.nextInt(6) - 3);
        }
        return numbers;
    }

    private static Distribution of(double... numbers) {
        Distribution distribution = new Distribution();
        Arrays.stream(numbers).forEach(distribution::add);
        return distribution;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1})
    void aQuantileIsWithinOnePercentOfTheNumberAtItsRank(double quantile) {
        double[] numbers = numbers(1);
        Distribution distribution = of(numbers);
        Arrays.sort(numbers);

        double expected = numbers[(int) Math.floor(quantile * (NUMBERS - 1))];

        assertThat(distribution.quantile(quantile)).isCloseTo(expected, within(0.01 * Math.abs(expected) + 1e-12));
    }

    @Test
    void theOrderOfMergingDoesNotChangeAQuantile() {
        double[] numbers = numbers(2);
        Distribution forwards = new Distribution();
        Distribution backwards = new Distribution();
        for (int part = 0; part < 10; part++) {
            forwards.merge(of(Arrays.copyOfRange(numbers, part * 1000, (part + 1) * 1000)));
            int last = 9 - part;
            backwards.merge(of(Arrays.copyOfRange(numbers, last * 1000, (last + 1) * 1000)));
        }

        assertThat(forwards.quantile(0.05))
                .isEqualTo(backwards.quantile(0.05))
                .isEqualTo(of(numbers).quantile(0.05));
        assertThat(forwards.quantile(0.95))
                .isEqualTo(backwards.quantile(0.95))
                .isEqualTo(of(numbers).quantile(0.95));
    }

    @Test
    void moreBinsThanThereIsRoomForCostAccuracyOnlyNextToZero() {
        double[] numbers = new double[601];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.pow(10, i - 300) * 1e-100;
        }
        Distribution distribution = of(numbers);

        assertThat(distribution.quantile(0.995)).isCloseTo(numbers[597], within(0.01 * numbers[597]));
    }

    @Test
    void whatIsWrittenReadsTheSame() throws IOException {
        Distribution distribution = of(numbers(3));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        distribution.write(new DataOutputStream(bytes));

        Distribution read = Distribution.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.quantile(0.25)).isEqualTo(distribution.quantile(0.25));
        assertThat(read.moments().deviation()).isEqualTo(distribution.moments().deviation());
    }
}
