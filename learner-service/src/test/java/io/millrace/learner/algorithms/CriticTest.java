package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.algorithms.ExplorationSettings.Kind;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The networks of an algorithm of continuous control, by plain gradient steps. */
class CriticTest {

    private static final String FAMILY = "deterministic";
    private static final Place PLACE = Place.in(1);
    private static final float[] TWO_ROWS = {.5f, .1f, -.5f, .2f};

    @Test
    void aRowCountsAsMuchAsItsWeight() {
        try (Critic critic = thatSaysThree(0)) {
            critic.learn(TWO_ROWS, 2, new double[] {4, 7}, new float[] {1, .5f}, .1, PLACE);

            // Errors 1 and 4: half their weighted squares are 0.5 and 4, and the slope is that of their mean.
            assertThat(critic.loss()).isCloseTo(2.25, within(1e-6));
            assertThat(critic.errors()).containsExactly(1, 4);
            assertThat(critic.values(TWO_ROWS, 2, PLACE)).containsExactly(new float[] {3.15f, 3.15f}, within(1e-6f));
        }
    }

    @Test
    void aLongGradientIsShortenedToTheLimit() {
        try (Critic critic = thatSaysThree(.5)) {
            critic.learn(TWO_ROWS, 2, new double[] {4, 7}, new float[] {1, .5f}, .1, PLACE);

            assertThat(critic.norm()).isCloseTo(1.5, within(1e-6));
            assertThat(critic.values(TWO_ROWS, 2, PLACE)).containsExactly(new float[] {3.05f, 3.05f}, within(1e-6f));
        }
    }

    @Test
    void criticsOfOtherNumbersBeginDifferently() {
        assertThat(beginning(2)).isNotEqualTo(beginning(1));
        assertThat(beginning(2)).isEqualTo(beginning(2));
    }

    @Test
    void theGradientOfThePolicyIsShortenedToTheLimit() {
        Actor actor = new Actor(settings(.5), OneStep.task(FAMILY));
        float[] before = OneStep.parameters(FAMILY);
        float[] after = before.clone();
        actor.load(before);
        float[] unused = actor.outputs(new float[] {OneStep.OBSERVATION}, 1);
        actor.outputGradients(1)[0] = 100;

        actor.step(after, 1, PLACE);

        double squares = 0;
        for (int i = 0; i < before.length; i++) {
            squares += Math.pow(before[i] - after[i], 2);
        }
        assertThat(Math.sqrt(squares)).isCloseTo(.5, within(1e-5));
    }

    private static Critic thatSaysThree(double gradientNorm) {
        Critic critic = new Critic("critic", 1, 2, settings(gradientNorm), OneStep.task(FAMILY));
        Map<String, float[]> arrays = new TreeMap<>();
        critic.putInto(arrays);
        arrays.put("critic", OneStep.worth(3));
        critic.restore(arrays, 0);
        return critic;
    }

    private static float[] beginning(int number) {
        Map<String, float[]> arrays = new TreeMap<>();
        try (Critic critic = new Critic("critic", number, 2, settings(0), OneStep.task(FAMILY))) {
            critic.putInto(arrays);
        }
        return Objects.requireNonNull(arrays.get("critic"));
    }

    private static DdpgSettings settings(double gradientNorm) {
        return new DdpgSettings(
                1,
                1,
                false,
                .9,
                new ReplaySettings(10, ReplaySettings.Kind.UNIFORM, .6, .4),
                2,
                2,
                0,
                1,
                List.of(),
                .25,
                new ExplorationSettings(Kind.CONSTANT, .1, 0, 0, 0),
                gradientNorm,
                OptimizerKind.SGD,
                1e-8,
                0);
    }
}
