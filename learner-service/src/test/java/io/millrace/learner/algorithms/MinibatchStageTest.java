package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MinibatchStageTest {

    private static final long AHEAD = 0;
    private static final long ON_DEMAND = Long.MAX_VALUE;
    private static final int LIMIT = 300;
    private static final int UNROLLS = 40;
    private static final int STEPS = 250;
    private static final int ROWS = UNROLLS * STEPS;
    private static final int EPOCHS = 3;
    private static final NetworkShape NETWORK = new NetworkShape(2, List.of(), Activation.TANH, 3, 0);

    private final UnrollBatch batch = batch();
    private final Numbered targets = new Numbered();
    private final List<String> waits = new ArrayList<>();
    private long now;

    @AfterEach
    void noThreadIsLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("minibatches");
    }

    @Test
    void minibatchesPutTogetherAheadAreTheSameAsThosePutTogetherOnDemand() {
        MinibatchStage ahead = stage(AHEAD);
        MinibatchStage onDemand = stage(ON_DEMAND);

        for (int update = 1; update <= 2; update++) {
            assertThat(rows(ahead, update)).isEqualTo(rows(onDemand, update));
        }
    }

    @Test
    void everyEpochDealsOutEveryStepOnceInAnOrderOfItsOwn() {
        List<List<Double>> rows = rows(stage(AHEAD), 1);

        int perEpoch = rows.size() / EPOCHS;
        List<List<Double>> epochs = new ArrayList<>();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            epochs.add(rows.subList(epoch * perEpoch, (epoch + 1) * perEpoch).stream()
                    .flatMap(List::stream)
                    .toList());
        }
        assertThat(epochs).doesNotHaveDuplicates();
        for (List<Double> epoch : epochs) {
            assertThat(epoch).hasSize(ROWS).doesNotHaveDuplicates();
        }
    }

    @Test
    void whatIsGatheredBelongsToOneStep() {
        try (MinibatchStage.Deal deal = stage(AHEAD).deal(batch, targets, 1, 1)) {
            Minibatch minibatch = deal.next();

            for (int i = 0; i < minibatch.rows(); i++) {
                int row = (int) minibatch.advantages()[i];
                int observation = batch.observationRow(row);
                assertThat(minibatch.observations()[2 * i]).isEqualTo(observation);
                assertThat(minibatch.observations()[2 * i + 1]).isEqualTo(-observation);
                assertThat(minibatch.sampled()[i]).isEqualTo(row % 3);
                assertThat(minibatch.oldLogProbabilities()[i]).isEqualTo(2 * row);
                assertThat(minibatch.targets()[i]).isEqualTo(3 * row);
                assertThat(minibatch.oldValues()[i]).isEqualTo(4 * observation);
                byte[] masks = Objects.requireNonNull(minibatch.masks());
                assertThat(masks[3 * i]).isEqualTo((byte) (observation % 2));
            }
        }
    }

    @Test
    void theFollowingMinibatchIsTheOneThatComesNext() {
        try (MinibatchStage.Deal deal = stage(AHEAD).deal(batch, targets, 1, EPOCHS)) {
            int seen = 0;
            for (int i = 0; i < EPOCHS * deal.perEpoch(); i++) {
                Minibatch following = i == 0 ? null : deal.following();
                Minibatch next = deal.next();
                if (following != null) {
                    assertThat(next).isSameAs(following);
                    seen++;
                }
            }
            assertThat(seen).isPositive();
            assertThat(deal.following()).isNull();
        }
    }

    @Test
    void aDealThatIsClosedEarlyDropsTheRest() {
        MinibatchStage stage = stage(AHEAD);
        try (MinibatchStage.Deal deal = stage.deal(batch, targets, 1, 1_000_000)) {
            assertThat(deal.next().rows()).isPositive();
        }

        assertThat(rows(stage, 2)).isEqualTo(rows(stage(ON_DEMAND), 2));
    }

    @Test
    void anInterruptedUpdateStillEndsAndIsInterruptedAfterwards() {
        Thread.currentThread().interrupt();

        List<List<Double>> rows = rows(stage(AHEAD), 1);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(rows).isEqualTo(rows(stage(ON_DEMAND), 1));
    }

    @Test
    void aFailureOfTheStageIsThatOfTheUpdate() {
        targets.failure = new IllegalStateException("planted");

        assertThatThrownBy(() -> rows(stage(AHEAD), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("planted");
    }

    @Test
    void waitingForMinibatchesIsReported() {
        CountDownLatch asked = new CountDownLatch(1);
        targets.heldUntil = asked;
        LearningTask task = new LearningTask(
                NETWORK,
                new Categorical(3),
                new KernelEngine(NETWORK),
                KernelEngine::new,
                7,
                1,
                () -> tick(asked),
                this::note);

        try (MinibatchStage.Deal deal = new MinibatchStage(LIMIT, task, AHEAD).deal(batch, targets, 1, 1)) {
            assertThat(deal.next().rows()).isPositive();
        }

        assertThat(waits).containsExactly("minibatches 5");
    }

    @Test
    void aMinibatchOfTheWholeBatchNeedsNoThread() {
        try (MinibatchStage.Deal deal =
                new MinibatchStage(Integer.MAX_VALUE, task(), AHEAD).deal(batch, targets, 1, 2)) {
            assertThat(deal.next().rows()).isEqualTo(ROWS);
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("minibatches");
        }
    }

    /** The clock is first read by who is about to wait: from then on there is something to wait for. */
    private long tick(CountDownLatch asked) {
        asked.countDown();
        now += 5;
        return now;
    }

    private void note(String stage, long nanos) {
        waits.add(stage + " " + nanos);
    }

    private List<List<Double>> rows(MinibatchStage stage, long update) {
        List<List<Double>> minibatches = new ArrayList<>();
        try (MinibatchStage.Deal deal = stage.deal(batch, targets, update, EPOCHS)) {
            for (int i = 0; i < EPOCHS * deal.perEpoch(); i++) {
                Minibatch minibatch = deal.next();
                List<Double> rows = new ArrayList<>();
                for (int row = 0; row < minibatch.rows(); row++) {
                    rows.add(minibatch.advantages()[row]);
                }
                minibatches.add(rows);
            }
        }
        return minibatches;
    }

    private static MinibatchStage stage(long numbersThatPay) {
        return new MinibatchStage(LIMIT, task(), numbersThatPay);
    }

    private static LearningTask task() {
        return new LearningTask(NETWORK, new Categorical(3), new KernelEngine(NETWORK), 7, 1);
    }

    /** Unrolls whose every number tells its row. */
    private static UnrollBatch batch() {
        UnrollShape shape = new UnrollShape(STEPS, 1, 2, new ActionSpace.Discrete(3), 1);
        List<DecodedUnroll> unrolls = new ArrayList<>();
        for (int unroll = 0; unroll < UNROLLS; unroll++) {
            unrolls.add(unroll(shape, unroll));
        }
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(unrolls);
        return batch;
    }

    private static DecodedUnroll unroll(UnrollShape shape, int number) {
        float[] observations = new float[2 * shape.observationRows()];
        byte[] masks = new byte[3 * shape.observationRows()];
        for (int i = 0; i < shape.observationRows(); i++) {
            int row = number * shape.observationRows() + i;
            observations[2 * i] = row;
            observations[2 * i + 1] = -row;
            masks[3 * i] = (byte) (row % 2);
        }
        float[] sampled = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            sampled[i] = (number * STEPS + i) % 3;
        }
        return new DecodedUnroll(
                number,
                0,
                observations,
                masks,
                sampled,
                new float[STEPS],
                new float[STEPS],
                new byte[STEPS],
                new int[0],
                new float[0],
                new long[STEPS]);
    }

    /** Targets that tell their row, of a stage that can be held up or fail. */
    private static final class Numbered implements StepTargets {

        private final double[] rows = times(1);
        private final double[] twice = times(2);
        private final double[] thrice = times(3);
        private final float[] networkValues = new float[ROWS + UNROLLS];
        private @Nullable RuntimeException failure;
        private CountDownLatch heldUntil = new CountDownLatch(0);

        Numbered() {
            for (int i = 0; i < networkValues.length; i++) {
                networkValues[i] = 4 * i;
            }
        }

        @Override
        public double[] advantages() {
            return rows;
        }

        @Override
        public double[] targets() {
            return thrice;
        }

        @Override
        public float[] networkValues() {
            return networkValues;
        }

        @Override
        public double[] oldLogProbabilities() {
            if (failure != null) {
                throw failure;
            }
            try {
                heldUntil.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return twice;
        }

        private static double[] times(int factor) {
            double[] numbers = new double[ROWS];
            for (int row = 0; row < ROWS; row++) {
                numbers[row] = factor * row;
            }
            return numbers;
        }
    }
}
