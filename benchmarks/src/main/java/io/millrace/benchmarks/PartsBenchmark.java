package io.millrace.benchmarks;

import io.millrace.learner.engine.Adam;
import io.millrace.learner.engine.Optimizer;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.returns.Advantages;
import io.millrace.messages.Unroll;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.schemas.Codec;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What an update and a message consist of, each part alone. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PartsBenchmark {

    /** A step of Adam of one network. */
    @SuppressWarnings("NullAway.Init") // The harness calls setUp before anything else.
    public abstract static class Stepping {

        private Optimizer optimizer;
        private float[] parameters;
        private float[] gradient;

        void setUp(NetworkShape shape) {
            parameters = Initialization.orthogonal(shape, 1);
            gradient = DrawnExperience.numbers(new SplittableRandom(1), parameters.length);
            optimizer = new Adam(parameters.length, 1e-5);
        }

        float[] step() {
            optimizer.step(parameters, gradient, Contenders.STANDSTILL);
            return parameters;
        }
    }

    /** Network 4-64-64-2. */
    @State(Scope.Benchmark)
    public static class Small extends Stepping {
        @Setup
        public void setUp() {
            setUp(MeasuredNetwork.small(Trunk.SHARED));
        }
    }

    /** Network 2876-512-5752. */
    @State(Scope.Benchmark)
    public static class Large extends Stepping {
        @Setup
        public void setUp() {
            setUp(MeasuredNetwork.large(Trunk.SHARED));
        }
    }

    /** 8192 steps with their values. */
    @State(Scope.Benchmark)
    public static class Steps {

        private static final int ROWS = 8192;

        private final Advantages advantages = new Advantages(EnginePpo.DISCOUNT, EnginePpo.LAMBDA);
        private final UnrollBatch batch = DrawnExperience.batch(ROWS, 4, 1);
        private final double[] values =
                new SplittableRandom(2).doubles(batch.observationRows()).toArray();
        private final double[] finalValues =
                new SplittableRandom(3).doubles(ROWS).toArray();
        private final double[] result = new double[ROWS];
    }

    /** An unroll of 128 ticks of 64 CartPoles. */
    @State(Scope.Benchmark)
    public static class Message {

        private final Codec<Unroll> codec = Codec.of(Unroll.getClassSchema());
        private final Unroll unroll = DrawnExperience.message(128, 64, 0);
        private final byte[] bytes = codec.encode(unroll);
    }

    @Benchmark
    public Object adamSmall(Small network) {
        return network.step();
    }

    @Benchmark
    public Object adamLarge(Large network) {
        return network.step();
    }

    @Benchmark
    public Object advantagesOf8192(Steps steps) {
        steps.advantages.ofUnrolls(
                steps.batch.layout(),
                steps.batch.rewards(),
                steps.batch.ends(),
                steps.values,
                steps.finalValues,
                steps.result);
        return steps.result;
    }

    @Benchmark
    public Object encodeUnroll(Message message) {
        return message.codec.encode(message.unroll);
    }

    @Benchmark
    public Object decodeUnroll(Message message) {
        return message.codec.decode(message.bytes);
    }
}
