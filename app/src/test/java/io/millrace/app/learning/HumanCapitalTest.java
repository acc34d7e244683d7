package io.millrace.app.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Millrace;
import io.millrace.app.comparison.Comparison;
import io.millrace.app.comparison.Results;
import io.millrace.app.comparison.Score;
import io.millrace.app.comparison.TrialProgress;
import io.millrace.runtime.settings.Settings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Employee development: the entries of the example learn what they are for, over twenty trials. */
@Tag("learning")
class HumanCapitalTest {

    private static final Path FILE = Millrace.repository().resolve("examples").resolve("human-capital.yaml");
    private static final double PUBLISHED_DQN = -0.15;
    private static final double PUBLISHED_SARSA = -3.1;

    private static Results results;

    @BeforeAll
    static void playTheExample() {
        results = played(study());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DQN", "DDQN"})
    void theGreedyPolicyOfADeepQNetworkIsNearTheBest(String name) {
        assertThat(score(results, name).greedy().mean()).isGreaterThanOrEqualTo(0.30);
    }

    @Test
    void doubleDqnEarnsWhileItLearnsAtLeastWhatWasPublishedForDqn() {
        assertThat(score(results, "DDQN").efficiency().mean()).isGreaterThanOrEqualTo(PUBLISHED_DQN);
    }

    @Test
    void tunedPpoIsBetterThanWhatWasPublishedForSarsa() {
        assertThat(score(results, "PPO, tuned").efficiency().mean()).isGreaterThan(PUBLISHED_SARSA);
    }

    @Test
    void tunedPpoEarnsSomethingWithTenTimesTheEpisodes() {
        Results longer = played(study().with("comparison.episodes", "2000"));

        assertThat(score(longer, "PPO, tuned").greedy().mean()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q-learning, table", "SARSA, table"})
    void aTableEarnsMoreThanNothing(String name) {
        assertThat(score(results, name).efficiency().mean()).isBetween(-0.04, 0.13);
    }

    private static Settings study() {
        return Settings.read(FILE)
                .with("comparison.trials", "20")
                .with("comparison.sensitivity", "[]")
                .with("comparison.starts", "[]");
    }

    private static Results played(Settings study) {
        TrialProgress progress = new TrialProgress(new PrintWriter(System.err, true, StandardCharsets.UTF_8), false);
        return Comparison.of(study, Runtime.getRuntime().availableProcessors())
                .run(progress)
                .orElseThrow();
    }

    private static Score score(Results results, String name) {
        return results.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow()
                .score();
    }
}
