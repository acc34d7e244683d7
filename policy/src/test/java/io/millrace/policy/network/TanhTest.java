package io.millrace.policy.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TanhTest {

    @Test
    void staysWithinItsStatedErrorOfTheExactValue() {
        int count = 400_001;
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = -20 + i * 1e-4f;
        }
        float[] tanh = numbers.clone();

        Tanh.apply(tanh, count);

        double worst = 0;
        for (int i = 0; i < count; i++) {
            worst = Math.max(worst, Math.abs(tanh[i] - Math.tanh(numbers[i])));
        }
        assertThat(worst).isLessThan(2e-7);
    }

    @Test
    void neverLeavesMinusOneToOneSoThatTheSlopeIsNeverNegative() {
        int count = 100_000;
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = 5 + i * 1e-4f;
        }

        Tanh.apply(numbers, count);

        for (float each : numbers) {
            assertThat(each).isLessThanOrEqualTo(1f);
        }
    }

    @Test
    void isOddToTheBit() {
        float[] numbers = {0.3f, -0.3f, 7.1f, -7.1f};

        Tanh.apply(numbers, 4);

        assertThat(numbers[1]).isEqualTo(-numbers[0]);
        assertThat(numbers[3]).isEqualTo(-numbers[2]);
    }

    @Test
    void keepsWhatIsNotANumber() {
        float[] numbers = {Float.NaN};

        Tanh.apply(numbers, 1);

        assertThat(numbers[0]).isNaN();
    }

    @Test
    void takesInfinityToOne() {
        float[] numbers = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

        Tanh.apply(numbers, 2);

        assertThat(Math.abs(numbers[0] - 1)).isLessThan(2e-7f);
        assertThat(Math.abs(numbers[1] + 1)).isLessThan(2e-7f);
    }

    @Test
    void leavesWhatLiesBeyondTheCount() {
        float[] numbers = {1f, 2f};

        Tanh.apply(numbers, 1);

        assertThat(numbers[1]).isEqualTo(2f);
    }
}
