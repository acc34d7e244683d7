package io.millrace.benchmarks;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.env.environments.LandUse;
import io.millrace.env.environments.LandUse.Aims;
import io.millrace.env.environments.LandUse.City;
import io.millrace.env.environments.LandUse.Engine;
import io.millrace.env.environments.LandUse.Shown;
import io.millrace.env.environments.LandUse.TargetKind;
import io.millrace.policy.random.CounterRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The surrogate city: what a step of the environment costs, and what the one-step search costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // The harness calls setUp before anything else.
public class LandUseBenchmark {

    private static final int STEPS = 200;

    /** How large the city is. */
    @Param({"20", "719"})
    private int areas;

    private final CounterRandom chance = new CounterRandom(1);
    private final CounterRandom acting = new CounterRandom(2);
    private final float[] action = new float[1];
    private LandUse city;
    private float[] observation;
    private byte[] mask;

    /** Begins an episode. */
    @Setup
    public void setUp() {
        city = new LandUse.Parameters(
                        Engine.SURROGATE,
                        new City(areas, 1),
                        "",
                        new Aims(TargetKind.TRAINING, 0, 10, 10, 1, ""),
                        STEPS,
                        Shown.DIFFERENCES,
                        1,
                        1)
                .create();
        observation = new float[city.description().observationSize()];
        mask = new byte[2 * observation.length];
        city.reset(chance);
        city.mask(mask, 0);
    }

    /** A random allowed action, with the observation and the mask after it, and now and then a new episode. */
    @Benchmark
    public double step() {
        int chosen = acting.nextInt(mask.length);
        while (mask[chosen] == 0) {
            chosen = acting.nextInt(mask.length);
        }
        action[0] = chosen;
        if (city.step(action, 0) != EpisodeStatus.RUNNING) {
            city.reset(chance);
        }
        city.observe(observation, 0);
        city.mask(mask, 0);
        return city.reward() + observation[0];
    }

    /** The best of all allowed actions by the engine. */
    @Benchmark
    public int oneStepSearch() {
        return city.bestAction();
    }
}
