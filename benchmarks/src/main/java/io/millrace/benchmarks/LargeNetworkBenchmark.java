package io.millrace.benchmarks;

import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Forward, squared error, backward and Adam on a batch of 64, network 2876-512-5752, against
 * Deeplearning4j's own {@code fit}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // The harness sets parameters, and calls setUp before anything else.
public class LargeNetworkBenchmark {

    /** Both contenders compute the same networks. */
    @Param("SEPARATE")
    public Trunk trunk;

    @Param({"kernel", "dl4j", Contenders.PLAIN})
    public String engine;

    @Param("64")
    public int batch;

    private Regression regression;

    @Setup
    public void setUp() {
        NetworkShape shape = MeasuredNetwork.large(trunk);
        SplittableRandom random = new SplittableRandom(1);
        float[] observations = DrawnExperience.numbers(random, batch * shape.observationSize());
        float[] targets = DrawnExperience.numbers(random, batch * shape.policyOutputs());
        float[] valueTargets = DrawnExperience.numbers(random, batch);
        regression = engine.equals(Contenders.PLAIN)
                ? Regression.plain(shape, observations, targets, valueTargets, Contenders.STANDSTILL)
                : Regression.with(
                        engine,
                        shape,
                        Initialization.orthogonal(shape, 1),
                        observations,
                        targets,
                        valueTargets,
                        Contenders.STANDSTILL);
    }

    @TearDown
    public void tearDown() {
        regression.close();
    }

    @Benchmark
    public void fit() {
        regression.step();
    }
}
