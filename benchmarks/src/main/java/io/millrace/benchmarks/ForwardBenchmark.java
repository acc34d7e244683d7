package io.millrace.benchmarks;

import io.millrace.learner.engine.Engine;
import io.millrace.learner.engine.Engines;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Policy outputs and values of one batch, network 4-64-64-2. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // The harness sets parameters, and calls setUp before anything else.
public class ForwardBenchmark {

    /** Both contenders compute the same networks. */
    @Param("SEPARATE")
    public Trunk trunk;

    @Param({"kernel", "dl4j", Contenders.PLAIN})
    public String engine;

    @Param({"1", "64", "256", "1024"})
    public int batch;

    private Pass pass;

    /** What is measured: gives something that depends on the result. */
    private interface Pass {
        Object run();

        default void close() {}
    }

    @Setup
    public void setUp() {
        NetworkShape shape = MeasuredNetwork.small(trunk);
        float[] parameters = Initialization.orthogonal(shape, 1);
        float[] observations = DrawnExperience.numbers(new SplittableRandom(1), batch * shape.observationSize());
        pass = engine.equals(Contenders.PLAIN)
                ? plain(shape, parameters, observations)
                : ours(shape, parameters, observations);
    }

    @TearDown
    public void tearDown() {
        pass.close();
    }

    @Benchmark
    public Object forward() {
        return pass.run();
    }

    private Pass plain(NetworkShape shape, float[] parameters, float[] observations) {
        PlainGraph graph = new PlainGraph(shape, Contenders.STANDSTILL, 1e-5);
        graph.load(parameters);
        INDArray input = Nd4j.create(observations, new long[] {batch, shape.observationSize()}, 'c');
        return () -> graph.output(input);
    }

    private Pass ours(NetworkShape shape, float[] parameters, float[] observations) {
        Engine chosen = Engines.named(engine, shape);
        chosen.load(parameters);
        float[] outputs = new float[batch * shape.policyOutputs()];
        float[] values = new float[batch];
        return new Pass() {
            @Override
            public Object run() {
                chosen.forward(observations, batch, outputs, values);
                return outputs;
            }

            @Override
            public void close() {
                chosen.close();
            }
        };
    }
}
