package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplaySizeTest {

    private static final UnrollShape MAP = new UnrollShape(10, 2, 2876, new ActionSpace.Discrete(5752), 1);
    private static final long MEBIBYTE = 1L << 20;

    @Test
    void aMemoryInWhichEveryStepWasCutTakesWhatWasStated() {
        UnrollShape shape = new UnrollShape(4, 3, 5, new ActionSpace.Discrete(9), 1);
        ReplayMemory memory = new ReplayMemory(shape, 500);
        for (int number = 0; memory.size() < memory.capacity(); number++) {
            memory.insert(allCut(shape, number), memory.end());
        }

        assertThat(memory.allocated()).isEqualTo(ReplayMemory.bytes(shape, 500));
    }

    @Test
    void aMemoryWithoutCutsTakesLittleMoreThanHalf() {
        ReplayMemory memory = new ReplayMemory(MAP, 1000);

        assertThat(memory.allocated()).isLessThan(ReplayMemory.bytes(MAP, 1000) * 6 / 10);
    }

    @Test
    void whatDoesNotFitIsRefusedWithWhatWouldFit() {
        Throwable refusal =
                catchThrowable(() -> new ReplayMemory(MAP, 100_000, "algorithm.replay.capacity", 16 * MEBIBYTE));

        assertThat(refusal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.replay.capacity is 100000:")
                .hasMessageContaining("takes up to 2.39 GiB")
                .hasMessageContaining("Java's heap is 0.02 GiB")
                .hasMessageContaining("-Xmx");
        int most = mostNamedBy(refusal);
        assertThat(new ReplayMemory(MAP, most, "algorithm.replay.capacity", 16 * MEBIBYTE).capacity())
                .isEqualTo(most);
        assertThatThrownBy(() -> new ReplayMemory(MAP, most + 1, "algorithm.replay.capacity", 16 * MEBIBYTE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreNumbersThanAnArrayHoldsAreRefused() {
        assertThatThrownBy(() -> new ReplayMemory(MAP, 1_000_000, "algorithm.replay.capacity", 1_000_000 * MEBIBYTE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A Java array holds 2147483639 numbers at most")
                // 2 x 11 observations of 2876 numbers for 20 steps.
                .hasMessageContaining("Set it to " + 2147483639 / (22 * 2876) * 20 + " at most.");
    }

    @Test
    void aHeapTooSmallForOneUnrollIsSaid() {
        assertThatThrownBy(() -> new ReplayMemory(MAP, 1, "algorithm.replay.capacity", 100_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Not even one unroll fits");
    }

    @Test
    void aMemoryOfNothingIsRefused() {
        assertThatThrownBy(() -> new ReplayMemory(MAP, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("algorithm.replay.capacity is 0");
    }

    private static UnrollBatch allCut(UnrollShape shape, long number) {
        int rows = shape.stepRows();
        byte[] ends = new byte[rows];
        Arrays.fill(ends, Ends.TRUNCATED);
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(new DecodedUnroll(
                0,
                number,
                new float[shape.observationRows() * shape.observationSize()],
                new byte[shape.observationRows() * shape.choices()],
                new float[rows],
                new float[rows],
                new float[rows],
                ends,
                IntStream.range(0, rows).toArray(),
                new float[rows * shape.observationSize()],
                new long[shape.steps()],
                new byte[rows * shape.choices()])));
        return batch;
    }

    private static int mostNamedBy(Throwable refusal) {
        Matcher matcher = Pattern.compile("Set it to (\\d+) at most").matcher(String.valueOf(refusal.getMessage()));
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
