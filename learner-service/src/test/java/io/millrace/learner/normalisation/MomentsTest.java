package io.millrace.learner.normalisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentsTest {

    @Test
    void beforeAnythingWasTakenInMeansAreZeroAndDeviationsOne() {
        Moments moments = new Moments(2);

        assertThat(moments.mean(1)).isZero();
        assertThat(moments.deviation(1)).isEqualTo(1);
    }

    @Test
    void manyBatchesComeToTheMomentsOfAllTogether() {
        Random random = new Random(1);
        float[] all = new float[2 * 10_000];
        for (int i = 0; i < all.length; i += 2) {
            all[i] = (float) (1e4 + random.nextGaussian());
            all[i + 1] = (float) (3 * random.nextGaussian());
        }
        Moments moments = new Moments(2);

        for (int from = 0; from < all.length; from += 200) {
            float[] batch = new float[200];
            System.arraycopy(all, from, batch, 0, 200);
            moments.takeIn(batch, 1, 100, 100);
        }

        for (int number = 0; number < 2; number++) {
            double mean = mean(all, number);
            assertThat(moments.mean(number)).isCloseTo(mean, within(1e-9));
            assertThat(moments.deviation(number)).isCloseTo(deviation(all, number, mean), within(1e-9));
        }
    }

    @Test
    void whatLiesBetweenBlocksIsPassedOver() {
        Moments moments = new Moments(1);

        moments.takeIn(new float[] {1, 3, 100, 5, 7, 100}, 2, 2, 3);

        assertThat(moments.mean(0)).isEqualTo(4);
        assertThat(moments.deviation(0)).isCloseTo(Math.sqrt(5), within(1e-12));
    }

    @Test
    void aConstantKeepsADeviationAboveZero() {
        Moments moments = new Moments(1);

        moments.takeIn(new float[] {300, 300, 300}, 1, 3, 3);

        assertThat(moments.deviation(0)).isCloseTo(3e-4, within(1e-12));
    }

    private static double mean(float[] numbers, int which) {
        double sum = 0;
        for (int i = which; i < numbers.length; i += 2) {
            sum += numbers[i];
        }
        return sum / (numbers.length / 2.0);
    }

    private static double deviation(float[] numbers, int which, double mean) {
        double sum = 0;
        for (int i = which; i < numbers.length; i += 2) {
            sum += (numbers[i] - mean) * (numbers[i] - mean);
        }
        return Math.sqrt(sum / (numbers.length / 2.0));
    }
}
