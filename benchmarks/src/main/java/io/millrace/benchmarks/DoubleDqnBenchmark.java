package io.millrace.benchmarks;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;

/**
 * Gradient steps of Double DQN on batches of 64: each draws from a replay memory with masks, takes three forward
 * passes, the loss, one way back and Adam, and the target network follows softly. Every eighth takes in the 64 steps
 * that they are worth. Deeplearning4j's own {@code fit} is the comparison, which has one forward pass and draws
 * nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // The harness sets parameters, and calls setUp before anything else.
public class DoubleDqnBenchmark {

    /** What is learned. */
    public enum Network {
        CART_POLE("4-64-64-2", 65_536),
        MAP("2876-512-5752", 8_192);

        final String words;
        private final int capacity;

        Network(String words, int capacity) {
            this.words = words;
            this.capacity = capacity;
        }

        private NetworkShape shape() {
            return switch (this) {
                case CART_POLE -> new NetworkShape(4, List.of(64, 64), Activation.TANH, 2, 1, Trunk.NONE);
                case MAP -> new NetworkShape(2876, List.of(512), Activation.TANH, 5752, 1, Trunk.NONE);
            };
        }
    }

    @Param
    public Network network;

    @Param({"kernel", "dl4j", Contenders.PLAIN})
    public String engine;

    private DoubleDqnLearner learner;
    private PlainFit plain;
    private boolean isPlain;

    @Setup
    public void setUp() {
        isPlain = engine.equals(Contenders.PLAIN);
        if (isPlain) {
            plain = new PlainFit(network.shape(), DoubleDqnLearner.BATCH, Contenders.STANDSTILL);
        } else {
            learner = new DoubleDqnLearner(engine, network.shape(), network.capacity, Contenders.STANDSTILL);
        }
    }

    @TearDown
    public void tearDown() {
        if (isPlain) {
            plain.close();
        } else {
            learner.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(DoubleDqnLearner.GRADIENT_STEPS)
    public void update() {
        if (isPlain) {
            for (int step = 0; step < DoubleDqnLearner.GRADIENT_STEPS; step++) {
                plain.step();
            }
        } else {
            learner.update();
        }
    }
}
