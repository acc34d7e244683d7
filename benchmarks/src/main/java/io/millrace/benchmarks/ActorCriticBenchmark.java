package io.millrace.benchmarks;

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
 * Gradient steps of SAC and DDPG on batches of 256 with two hidden layers of 256 units in every network: each draws from
 * a replay memory, moves the critics and the policy by Adam, and the target networks follow. One gradient step for each
 * environment step that is taken in.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // The harness sets parameters, and calls setUp before anything else.
public class ActorCriticBenchmark {

    /** What acts: the numbers of an observation and of an action. */
    public enum Body {
        PENDULUM("Pendulum", 3, 1),
        HALF_CHEETAH("HalfCheetah", 17, 6);

        private final String name;
        final int observationSize;
        final int actionWidth;

        Body(String name, int observationSize, int actionWidth) {
            this.name = name;
            this.observationSize = observationSize;
            this.actionWidth = actionWidth;
        }

        String words() {
            return name + " (" + observationSize + " and " + actionWidth + ")";
        }
    }

    @Param
    public Body body;

    @Param({"sac", "ddpg"})
    public String algorithm;

    @Param({"kernel", "dl4j"})
    public String engine;

    private ActorCriticLearner learner;

    @Setup
    public void setUp() {
        learner = new ActorCriticLearner(algorithm, engine, body.observationSize, body.actionWidth);
    }

    @TearDown
    public void tearDown() {
        learner.close();
    }

    @Benchmark
    @OperationsPerInvocation(ActorCriticLearner.GRADIENT_STEPS)
    public void update() {
        learner.update();
    }
}
