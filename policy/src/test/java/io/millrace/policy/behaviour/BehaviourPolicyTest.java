package io.millrace.policy.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BehaviourPolicyTest {

    private static final int SWITCHES = 3;
    private static final ActionSpace SPACE = new ActionSpace.MultiBinary(SWITCHES);
    private static final float[] OBSERVATIONS = {1, -1, 2, -3, 4, -5};
    private static final float[] BY_THE_RULE = {1, 0, 1, 0, 1, 0};

    @Test
    void withoutFlipsItActsByTheRuleAndIsSureOfIt() {
        BehaviourPolicy policy = seeing(0);

        double entropy = policy.draw(new CounterRandom(7), 0, 0, 0, 2, null);

        assertThat(policy.actions()).containsExactly(BY_THE_RULE);
        assertThat(policy.logProbabilities()).containsExactly(0, 0);
        assertThat(entropy).isZero();
    }

    @Test
    void aLogProbabilityCountsWhatWasFlippedAndWhatWasKept() {
        BehaviourPolicy policy = seeing(.3);

        for (int tick = 0; tick < 50; tick++) {
            policy.draw(new CounterRandom(7), 0, tick, 0, 2, null);
            for (int row = 0; row < 2; row++) {
                int flipped = flipped(policy, row);
                double expected = flipped * Math.log(.3) + (SWITCHES - flipped) * Math.log(.7);
                assertThat((double) policy.logProbabilities()[row]).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void switchesAreFlippedAsOftenAsAsked() {
        BehaviourPolicy policy = seeing(.1);
        int flipped = 0;

        for (int tick = 0; tick < 2000; tick++) {
            policy.draw(new CounterRandom(7), 3, tick, 0, 2, null);
            flipped += flipped(policy, 0) + flipped(policy, 1);
        }

        // Four standard errors of 12,000 draws.
        assertThat(flipped / 12_000.0).isCloseTo(.1, within(.011));
    }

    @Test
    void theEntropyIsThatOfTheFlips() {
        double entropy = seeing(.1).draw(new CounterRandom(7), 0, 0, 0, 2, null);

        assertThat(entropy).isCloseTo(-SWITCHES * (.1 * Math.log(.1) + .9 * Math.log(.9)), within(1e-12));
    }

    @Test
    void whatALaneDoesDoesNotDependOnTheBatchItRidesIn() {
        BehaviourPolicy alone = new BehaviourPolicy(new Signs(), SPACE, .4);
        BehaviourPolicy together = seeing(.4);
        alone.forward(new float[] {-3, 4, -5}, 1);

        alone.draw(new CounterRandom(7), 2, 9, 0, 1, null);
        together.draw(new CounterRandom(7), 1, 9, 0, 1, null);
        together.draw(new CounterRandom(7), 2, 9, 1, 1, null);

        assertThat(Arrays.copyOfRange(together.actions(), 3, 6)).isEqualTo(alone.actions());
        assertThat(together.logProbabilities()[1]).isEqualTo(alone.logProbabilities()[0]);
    }

    @Test
    void theGreedyActionIsTheRulesOwn() {
        BehaviourPolicy policy = seeing(.9);

        policy.draw(new CounterRandom(7), 0, 0, 0, 2, null);
        policy.greedy(0, 2, null);

        assertThat(policy.actions()).containsExactly(BY_THE_RULE);
        assertThat(policy.logProbabilities()).containsExactly(0, 0);
    }

    @Test
    void anyParametersAreTakenAndChangeNothing() {
        BehaviourPolicy policy = seeing(0);

        policy.load(new float[] {3, 1, 4});
        policy.draw(new CounterRandom(7), 0, 0, 0, 2, null);

        assertThat(policy.actions()).containsExactly(BY_THE_RULE);
    }

    @Test
    void aChoiceThatTheMaskForbidsIsRefused() {
        BehaviourPolicy policy = new BehaviourPolicy(new Choice(), new ActionSpace.Discrete(2), 0);
        policy.forward(new float[] {1, 1}, 2);

        assertThatCode(() -> policy.greedy(0, 2, new byte[] {0, 1, 1, 1})).doesNotThrowAnyException();
        assertThatIllegalStateException()
                .isThrownBy(() -> policy.greedy(0, 2, new byte[] {0, 1, 1, 0}))
                .withMessageContaining("chose 1 in row 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-.1, 1, Double.NaN})
    void aChanceThatIsNoneIsRefused(double flip) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BehaviourPolicy(new Signs(), SPACE, flip))
                .withMessageContaining("behaviour.flip is " + flip);
    }

    @Test
    void choicesAreNotFlipped() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BehaviourPolicy(new Choice(), new ActionSpace.Discrete(2), .1))
                .withMessageContaining("no switches");
    }

    @Test
    void actionsThatAreDrawnInAnotherFormAreRefused() {
        ActionSpace box = new ActionSpace.Box(List.of(-1.0), List.of(1.0));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BehaviourPolicy(new Choice(), box, 0))
                .withMessageContaining("choices or switches");
    }

    @Test
    void aRuleOfAnotherWidthIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BehaviourPolicy(new Signs(), new ActionSpace.MultiBinary(4), 0))
                .withMessageContaining("3 numbers");
    }

    private static BehaviourPolicy seeing(double flip) {
        BehaviourPolicy policy = new BehaviourPolicy(new Signs(), SPACE, flip);
        policy.forward(OBSERVATIONS, 2);
        return policy;
    }

    private static int flipped(BehaviourPolicy policy, int row) {
        int flipped = 0;
        for (int i = row * SWITCHES; i < (row + 1) * SWITCHES; i++) {
            flipped += policy.actions()[i] == BY_THE_RULE[i] ? 0 : 1;
        }
        return flipped;
    }

    /** Turns a switch on where its number is above 0. */
    private record Signs() implements ObservationRule {

        @Override
        public int observationSize() {
            return SWITCHES;
        }

        @Override
        public int actionWidth() {
            return SWITCHES;
        }

        @Override
        public void act(float[] observations, int at, float[] action, int actionAt) {
            for (int i = 0; i < SWITCHES; i++) {
                action[actionAt + i] = observations[at + i] > 0 ? 1 : 0;
            }
        }
    }

    /** Chooses what it sees. */
    private record Choice() implements ObservationRule {

        @Override
        public int observationSize() {
            return 1;
        }

        @Override
        public int actionWidth() {
            return 1;
        }

        @Override
        public void act(float[] observations, int at, float[] action, int actionAt) {
            action[actionAt] = observations[at];
        }
    }
}
