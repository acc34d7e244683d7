package io.millrace.learner.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayAllocationTest {

    private static final int ROWS = 32;

    @ParameterizedTest
    @EnumSource
    void insertsAndDrawsAllocateNothing(ReplaySettings.Kind kind) {
        UnrollShape shape = new UnrollShape(4, 3, 5, new ActionSpace.Discrete(20), 1);
        ReplayMemory memory = new ReplayMemory(shape, 1000);
        Sampler sampler = new ReplaySettings(1000, kind, .6, .4).sampler(memory.capacity());
        ReplayBatch gathered = new ReplayBatch(shape, ROWS);
        UnrollBatch inserted = new RandomUnrolls(shape, 4, 1, .2, 1).next(4);
        CounterRandom random = new CounterRandom(1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The least of some rounds: the JVM itself may allocate when it loads or compiles something, and the memory
        // does until it is full.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 200; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            memory.insert(inserted, memory.end());
            sampler.inserted(memory.end() - inserted.stepRows(), memory.end());
            sampler.draw(random, ROWS, gathered.steps(), gathered.weights());
            memory.gather(gathered.steps(), ROWS, 3, .99, gathered);
            sampler.update(gathered.steps(), ROWS, gathered.weights());
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isZero();
    }
}
