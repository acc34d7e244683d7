package io.millrace.benchmarks;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
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
 * One update of PPO with one minibatch, network 4-64-64-2. Ours is the learner's whole update, with the
 * values and advantages that plain Deeplearning4j is given for nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // The harness sets parameters, and calls setUp before anything else.
public class PpoBenchmark {

    /** Both contenders compute the same networks. */
    @Param("SEPARATE")
    public Trunk trunk;

    @Param({"kernel", "dl4j", Contenders.PLAIN})
    public String engine;

    @Param({"64", "256", "1024"})
    public int batch;

    private Runnable update;
    private Runnable close;

    @Setup
    public void setUp() {
        NetworkShape shape = MeasuredNetwork.small(trunk);
        float[] parameters = Initialization.orthogonal(shape, 1);
        UnrollBatch experience = DrawnExperience.batch(batch, shape.observationSize(), 1);
        if (engine.equals(Contenders.PLAIN)) {
            PlainGraph graph = new PlainGraph(shape, Contenders.STANDSTILL, 1e-5);
            graph.load(parameters);
            PlainPpo ppo = PlainPpo.of(graph, shape, parameters, experience);
            update = ppo::update;
            close = () -> {};
        } else {
            EnginePpo ppo = new EnginePpo(engine, shape, parameters, experience, Contenders.STANDSTILL);
            update = ppo::update;
            close = ppo::close;
        }
    }

    @TearDown
    public void tearDown() {
        close.run();
    }

    @Benchmark
    public void update() {
        update.run();
    }
}
