package io.millrace.learner.tabular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TabularLearnerTest {

    private static final int CHOICES = 100_000;

    static Stream<TabularLearner> learners() {
        TabularSettings settings = new TabularSettings(2, 4, 0.2, 0.99, 0.04);
        return Stream.of(
                new QLearning(settings, new CounterRandom(1)),
                new DoubleQLearning(settings, new CounterRandom(2)),
                new Sarsa(settings, new CounterRandom(3)));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void actionsOfEqualValueAreTakenEquallyOften(TabularLearner learner) {
        // Five standard deviations of a share of a quarter.
        assertThat(sharesOfActions(learner)).containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(0.007));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void theActionsThatAreNotGreedyShareEpsilonWithIt(TabularLearner learner) {
        int liked = learner.begin(0);
        learner.terminate(1);
        double[] shares = {0.01, 0.01, 0.01, 0.01};
        shares[liked] = 0.97;

        assertThat(sharesOfActions(learner)).containsExactly(shares, within(0.003));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void theGreedyActionIsTheOneOfGreatestValue(TabularLearner learner) {
        int disliked = learner.begin(0);
        learner.terminate(-1);
        int liked = learner.begin(0);
        learner.terminate(1);

        assertThat(liked).isNotEqualTo(disliked);
        for (int i = 0; i < 100; i++) {
            assertThat(learner.greedy(0, new CounterRandom(i))).isEqualTo(liked);
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void aStepTeachesNothingAboutOtherObservations(TabularLearner learner) {
        learner.begin(0);
        learner.terminate(1);

        for (int action = 0; action < 4; action++) {
            assertThat(learner.value(1, action)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void aRewardBeforeTheFirstEpisodeIsRefused(TabularLearner learner) {
        assertThatIllegalStateException()
                .isThrownBy(() -> learner.proceed(1, 0))
                .withMessageContaining("Call begin");
    }

    @ParameterizedTest
    @MethodSource("learners")
    void aRewardAfterTheEndIsRefused(TabularLearner learner) {
        learner.begin(0);
        learner.truncate(1, 0);

        assertThatIllegalStateException().isThrownBy(() -> learner.terminate(1)).withMessageContaining("Call begin");
    }

    @ParameterizedTest
    @MethodSource("learners")
    void anObservationThatTheTableDoesNotHaveIsRefused(TabularLearner learner) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.begin(2))
                .withMessageStartingWith("Observation 2 is none of 2");
    }

    @ParameterizedTest
    @MethodSource("learners")
    void aRewardThatIsNoNumberIsRefused(TabularLearner learner) {
        learner.begin(0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> learner.terminate(Double.NaN))
                .withMessageContaining("at observation 0 is NaN");
    }

    @Test
    void aTableOfNoActionsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TabularSettings(1, 0, 0.2, 0.99, 0.04))
                .withMessageStartingWith("A table of 1 observations and 0 actions");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.99, 0.04, The learning rate is 0.0",
        "1.1, 0.99, 0.04, The learning rate is 1.1",
        "0.2, 1.1, 0.04, The discount is 1.1",
        "0.2, NaN, 0.04, The discount is NaN",
        "0.2, 0.99, -0.1, Epsilon is -0.1"
    })
    void ratesThatCannotBeAreRefused(double learningRate, double discount, double epsilon, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TabularSettings(1, 1, learningRate, discount, epsilon))
                .withMessageStartingWith(message);
    }

    private static double[] sharesOfActions(TabularLearner learner) {
        double[] shares = new double[4];
        for (int i = 0; i < CHOICES; i++) {
            shares[learner.begin(0)] += 1.0 / CHOICES;
        }
        return shares;
    }
}
