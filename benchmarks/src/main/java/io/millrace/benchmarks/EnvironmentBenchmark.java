package io.millrace.benchmarks;

import io.millrace.env.EnvironmentSettings;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import io.millrace.runtime.settings.Settings;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a step of an environment costs: a random action, the step, the observation and, where there is one, the mask. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // The harness calls setUp before anything else.
public class EnvironmentBenchmark {

    /** A name, or a name and one setting after it: {@code consumption law=discrete}. The runner sets all there are. */
    @Param("identity")
    private String environment;

    private final CounterRandom chance = new CounterRandom(1);
    private Environment stepped;
    private UniformActions actions;
    private float[] action;
    private float[] observation;

    /** Begins an episode. */
    @Setup
    public void setUp() {
        stepped = environment(environment);
        actions = new UniformActions(stepped, new CounterRandom(2));
        action = new float[stepped.description().actionSpace().width()];
        observation = new float[stepped.description().observationSize()];
        stepped.reset(chance);
    }

    private static Environment environment(String text) {
        String[] words = text.split(" ", 2);
        Settings settings = Settings.empty()
                .with("environment", "{name: " + words[0] + "}")
                .underlaidBy(Settings.empty().under("environment", EnvironmentSettings.defaults(words[0])));
        if (words.length == 2) {
            String[] setting = words[1].split("=", 2);
            settings = settings.with("environment." + setting[0], setting[1]);
        }
        return EnvironmentSettings.read(settings).create();
    }

    /** One step, and a new episode where it ended the last. */
    @Benchmark
    public double step() {
        actions.write(action);
        if (stepped.step(action, 0) != EpisodeStatus.RUNNING) {
            stepped.reset(chance);
        }
        stepped.observe(observation, 0);
        return stepped.reward() + observation[0];
    }
}
