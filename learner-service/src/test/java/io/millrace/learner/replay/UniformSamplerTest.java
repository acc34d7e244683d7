package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UniformSamplerTest {

    private final UniformSampler sampler = new UniformSampler(8);
    private final long[] steps = new long[80_000];
    private final float[] weights = new float[80_000];

    @Test
    void everyStepIsDrawnEquallyOften() {
        sampler.inserted(0, 8);

        sampler.draw(new SplittableRandom(1), steps.length, steps, weights);

        int[] counts = new int[8];
        LongStream.of(steps).forEach(step -> counts[(int) step]++);
        // 10,000 each; the deviation of a count is 94.
        for (int count : counts) {
            assertThat(count).isBetween(10_000 - 375, 10_000 + 375);
        }
        assertThat(weights).containsOnly(1);
    }

    @Test
    void stepsThatWereEvictedAreNotDrawn() {
        sampler.inserted(0, 6);
        sampler.inserted(6, 12);

        sampler.draw(new SplittableRandom(1), steps.length, steps, weights);

        assertThat(LongStream.of(steps).distinct().sorted()).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
    }

    @Test
    void theSameChanceGivesTheSameDraws() {
        sampler.inserted(0, 8);
        long[] again = new long[100];

        sampler.draw(new SplittableRandom(5), 100, steps, weights);
        sampler.draw(new SplittableRandom(5), 100, again, weights);

        assertThat(steps).startsWith(again);
    }

    @Test
    void anEmptyMemoryCannotBeDrawnFrom() {
        assertThatThrownBy(() -> sampler.draw(new SplittableRandom(1), 1, steps, weights))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no step in memory");
    }

    @Test
    void prioritiesOfACheckpointAreRefused() {
        assertThatThrownBy(() -> sampler.restore(new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.replay.kind");
    }
}
