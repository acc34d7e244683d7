package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrioritisedSamplerTest {

    private static final long[] THREE = {0, 1, 2};

    private final PrioritisedSampler sampler = new PrioritisedSampler(8, .6, .4);
    private final long[] steps = new long[64];
    private final float[] weights = new float[64];

    @Test
    void chancesAreInProportionToAPowerOfTheErrors() {
        insertThree();

        assertThat(sampler.probability(0)).isCloseTo(.207766, within(1e-6));
        assertThat(sampler.probability(1)).isCloseTo(.314914, within(1e-6));
        assertThat(sampler.probability(2)).isCloseTo(.477320, within(1e-6));
    }

    @Test
    void weightsMakeUpForTheChancesInPart() {
        insertThree();

        sampler.draw(new SplittableRandom(1), 64, steps, weights);

        assertThat(LongStream.of(steps).distinct()).hasSize(3);
        float[] expected = {1, .846745f, .716978f};
        for (int i = 0; i < 64; i++) {
            assertThat(weights[i]).isCloseTo(expected[(int) steps[i]], within(1e-6f));
        }
    }

    @Test
    void withABetaOfOneWeightsMakeUpWholly() {
        insertThree();
        sampler.beta(1);

        sampler.draw(new SplittableRandom(1), 64, steps, weights);

        for (int i = 0; i < 64; i++) {
            assertThat(weights[i] * sampler.probability(steps[i])).isCloseTo(sampler.probability(0), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64})
    void stepsAreDrawnAsOftenAsTheirChancesSay(int rows) {
        insertThree();
        SplittableRandom random = new SplittableRandom(rows);
        int draws = 60_000 / rows;
        double[] counts = new double[3];
        for (int draw = 0; draw < draws; draw++) {
            sampler.draw(random, rows, steps, weights);
            for (int i = 0; i < rows; i++) {
                counts[(int) steps[i]]++;
            }
        }

        for (int step = 0; step < 3; step++) {
            double chance = sampler.probability(step);
            double count = (double) draws * rows;
            // Four deviations of independent draws; strata make the true one smaller.
            assertThat(counts[step]).isCloseTo(count * chance, within(4 * Math.sqrt(count * chance * (1 - chance))));
        }
    }

    @Test
    void drawsAreSpreadOverAllPriorities() {
        sampler.inserted(0, 8);

        sampler.draw(new SplittableRandom(1), 8, steps, weights);

        // One in each part, and each part is a step's.
        assertThat(steps).startsWith(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aNewStepHasTheGreatestPrioritySoFar() {
        insertThree();
        sampler.update(new long[] {2}, 1, new float[] {.1f});

        sampler.inserted(3, 4);
        sampler.update(new long[] {0}, 1, new float[] {4});

        assertThat(sampler.probability(3)).isEqualTo(sampler.probability(0));
    }

    @Test
    void stepsThatWereEvictedAreNotDrawn() {
        sampler.inserted(0, 6);
        sampler.inserted(6, 21);

        sampler.draw(new SplittableRandom(1), 64, steps, weights);

        assertThat(LongStream.of(steps).distinct().sorted()).containsExactly(13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
    }

    @Test
    void anErrorOfAStepThatWasEvictedIsPassedOver() {
        sampler.inserted(0, 8);
        sampler.inserted(8, 12);
        float[] before = sampler.state();

        sampler.update(new long[] {3}, 1, new float[] {99});

        assertThat(sampler.state()).isEqualTo(before);
    }

    @Test
    void anErrorOfZeroCountsAsTheLeastPriority() {
        sampler.inserted(0, 2);

        sampler.update(new long[] {0}, 1, new float[] {0});

        assertThat(sampler.probability(0) / sampler.probability(1)).isCloseTo(Math.pow(1e-6, .6), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -1})
    void anErrorThatIsNoneIsRefusedWithItsStep(float error) {
        insertThree();
        float[] before = sampler.state();

        assertThatThrownBy(() -> sampler.update(THREE, 3, new float[] {5, error, 5}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step 1 is " + error);
        assertThat(sampler.state()).isEqualTo(before);
    }

    @Test
    void anErrorOfAStepThatWasNeverInsertedIsRefused() {
        insertThree();

        assertThatThrownBy(() -> sampler.update(new long[] {3}, 1, new float[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Step 3 is not in memory");
    }

    @Test
    void stepsThatLeaveAGapAreRefused() {
        insertThree();

        assertThatThrownBy(() -> sampler.inserted(4, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Steps from 4 on");
    }

    @Test
    void anEmptyMemoryCannotBeDrawnFrom() {
        assertThatThrownBy(() -> sampler.draw(new SplittableRandom(1), 1, steps, weights))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no step in memory");
    }

    @Test
    void prioritiesOfAnotherMemoryAreRefused() {
        insertThree();

        assertThatThrownBy(() -> sampler.restore(new float[] {1, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds 1 priorities, but 3 steps are in memory");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 0, -1})
    void aPriorityThatIsNoneIsRefused(float priority) {
        insertThree();

        assertThatThrownBy(() -> sampler.restore(new float[] {1, 1, priority, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Number 2 of the checkpoint's priorities is " + priority);
    }

    @Test
    void exponentsBeyondTheirBoundsAreRefused() {
        assertThatThrownBy(() -> new PrioritisedSampler(8, 1.1, .4)).hasMessageContaining("Alpha is 1.1");
        assertThatThrownBy(() -> sampler.beta(Double.NaN)).hasMessageContaining("Beta is NaN");
    }

    private void insertThree() {
        sampler.inserted(0, 3);
        sampler.update(THREE, 3, new float[] {1, 2, 4});
    }
}
