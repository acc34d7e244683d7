package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.space.ActionSpace;
import org.junit.jupiter.api.Test;

class NoLearningTest extends AlgorithmContract {

    @Override
    protected String name() {
        return "none";
    }

    @Override
    protected Record settings() {
        return new NoLearningSettings();
    }

    @Test
    void theParametersStayAsTheyAre() {
        UnrollBatch batch = new UnrollBatch(new UnrollShape(1, 1, 1, new ActionSpace.Discrete(2), 1));
        float[] parameters = {1, 2, 3};

        new NoLearning().update(batch, parameters, new UpdateContext(1, 0));

        assertThat(parameters).containsExactly(1, 2, 3);
    }

    @Test
    void theOptimizerOfAnotherAlgorithmIsRefused() {
        assertThatThrownBy(() -> new NoLearning().optimizer().restore(new float[] {1}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none has no optimizer");
    }
}
