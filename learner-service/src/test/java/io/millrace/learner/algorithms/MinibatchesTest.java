package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MinibatchesTest {

    private final Minibatches minibatches = new Minibatches(4);
    private final CounterRandom random = new CounterRandom(7);

    @Test
    void eachRowIsDealtOnce() {
        assertThat(shuffled(10, 0)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void sizesDifferByOneAtMostAndStayBelowTheLimit() {
        shuffled(10, 0);

        int[] sizes = IntStream.range(0, minibatches.count())
                .map(i -> minibatches.begin(i + 1) - minibatches.begin(i))
                .toArray();
        assertThat(sizes).containsExactlyInAnyOrder(3, 3, 4);
    }

    @Test
    void fewerRowsThanTheLimitAreOneMinibatch() {
        shuffled(3, 0);

        assertThat(minibatches.count()).isEqualTo(1);
        assertThat(minibatches.begin(1)).isEqualTo(3);
    }

    @Test
    void theOrderOfAnEpochDoesNotDependOnTheEpochsBefore() {
        int[] fresh = shuffled(10, 3);
        shuffled(25, 1);

        assertThat(shuffled(10, 3)).isEqualTo(fresh).isNotEqualTo(shuffled(10, 4));
    }

    @Test
    void everyRowComesFirstEquallyOften() {
        int[] first = new int[5];
        for (int epoch = 0; epoch < 10_000; epoch++) {
            first[shuffled(5, epoch)[0]]++;
        }

        // 2,000 each; the deviation of a count is 40.
        assertThat(IntStream.of(first)).allMatch(count -> Math.abs(count - 2_000) < 200);
    }

    private int[] shuffled(int rows, int epoch) {
        minibatches.shuffle(rows, random.at(Purpose.MINIBATCHES, 1, epoch, 0));
        return Arrays.copyOf(minibatches.order(), rows);
    }
}
