package io.millrace.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.comparison.Results.EntryScore;
import io.millrace.app.run.RunFolder;
import io.millrace.runtime.settings.Settings;
import org.junit.jupiter.api.Test;

/** A comparison as a whole. */
class ComparisonTest {

    private static final Settings STUDY = Studies.tiny();

    @Test
    void theResultsAreTheSameHoweverManyThreadsPlay() {
        assertThat(RunFolder.json(results(STUDY, 3))).isEqualTo(RunFolder.json(results(STUDY, 1)));
    }

    @Test
    void anotherSeedGivesOtherResults() {
        Results one = results(STUDY, 2);
        Results other = results(STUDY.with("seed", "2"), 2);

        assertThat(other.entries().get(0).score().curve())
                .isNotEqualTo(one.entries().get(0).score().curve());
    }

    @Test
    void fewerTrialsAreTheFirstOfTheMany() {
        Spread three = results(STUDY, 2).entries().get(0).score().efficiency();
        Spread two = results(STUDY.with("comparison.trials", "2"), 2)
                .entries()
                .get(0)
                .score()
                .efficiency();

        assertThat(three.trials()).startsWith(two.trials().toArray(Double[]::new));
    }

    @Test
    void whatIsAskedForTwiceIsPlayedOnce() {
        // Three entries of 3; of the sweep, 0.01 is the entry itself; of the starts, four choices are the default;
        // random once for four choices and once for six.
        assertThat(Comparison.of(STUDY, 1).trials()).isEqualTo(3 * 3 + 2 + 3 * 2 + 2);
    }

    @Test
    void theRandomBaselineIsWhatChanceEarns() {
        // Ten answers among four choices; the standard error of 50 episodes is 0.19.
        assertThat(results(STUDY, 2).baseline().random()).isBetween(1.7, 3.3);
    }

    @Test
    void theOptimumIsTheEnvironmentsOwn() {
        assertThat(results(STUDY, 2).baseline().optimum()).isEqualTo(10);
    }

    @Test
    void aTableLearnsToAnswer() {
        Results results = results(STUDY.with("comparison.episodes", "60"), 2);

        EntryScore table = results.entries().get(2);
        assertThat(table.score().greedy().mean()).isGreaterThan(9);
    }

    @Test
    void theBestIsNoReference() {
        assertThat(results(STUDY.with("comparison.episodes", "60"), 2).verdict().best())
                .isIn("PPO", "PPO & slow");
    }

    @Test
    void aStoppedComparisonHasNoResults() {
        Comparison comparison = Comparison.of(STUDY, 2);
        comparison.stop();

        assertThat(comparison.run(Studies.unheard())).isEmpty();
    }

    @Test
    void aTrialThatDivergesIsNamed() {
        Settings diverging = STUDY.with("algorithm.learning-rate", "1e30").with("algorithm.gradient-norm", "1e30");

        assertThatThrownBy(() -> results(diverging, 2))
                .isInstanceOf(TrialFailure.class)
                .hasMessageContainingAll("In trial", "of PPO", "seed");
    }

    private static Results results(Settings study, int threads) {
        return Comparison.of(study, threads).run(Studies.unheard()).orElseThrow();
    }
}
