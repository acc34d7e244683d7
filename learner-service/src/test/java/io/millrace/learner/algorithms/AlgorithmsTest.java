package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlgorithmsTest {

    private static final NetworkShape NETWORK = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> Algorithms.settingsType("pppo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pppo")
                .hasMessageContaining(
                        "a2c, appo, bandit, cloning, cql, ddpg, double-dqn, dqn, impala, iql, none, ppo, reinforce, sac, sarsa, trpo");
    }

    @Test
    void namesAreInOrder() {
        assertThat(Algorithms.names()).isSorted().contains("none", "ppo");
    }

    @Test
    void switchesAreLearnedByWhatMovesProbabilities() {
        assertThat(Algorithms.fitting(new ActionSpace.MultiBinary(3)))
                .containsExactly("a2c", "appo", "impala", "ppo", "reinforce", "trpo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sac", "ddpg", "dqn", "double-dqn", "sarsa", "bandit", "cql"})
    void whatLearnsNumbersOrValuesHasNoDistributionOverSwitches(String name) {
        assertThat(Algorithms.distributions(name, new ActionSpace.MultiBinary(3)))
                .isEmpty();
    }

    @Test
    void switchesAreActedWithoutLearning() {
        assertThat(Algorithms.distributions("none", new ActionSpace.MultiBinary(3)))
                .containsExactly("bernoulli");
    }

    @Test
    void choicesNumbersAndSharesHaveTheAlgorithmsThatTheyHad() {
        List<String> continuous = List.of("a2c", "appo", "ddpg", "impala", "ppo", "reinforce", "sac", "trpo");

        assertThat(Algorithms.fitting(new ActionSpace.Discrete(2)))
                .containsExactly("a2c", "appo", "double-dqn", "dqn", "impala", "ppo", "reinforce", "sarsa", "trpo");
        assertThat(Algorithms.fitting(new ActionSpace.Box(List.of(0.0), List.of(1.0))))
                .isEqualTo(continuous);
        assertThat(Algorithms.fitting(new ActionSpace.Simplex(2))).isEqualTo(continuous);
    }

    @Test
    void aRecordIsLearnedFromByAllThatDoNotTakeEveryStepForOneOfTheirOwn() {
        assertThat(Algorithms.learningFromRecords())
                .containsAll(Algorithms.learningFromOthers())
                .containsExactly(
                        "appo", "cloning", "cql", "ddpg", "double-dqn", "dqn", "impala", "iql", "none", "ppo", "sac");
    }

    @Test
    void whatLearnsFromStepsOfEarlierUpdatesRemembers() {
        assertThat(Algorithms.names().stream().filter(Algorithms::remembers))
                .containsExactly("cql", "ddpg", "double-dqn", "dqn", "iql", "sac", "sarsa");
    }

    @Test
    void settingsOfAnotherAlgorithmAreRefused() {
        LearningTask task = new LearningTask(NETWORK, new Categorical(2), new KernelEngine(NETWORK), 1, 1);

        assertThatThrownBy(() -> Algorithms.create("ppo", new NoLearningSettings(), task))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PpoSettings");
    }

    @Test
    void aNetworkThatDoesNotPutOutWhatTheDistributionReadsIsRefused() {
        assertThatThrownBy(() -> new LearningTask(NETWORK, new Categorical(3), new KernelEngine(NETWORK), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 policy outputs")
                .hasMessageContaining("reads 3");
    }
}
