package io.millrace.app.learning;

import io.millrace.app.Millrace;
import io.millrace.app.evaluation.Evaluation;
import io.millrace.app.evaluation.Evaluator;
import io.millrace.app.evaluation.Interval;
import io.millrace.app.evaluation.PlanComparison;
import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.learner.LearnerSettings;
import io.millrace.policy.Policy;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.weights.RunPolicy;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run of an example came to.
 *
 * @param file       the run
 * @param folder     where its weights are
 * @param evaluation what its greedy policy earned
 * @param greedy     the actions of one greedy episode, step after step
 */
record Learned(RunFile file, RunFolder folder, Evaluation evaluation, List<float[]> greedy) {

    private static final long BYTES_PER_TOPIC = 64L * 1024 * 1024;

    /** Runs an example to its end in memory, with its own engine and settings. */
    static Learned from(Path data, String example, long seed, String... overrides) {
        List<String> settings = new ArrayList<>(List.of(overrides));
        settings.add("seed=" + seed);
        RunFile file =
                RunFile.read(Millrace.repository().resolve("examples").resolve(example + ".yaml"), Map.of(), settings);
        RunFolder folder =
                new RunFolder(data, file.shared().run() + "-" + file.settings().sha256());
        folder.claim(file.settings());
        MemoryBus bus = new MemoryBus(BYTES_PER_TOPIC);
        long steps = file.settings().bind("learner", LearnerSettings.class).steps();
        ProgressLine progress =
                new ProgressLine(new PrintWriter(System.err, true, StandardCharsets.UTF_8), steps, false);
        Evaluation evaluation = new LocalRun(file, folder, 1, () -> bus, MetricsSettings.loopback(0))
                .learn(progress, System.nanoTime(), "memory")
                .orElseThrow()
                .evaluation();
        return new Learned(file, folder, evaluation, greedyEpisode(file, folder));
    }

    private static List<float[]> greedyEpisode(RunFile file, RunFolder folder) {
        Policy policy = RunPolicy.policy(file.toRun(Instant.EPOCH));
        policy.load(folder.weights().orElseThrow().parameters());
        Environment environment = file.environment().create();
        environment.reset(new CounterRandom(file.shared().seed()).at(Purpose.EVALUATION, 0, 0, 0));
        float[] observation = new float[environment.description().observationSize()];
        List<float[]> actions = new ArrayList<>();
        EpisodeStatus status = EpisodeStatus.RUNNING;
        while (status == EpisodeStatus.RUNNING) {
            environment.observe(observation, 0);
            policy.forward(observation, 1);
            policy.greedy(0, 1, mask(environment));
            actions.add(Arrays.copyOf(policy.actions(), policy.actionWidth()));
            status = environment.step(policy.actions(), 0);
        }
        return actions;
    }

    private static byte @Nullable [] mask(Environment environment) {
        if (!environment.masksActions()
                || !(environment.description().actionSpace() instanceof ActionSpace.Discrete discrete)) {
            return null;
        }
        byte[] mask = new byte[discrete.choices()];
        environment.mask(mask, 0);
        return mask;
    }

    /** What the best policy earns more on the same episodes, with some settings of the environment replaced. */
    Interval gap(int episodes, String... overrides) {
        Evaluator evaluator = new Evaluator(
                file.withEnvironment(List.of(overrides)),
                RunPolicy.policy(file.toRun(Instant.EPOCH)),
                file.shared().seed());
        return Objects.requireNonNull(evaluator
                        .judge(folder.weights().orElseThrow(), episodes)
                        .besideOptimum())
                .gap();
    }

    /** The plans of its greedy policy beside search and chance, with some settings of the environment replaced. */
    PlanComparison plans(int episodes, String... overrides) {
        Policy policy = RunPolicy.policy(file.toRun(Instant.EPOCH));
        policy.load(folder.weights().orElseThrow().parameters());
        return PlanComparison.of(
                        file.withEnvironment(List.of(overrides)),
                        policy,
                        file.shared().seed(),
                        episodes)
                .orElseThrow();
    }

    /** The times, from 0 to 1, at which the larger of the first two shares changes hands. */
    List<Double> switches() {
        List<Double> times = new ArrayList<>();
        // At time 0 nothing may be earned by either, so that any action is best.
        for (int k = 2; k < greedy.size(); k++) {
            if (firstHasMore(k) != firstHasMore(k - 1)) {
                times.add((double) k / greedy.size());
            }
        }
        return times;
    }

    private boolean firstHasMore(int k) {
        return greedy.get(k)[0] > greedy.get(k)[1];
    }
}
