package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ListOfSteps.Row;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Worlds of every size: what is gathered is what a list of steps gives. */
class ReplayAgainstListTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyStepIsGatheredAsFromAListOfSteps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        UnrollShape shape = shape(random);
        int lanes = random.nextInt(1, 4);
        RandomUnrolls world = new RandomUnrolls(
                shape, lanes, random.nextLong(), random.nextDouble() * random.nextDouble(), random.nextInt(3) / 2.0);
        ReplayMemory memory = new ReplayMemory(shape, random.nextInt(1, 12) * shape.stepRows());
        ListOfSteps list = new ListOfSteps(shape, memory.capacity());
        ReplayBatch gathered = new ReplayBatch(shape, 1);

        for (int insert = 0; insert < 20; insert++) {
            UnrollBatch batch = world.next(random.nextInt(1, 4));
            memory.insert(batch, memory.end());
            list.insert(world.unrolls());
            assertThat(List.of(memory.oldest(), memory.end())).isEqualTo(List.of(list.oldest(), list.end()));
            int nStep = random.nextInt(1, 6);
            double discount = random.nextDouble();
            for (long step = memory.oldest(); step < memory.end(); step++) {
                memory.gather(new long[] {step}, 1, nStep, discount, gathered);
                compare(gathered, list.row(step, nStep, discount));
            }
        }
    }

    private static UnrollShape shape(SplittableRandom random) {
        int steps = random.nextInt(1, 5);
        int environments = random.nextInt(1, 4);
        int observationSize = random.nextInt(1, 4);
        return random.nextInt(4) == 0
                ? new UnrollShape(
                        steps,
                        environments,
                        observationSize,
                        new ActionSpace.Box(List.of(0.0, 0.0), List.of(1.0, 1.0)),
                        2)
                : new UnrollShape(
                        steps, environments, observationSize, new ActionSpace.Discrete(random.nextInt(2, 20)), 1);
    }

    private static void compare(ReplayBatch gathered, Row row) {
        assertThat(gathered.observations()).isEqualTo(row.first().observation);
        assertThat(gathered.sampled()).isEqualTo(row.first().sampled);
        assertThat(gathered.rewards()[0]).isCloseTo((float) row.reward(), within(1e-5f));
        assertThat(gathered.discounts()[0]).isCloseTo((float) row.discount(), within(1e-5f));
        assertThat(gathered.nextObservations()).isEqualTo(row.nextObservation());
        assertThat(gathered.nextKnown()[0]).isEqualTo(row.next() != null);
        assertThat(gathered.nextSampled())
                .isEqualTo(row.next() == null ? new float[gathered.nextSampled().length] : row.next().sampled);
        assertThat(orAllAllowed(gathered.masks(), row.nextMask().length)).isEqualTo(row.first().mask);
        assertThat(orAllAllowed(gathered.nextMasks(), row.nextMask().length)).isEqualTo(row.nextMask());
    }

    private static byte[] orAllAllowed(byte @Nullable [] mask, int choices) {
        byte[] all = new byte[choices];
        Arrays.fill(all, (byte) 1);
        return mask == null ? all : mask;
    }
}
