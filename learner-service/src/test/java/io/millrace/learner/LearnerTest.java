package io.millrace.learner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.algorithms.Algorithm;
import io.millrace.learner.algorithms.Algorithms;
import io.millrace.learner.algorithms.LearningTask;
import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.normalisation.Normalisation;
import io.millrace.learner.replay.ReplayTooLargeException;
import io.millrace.policy.distribution.EpsilonGreedy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.space.ActionSpace;
import io.millrace.runtime.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnerTest {

    private static final NetworkShape NETWORK = new NetworkShape(1, List.of(), Activation.TANH, 2, 1, Trunk.NONE);

    // Its memory would otherwise grow under a run that is hours old.
    @Test
    void aLearnerTakesItsMemoryBeforeTheFirstUnroll() {
        Algorithm large = dqnThatRemembers("2000000000");

        assertThatThrownBy(() -> new Learner(
                        large,
                        Normalisation.none(),
                        new UnrollShape(4, 1, 1, new ActionSpace.Discrete(2), 1),
                        new float[NETWORK.parameterCount()],
                        () -> {}))
                .isInstanceOf(ReplayTooLargeException.class);
    }

    @Test
    void whatWasRememberedAtOtherScalesIsNotLearnedFrom() {
        Algorithm remembering = dqnThatRemembers("100");
        UnrollShape shape = new UnrollShape(4, 1, 1, new ActionSpace.Discrete(2), 1);
        Normalisation scaling = Normalisation.of(new NormalisedLayout(NETWORK, true, false), shape, 1, 1);

        assertThatThrownBy(
                        () -> new Learner(remembering, scaling, shape, new float[NETWORK.parameterCount()], () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy.normalise-observations");
    }

    private static Algorithm dqnThatRemembers(String steps) {
        Settings settings = Settings.parse(Algorithms.defaults("dqn"), "the defaults of dqn")
                .with("replay.capacity", steps);
        return Algorithms.create(
                "dqn",
                settings.bind("", Algorithms.settingsType("dqn")),
                new LearningTask(NETWORK, new EpsilonGreedy(2), new KernelEngine(NETWORK), 7, 1000));
    }
}
