package io.millrace.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.Summary;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.policy.space.ActionSpace.Discrete;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.settings.Settings;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A trial's learner beside the services of a run. */
class NetworkContestantTest {

    private static final int UPDATES = 6;

    /** Episodes of 10 steps at most and unrolls of 16: unrolls end within episodes and hold ends of episodes. */
    private static final String RUN = """
            run: alone
            seed: 7
            policy: {hidden: [8]}
            lanes: {count: 1, environments: 1, unroll: 16}
            topics: {partitions: 1}
            learner: {steps: 96, engine: kernel}
            """;

    static Stream<Arguments> runs() {
        return Stream.of(
                argumentSet("PPO", """
                        environment: {name: identity}
                        algorithm: {name: ppo, epochs: 2, minibatch: 8}
                        """, false),
                argumentSet("PPO, with observations and rewards normalised", """
                        environment: {name: cart-pole}
                        algorithm: {name: ppo, epochs: 2, minibatch: 8}
                        """, true),
                argumentSet("double DQN, with masks, and episodes that are cut", """
                        environment: {name: human-capital, mask: true, step-limit: 7}
                        algorithm: {name: double-dqn, batch: 8, samples-per-insert: 4, learning-starts: 8, n-step: 2,
                            replay: {capacity: 40, kind: prioritised}, target: {copy-every: 3}}
                        """, false),
                argumentSet("SARSA", """
                        environment: {name: human-capital, step-limit: 7}
                        algorithm: {name: sarsa, batch: 8}
                        """, false));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aTrialLearnsToTheBitWhatARunLearns(String settings, boolean normalised, @TempDir Path data) {
        RunFile file = RunFile.of(Settings.parse(RUN + settings, "alone.yaml")
                .with("policy.normalise-observations", String.valueOf(normalised))
                .with("learner.normalise-rewards", String.valueOf(normalised)));

        assertThat(learnedInATrial(file)).isEqualTo(learnedInARun(file, data));
    }

    private static float[] learnedInATrial(RunFile file) {
        Environment environment = file.environment().create();
        CounterRandom chance = new CounterRandom(file.shared().seed());
        Environment.Description description = environment.description();
        float[] observation = new float[description.observationSize()];
        byte[] mask = environment.masksActions() ? new byte[((Discrete) description.actionSpace()).choices()] : null;
        try (NetworkContestant contestant = new NetworkContestant(
                file.toRun(Instant.EPOCH),
                file.settings(),
                environment.masksActions(),
                file.shared().seed())) {
            for (int episode = 0; contestant.version() < UPDATES; episode++) {
                environment.reset(chance.at(Purpose.ENVIRONMENT, 0, 0, episode));
                show(environment, EpisodeStatus.RUNNING, observation, mask);
                EpisodeStatus status = EpisodeStatus.RUNNING;
                while (status == EpisodeStatus.RUNNING && contestant.version() < UPDATES) {
                    status = environment.step(contestant.act(observation, mask), 0);
                    show(environment, status, observation, mask);
                    contestant.learn(environment.reward(), status, observation, mask);
                }
            }
            return contestant.weights();
        }
    }

    private static void show(
            Environment environment, EpisodeStatus status, float[] observation, byte @Nullable [] mask) {
        environment.observe(observation, 0);
        if (mask != null && status != EpisodeStatus.TERMINATED) {
            environment.mask(mask, 0);
        }
    }

    private static float[] learnedInARun(RunFile file, Path data) {
        RunFolder folder = new RunFolder(data, "alone");
        folder.claim(file.settings());
        MemoryBus bus = new MemoryBus(1 << 24);
        ProgressLine progress = new ProgressLine(new PrintWriter(Writer.nullWriter()), 96, false);
        Optional<Summary> summary = new LocalRun(file, folder, 1, () -> bus, MetricsSettings.loopback(0))
                .learn(progress, System.nanoTime(), "memory");
        assertThat(summary).isPresent();
        assertThat(folder.weights().orElseThrow().version()).isEqualTo(UPDATES);
        return folder.weights().orElseThrow().parameters();
    }
}
