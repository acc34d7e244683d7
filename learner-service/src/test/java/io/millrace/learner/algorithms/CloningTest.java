package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.KernelEngine;
import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.learner.returns.Ends;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.behaviour.BehaviourPolicy;
import io.millrace.policy.behaviour.ObservationRule;
import io.millrace.policy.distribution.Categorical;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloningTest extends AlgorithmContract {

    private static final UpdateContext FIRST = new UpdateContext(1, 0);
    private static final ActionSpace SIGNS = new ActionSpace.Discrete(4);
    private static final NetworkShape NETWORK = new NetworkShape(4, List.of(16), Activation.TANH, 4, 0);

    @Override
    protected String name() {
        return "cloning";
    }

    @Override
    protected Record settings() {
        return new CloningSettings(1e-2, true, .9, 2, 16, .01, .5, 10, OptimizerKind.ADAM, 1e-8, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theClonedPolicyAnswersAsTheRecordedRuleThoughItEarnsNothing(long seed) {
        float[] parameters = Initialization.orthogonal(NETWORK, seed);
        Cloning cloning = cloning(seed);

        for (int update = 1; update <= 30; update++) {
            cloning.update(recorded(seed, update), parameters, new UpdateContext(update, (update - 1) * 128L));
        }

        assertThat(answers(parameters)).containsExactly(1, 2, 3, 0);
        assertThat(cloning.state()).containsEntry("share-as-recorded", 1.0);
    }

    @Test
    void theLossIsTheNegativeLogLikelihoodWhateverAnActionEarned() {
        UpdateReport report = new Cloning(plain(1), LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {1, 1, 4}, new float[] {-7, 100}, new byte[] {0, 0}),
                        LinearSteps.parameters(),
                        FIRST);

        assertThat(report.policyLoss()).isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void oneStepMovesPolicyAndValuesByTheGradientOfTheirLoss() {
        float[] parameters = LinearSteps.parameters();

        // Values .75 and 1.5; with a discount of .5 the returns are 1 + .5 * 2 and 2.
        new Cloning(plain(.5), LinearSteps.task())
                .update(
                        LinearSteps.batch(
                                new float[] {.25f, .5f, 9}, new float[] {1, 2}, new byte[] {0, Ends.TERMINATED}),
                        parameters,
                        FIRST);

        // By the first action's output: -(1 - 1/2); by the value: 1/2 * (value - target); mean of both steps.
        float byWeight = (.25f + .5f) / 4;
        float byBias = 2f / 4;
        float valueByWeight = (1.25f * .25f + .5f * .5f) / 4;
        float valueByBias = (1.25f + .5f) / 4;
        assertThat(parameters)
                .containsExactly(
                        new float[] {byWeight, -byWeight, byBias, -byBias, 3 + valueByWeight, valueByBias},
                        within(1e-6f));
    }

    @Test
    void theReturnOfAnUnrollGoesOnWithTheValueOfTheObservationAfterIt() {
        float[] parameters = LinearSteps.parameters();

        new Cloning(plain(.5), LinearSteps.task())
                .update(
                        LinearSteps.batch(new float[] {0, 0, 4}, new float[] {1, 2}, new byte[] {0, 0}),
                        parameters,
                        FIRST);

        // 1 + .5 * (2 + .5 * 3 * 4) and 2 + .5 * 3 * 4, against values of 0.
        assertThat(parameters[5]).isCloseTo((5 + 8) / 4f, within(1e-6f));
    }

    @Test
    void theShareAsRecordedCountsWhereTheGreedyActionIsTheRecordedOne() {
        float[] parameters = LinearSteps.parameters();
        // The first action, which is recorded, is the likelier one where the observation is above 0.
        parameters[0] = 1;
        Cloning cloning = new Cloning(plain(.5), LinearSteps.task());

        cloning.update(
                LinearSteps.batch(new float[] {1, -1, 2, -3, 4}, new float[] {0, 0, 0, 0}, new byte[4]),
                parameters,
                FIRST);

        assertThat(cloning.state()).containsEntry("share-as-recorded", .5);
    }

    @ParameterizedTest
    @CsvSource({
        "learning-rate, 0",
        "discount, 1.01",
        "epochs, 0",
        "minibatch, 0",
        "entropy-weight, -1",
        "value-weight, -1",
        "gradient-norm, 0",
        "optimizer-epsilon, 0",
        "weight-decay, 0.1"
    })
    void aSettingThatCannotBeIsRefusedByItsKey(String key, double value) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }

    private static Cloning cloning(long seed) {
        return new Cloning(
                new CloningSettings(2e-2, false, .9, 1, 64, 0, .5, 10, OptimizerKind.ADAM, 1e-8, 0),
                new LearningTask(NETWORK, new Categorical(4), new KernelEngine(NETWORK), seed, 4000));
    }

    private static UnrollBatch recorded(long seed, long number) {
        return new DrawnExperience(new UnrollShape(8, 8, 4, SIGNS, 1), new IdentityTask(), seed)
                .draw(new BehaviourPolicy(new NextSign(), SIGNS, 0), 2, number);
    }

    private static float[] answers(float[] parameters) {
        NetworkPolicy policy = new NetworkPolicy(NETWORK, new Categorical(4));
        policy.load(parameters);
        policy.forward(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 4);
        policy.greedy(0, 4, null);
        return Arrays.copyOf(policy.actions(), 4);
    }

    /** Plain gradient steps of length 1, of which nothing is cut off. */
    private static CloningSettings plain(double discount) {
        return new CloningSettings(1, false, discount, 1, 1000, 0, .5, 1e9, OptimizerKind.SGD, 1e-5, 0);
    }

    private static CloningSettings with(String key, double value) {
        return new CloningSettings(
                key.equals("learning-rate") ? value : 1e-3,
                false,
                key.equals("discount") ? value : .99,
                key.equals("epochs") ? (int) value : 1,
                key.equals("minibatch") ? (int) value : 64,
                key.equals("entropy-weight") ? value : 0,
                key.equals("value-weight") ? value : .5,
                key.equals("gradient-norm") ? value : 10,
                OptimizerKind.ADAM,
                key.equals("optimizer-epsilon") ? value : 1e-8,
                key.equals("weight-decay") ? value : 0);
    }

    /** Answers each sign with the one after it, which the task does not reward. */
    private static final class NextSign implements ObservationRule {

        @Override
        public int observationSize() {
            return 4;
        }

        @Override
        public int actionWidth() {
            return 1;
        }

        @Override
        public void act(float[] observations, int at, float[] action, int actionAt) {
            int sign = 0;
            while (observations[at + sign] != 1) {
                sign++;
            }
            action[actionAt] = (sign + 1) % 4;
        }
    }
}
