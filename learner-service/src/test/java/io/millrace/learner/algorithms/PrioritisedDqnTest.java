package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.replay.ReplaySettings;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Holds the checkpoint of priorities, and targets over several steps, to what every algorithm keeps to. */
class PrioritisedDqnTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "dqn";
    }

    @Override
    protected Record settings() {
        return DqnTest.settings(ReplaySettings.Kind.PRIORITISED, 3);
    }

    @Test
    void whatWasLearnedFromChangesTheChanceToBeDrawnAgain() {
        Dqn dqn = new Dqn(DqnTest.settings(ReplaySettings.Kind.PRIORITISED, 1), Biases.task(3));
        float[] parameters = Biases.valued(1, 3, 2);
        dqn.begin(parameters);

        float[] rewards = new float[40];
        rewards[7] = 50;
        dqn.update(Biases.unroll(3, 0, new float[40], rewards, new byte[40]), parameters, new UpdateContext(1, 0));
        float[] priorities = Objects.requireNonNull(dqn.arrays().get("priorities"));

        // The greatest so far comes first, then step 0.
        assertThat(priorities[1 + 7]).isGreaterThan(5 * priorities[1]);
    }
}
