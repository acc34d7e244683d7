package io.millrace.benchmarks;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.replay.ReplayBatch;
import io.millrace.learner.replay.ReplayMemory;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.replay.ReplaySettings.Kind;
import io.millrace.learner.replay.Sampler;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Steps that go into a full replay memory and come out of it again, 256 at a time. What comes out is drawn, gathered
 * over one step, and where prioritised given its error.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // The harness sets parameters, and calls setUp before anything else.
public class ReplayBenchmark {

    private static final int TICKS = 16;
    private static final int ENVIRONMENTS = 16;
    private static final int BATCH = TICKS * ENVIRONMENTS;

    /** What is remembered, and how much of it: more than the processor's caches hold. */
    public enum World {
        CART_POLE("4 numbers, 2 choices", 4, 2, false, 1 << 20),
        MAP("2876 numbers, 5752 choices", 2876, 5752, false, 10_240),
        MASKED_MAP("2876 numbers, 5752 choices, masks", 2876, 5752, true, 10_240);

        final String words;
        private final int observationSize;
        private final int choices;
        private final boolean masked;
        private final int capacity;

        World(String words, int observationSize, int choices, boolean masked, int capacity) {
            this.words = words;
            this.observationSize = observationSize;
            this.choices = choices;
            this.masked = masked;
            this.capacity = capacity;
        }

        private UnrollShape shape() {
            return new UnrollShape(TICKS, ENVIRONMENTS, observationSize, new ActionSpace.Discrete(choices), 1);
        }
    }

    @Param
    public World world;

    @Param
    public Kind kind;

    private final CounterRandom random = new CounterRandom(1);
    private ReplayMemory memory;
    private Sampler sampler;
    private UnrollBatch inserted;
    private ReplayBatch gathered;
    private float[] errors;

    @Setup
    public void setUp() {
        UnrollShape shape = world.shape();
        memory = new ReplayMemory(shape, world.capacity);
        sampler = new ReplaySettings(world.capacity, kind, .6, .4).sampler(memory.capacity());
        gathered = new ReplayBatch(shape, BATCH);
        inserted = unroll(shape, world.masked);
        errors = DrawnExperience.numbers(new SplittableRandom(2), BATCH);
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.abs(errors[i]);
        }
        while (memory.size() < memory.capacity()) {
            insert();
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object insert() {
        long before = memory.end();
        memory.insert(inserted, before);
        sampler.inserted(before, memory.end());
        return memory;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public Object gather() {
        sampler.draw(random, BATCH, gathered.steps(), gathered.weights());
        memory.gather(gathered.steps(), BATCH, 1, .99, gathered);
        sampler.update(gathered.steps(), BATCH, errors);
        return gathered;
    }

    private static UnrollBatch unroll(UnrollShape shape, boolean masked) {
        SplittableRandom chance = new SplittableRandom(1);
        int rows = shape.stepRows();
        byte[] masks = new byte[shape.observationRows() * shape.choices()];
        Arrays.fill(masks, (byte) 1);
        UnrollBatch batch = new UnrollBatch(shape);
        batch.fill(List.of(new DecodedUnroll(
                0,
                0,
                DrawnExperience.numbers(chance, shape.observationRows() * shape.observationSize()),
                masked ? masks : null,
                new float[rows],
                new float[rows],
                DrawnExperience.numbers(chance, rows),
                new byte[rows],
                new int[0],
                new float[0],
                new long[shape.steps()])));
        return batch;
    }
}
