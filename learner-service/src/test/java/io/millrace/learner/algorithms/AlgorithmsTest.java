package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlgorithmsTest {

    private static final NetworkShape NETWORK = new NetworkShape(1, List.of(), Activation.TANH, 2, 0);

    @Test
    void anUnknownNameIsAnsweredWithThoseThereAre() {
        assertThatThrownBy(() -> Algorithms.settingsType("pppo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pppo")
                .hasMessageContaining(
                        "a2c, appo, bandit, cloning, ddpg, double-dqn, dqn, impala, none, ppo, reinforce, sac, sarsa, trpo");
    }

    @Test
    void namesAreInOrder() {
        assertThat(Algorithms.names()).isSorted().contains("none", "ppo");
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
