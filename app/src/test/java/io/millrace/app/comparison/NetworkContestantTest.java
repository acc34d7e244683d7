package io.millrace.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.run.LocalRun;
import io.millrace.app.run.ProgressLine;
import io.millrace.app.run.RunFile;
import io.millrace.app.run.RunFolder;
import io.millrace.app.run.Summary;
import io.millrace.env.environments.Environment;
import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import io.millrace.runtime.memory.MemoryBus;
import io.millrace.runtime.metrics.MetricsSettings;
import io.millrace.runtime.settings.Settings;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial's learner beside the services of a run. */
class NetworkContestantTest {

    private static final int UPDATES = 4;

    /** Episodes of 10 steps and unrolls of 16: unrolls end within episodes and hold ends of episodes. */
    private static final RunFile FILE = RunFile.of(Settings.parse("""
            run: alone
            seed: 7
            environment: {name: identity}
            policy: {hidden: [8]}
            algorithm: {name: ppo, epochs: 2, minibatch: 8}
            lanes: {count: 1, environments: 1, unroll: 16}
            topics: {partitions: 1}
            learner: {steps: 64, engine: kernel}
            """, "alone.yaml"));

    @Test
    void aTrialLearnsToTheBitWhatARunLearns(@TempDir Path data) {
        assertThat(learnedInATrial()).isEqualTo(learnedInARun(data));
    }

    private static float[] learnedInATrial() {
        Environment environment = FILE.environment().create();
        CounterRandom chance = new CounterRandom(FILE.shared().seed());
        float[] observation = new float[environment.description().observationSize()];
        try (NetworkContestant contestant = new NetworkContestant(
                FILE.toRun(Instant.EPOCH),
                FILE.settings(),
                environment.masksActions(),
                FILE.shared().seed())) {
            for (int episode = 0; contestant.version() < UPDATES; episode++) {
                environment.reset(chance.at(Purpose.ENVIRONMENT, 0, 0, episode));
                environment.observe(observation, 0);
                EpisodeStatus status = EpisodeStatus.RUNNING;
                while (status == EpisodeStatus.RUNNING) {
                    status = environment.step(contestant.act(observation, null), 0);
                    environment.observe(observation, 0);
                    contestant.learn(environment.reward(), status, observation, null);
                }
            }
            assertThat(contestant.version()).isEqualTo(UPDATES);
            return contestant.parameters().clone();
        }
    }

    private static float[] learnedInARun(Path data) {
        RunFolder folder = new RunFolder(data, "alone");
        folder.claim(FILE.settings());
        MemoryBus bus = new MemoryBus(1 << 24);
        ProgressLine progress = new ProgressLine(new PrintWriter(Writer.nullWriter()), 64, false);
        Optional<Summary> summary = new LocalRun(FILE, folder, 1, () -> bus, MetricsSettings.loopback(0))
                .learn(progress, System.nanoTime(), "memory");
        assertThat(summary).isPresent();
        assertThat(folder.weights().orElseThrow().version()).isEqualTo(UPDATES);
        return folder.weights().orElseThrow().parameters();
    }
}
