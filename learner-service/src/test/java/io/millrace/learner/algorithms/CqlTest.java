package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.engine.OptimizerKind;
import io.millrace.learner.replay.ReplaySettings;
import io.millrace.learner.returns.Ends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CqlTest extends AlgorithmContract {

    private static final UpdateContext FIRST = new UpdateContext(1, 0);

    @Override
    protected String name() {
        return "cql";
    }

    @Override
    protected Record settings() {
        return settings(ReplaySettings.Kind.UNIFORM, 2, .5);
    }

    private static CqlSettings settings(ReplaySettings.Kind kind, int nStep, double alpha) {
        return new CqlSettings(
                1e-2,
                true,
                .9,
                alpha,
                new ReplaySettings(100, kind, .6, .4),
                16,
                4.3,
                10,
                nStep,
                new TargetSettings(7, 0),
                TdLoss.HUBER,
                1,
                .05,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }

    @ParameterizedTest
    @CsvSource({"1, UNIFORM, 1", "2, UNIFORM, 1", "3, PRIORITISED, 1", "4, UNIFORM, 3"})
    void theIdentityIsLearnedFromWhatChanceDid(long seed, ReplaySettings.Kind kind, int nStep) {
        float[] answers =
                IdentityTask.answersFromChanceByValue(task -> new Cql(settings(kind, nStep, .1), task), seed, 30);

        assertThat(answers).isEqualTo(IdentityTask.RIGHT);
    }

    @ParameterizedTest
    @EnumSource
    void withoutAPenaltyItLearnsWhatTheBestWalkerWouldEarn(ReplaySettings.Kind kind) {
        double[] learned = Corridor.learned(task -> new Cql(corridor(kind), task), 200);

        assertThat(learned).containsExactly(Corridor.best(), within(1e-3));
    }

    private static CqlSettings corridor(ReplaySettings.Kind kind) {
        return new CqlSettings(
                1e-2,
                true,
                Corridor.DISCOUNT,
                0,
                new ReplaySettings(1000, kind, .6, .4),
                16,
                2,
                100,
                1,
                new TargetSettings(0, .05),
                TdLoss.SQUARED,
                0,
                .2,
                OptimizerKind.ADAM,
                1e-5,
                0);
    }

    @Test
    void aStepPullsTheActionTakenToItsTargetAndMovesAllByTheSlopeOfTheGap() {
        float log2 = (float) Math.log(2);
        float[] parameters = Biases.valued(0, log2, 0);

        begun(.5).update(Biases.unroll(3, 0, new float[] {1}, new float[] {3}, Ends.TERMINATED), parameters, FIRST);

        // The softmax is a quarter, a half and a quarter; the target is 3.
        assertThat(Biases.values(parameters)).containsExactly(new float[] {-.125f, 3.25f, -.125f}, within(1e-6f));
    }

    @Test
    void theTargetIsThatOfDoubleDqn() {
        Cql cql = begun(0);
        cql.begin(Biases.valued(.9f, .2f, .5f));
        float[] parameters = Biases.valued(1, 3, 2);

        cql.update(Biases.unroll(3, 0, new float[] {0}, new float[] {1}, (byte) 0), parameters, FIRST);

        // The learning network finds the second best, which the target network values at .2.
        assertThat(Biases.values(parameters)[0]).isCloseTo(1.18f, within(1e-6f));
    }

    @Test
    void theMeanGapIsReportedAsThePolicyLoss() {
        float log2 = (float) Math.log(2);

        UpdateReport report = begun(.5)
                .update(
                        Biases.unroll(3, 0, new float[] {1}, new float[] {3}, Ends.TERMINATED),
                        Biases.valued(0, log2, 0),
                        FIRST);

        assertThat(report.policyLoss()).isCloseTo(Math.log(2), within(1e-6));
        assertThat(report.valueLoss()).isCloseTo((3 - log2) * (3 - log2) / 2, within(1e-6));
    }

    @Test
    void theWeightsThatComeOutExploreAsSet() {
        float[] parameters = Biases.valued(0, 0, 0);

        begun(1).update(Biases.unroll(3, 0, new float[] {1}, new float[] {3}, Ends.TERMINATED), parameters, FIRST);

        assertThat(parameters[6]).isEqualTo(.2f);
    }

    /** With plain steps of size 1 on one row. */
    private static Cql begun(double alpha) {
        Cql cql = new Cql(plain(alpha, .2), Biases.task(3));
        cql.begin(Biases.valued(0, 0, 0));
        return cql;
    }

    private static CqlSettings plain(double alpha, double epsilon) {
        return new CqlSettings(
                1,
                false,
                Biases.DISCOUNT,
                alpha,
                new ReplaySettings(1000, ReplaySettings.Kind.UNIFORM, .6, .4),
                1,
                1,
                0,
                1,
                Biases.STANDING,
                TdLoss.SQUARED,
                0,
                epsilon,
                OptimizerKind.SGD,
                1e-5,
                0);
    }

    @ParameterizedTest
    @CsvSource({"alpha, -1, .1", "epsilon, 1, 1.5"})
    void aSettingThatCannotBeIsRefusedByItsKey(String key, double alpha, double epsilon) {
        assertThatThrownBy(() -> plain(alpha, epsilon))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm." + key + " is ")
                .hasMessageContaining("such as");
    }
}
