package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.space.ActionSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A memory is not saved: made again from the unrolls and the priorities, it goes on as if nothing had happened. */
class ReplayRebuildTest {

    private static final UnrollShape SHAPE = new UnrollShape(3, 2, 2, new ActionSpace.Discrete(5), 1);
    private static final int CAPACITY = 10 * SHAPE.stepRows();
    private static final int UNROLLS_OF_AN_UPDATE = 3;
    private static final int ROWS = 16;

    /** A memory, its sampler, and what it gave. */
    private static final class Learning {
        private final ReplayMemory memory = new ReplayMemory(SHAPE, CAPACITY);
        private final Sampler sampler;
        private final ReplayBatch batch = new ReplayBatch(SHAPE, ROWS);
        private final float[] errors = new float[ROWS];

        Learning(ReplaySettings settings) {
            sampler = settings.sampler(memory.capacity());
        }

        void remember(List<DecodedUnroll> unrolls, long stepsBefore) {
            UnrollBatch inserted = new UnrollBatch(SHAPE);
            inserted.fill(unrolls);
            memory.insert(inserted, stepsBefore);
            sampler.inserted(stepsBefore, memory.end());
        }

        /** Learns from a draw whose errors are what was rewarded; gives all that was gathered. */
        List<Object> update(long number) {
            sampler.draw(new SplittableRandom(number), ROWS, batch.steps(), batch.weights());
            memory.gather(batch.steps(), ROWS, 3, .9, batch);
            for (int i = 0; i < ROWS; i++) {
                errors[i] = Math.abs(batch.rewards()[i]);
            }
            sampler.update(batch.steps(), ROWS, errors);
            return List.of(
                    batch.steps().clone(),
                    batch.weights().clone(),
                    batch.observations().clone(),
                    batch.rewards().clone(),
                    batch.discounts().clone(),
                    batch.nextObservations().clone(),
                    batch.nextSampled().clone(),
                    batch.nextKnown().clone(),
                    batch.nextMasks() == null ? new byte[0] : batch.nextMasks().clone());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 20})
    void aRebuiltMemoryGivesTheSameBits(int updatesBefore) {
        goesOnTheSame(new ReplaySettings(CAPACITY, ReplaySettings.Kind.PRIORITISED, .6, .4), updatesBefore);
    }

    @ParameterizedTest
    @EnumSource
    void withEverySampler(ReplaySettings.Kind kind) {
        goesOnTheSame(new ReplaySettings(CAPACITY, kind, .6, .4), 9);
    }

    private static void goesOnTheSame(ReplaySettings settings, int updatesBefore) {
        RandomUnrolls world = new RandomUnrolls(SHAPE, 2, 1, .2, .3);
        List<List<DecodedUnroll>> log = new ArrayList<>();
        for (int update = 0; update < updatesBefore + 10; update++) {
            world.next(UNROLLS_OF_AN_UPDATE);
            log.add(world.unrolls());
        }
        Learning learning = new Learning(settings);
        long stepsOfAnUpdate = (long) UNROLLS_OF_AN_UPDATE * SHAPE.stepRows();
        for (int update = 0; update < updatesBefore; update++) {
            learning.remember(log.get(update), update * stepsOfAnUpdate);
            learning.update(update);
        }

        Learning rebuilt = new Learning(settings);
        // Whole updates, as the ledger gives them: those that the memory reaches back to.
        int from = Math.max(0, updatesBefore - (int) Math.ceil((double) CAPACITY / stepsOfAnUpdate));
        for (int update = from; update < updatesBefore; update++) {
            rebuilt.remember(log.get(update), update * stepsOfAnUpdate);
        }
        rebuilt.sampler.restore(learning.sampler.state());

        for (int update = updatesBefore; update < log.size(); update++) {
            learning.remember(log.get(update), update * stepsOfAnUpdate);
            rebuilt.remember(log.get(update), update * stepsOfAnUpdate);
            Object[] expected = learning.update(update).toArray();
            assertThat(Arrays.deepEquals(rebuilt.update(update).toArray(), expected))
                    .as("update %d", update)
                    .isTrue();
        }
    }
}
