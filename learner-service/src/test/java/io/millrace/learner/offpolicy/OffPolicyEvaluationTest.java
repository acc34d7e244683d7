package io.millrace.learner.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OffPolicyEvaluationTest {

    /** Student's 97.5 % quantile with 3 degrees of freedom, from printed tables. */
    private static final double STUDENT_3 = 3.182446;

    private final OffPolicyEvaluation evaluation = new OffPolicyEvaluation(OffPolicySettings.uncapped());

    @Test
    void importanceSamplingIsTheMeanOfWeightedRewards() {
        logFour(evaluation);

        ValueEstimate found = evaluation.report().importanceSampling();

        double error = Math.sqrt(9.6875 / 3 / 4);
        assertThat(found.value()).isCloseTo(1.375, within(1e-12));
        assertThat(found.standardError()).isCloseTo(error, within(1e-12));
        assertThat(found.lower()).isCloseTo(1.375 - STUDENT_3 * error, within(1e-5));
        assertThat(found.upper()).isCloseTo(1.375 + STUDENT_3 * error, within(1e-5));
    }

    @Test
    void selfNormalisedIsTheWeightedMean() {
        logFour(evaluation);

        ValueEstimate found = evaluation.report().selfNormalised();

        assertThat(found.value()).isCloseTo(1.1, within(1e-12));
        assertThat(found.standardError()).isCloseTo(Math.sqrt(5.975 / 25 * 4 / 3), within(1e-12));
    }

    @Test
    void theDirectMethodIsTheMeanOfTheModel() {
        logFour(evaluation);

        ValueEstimate found = evaluation.report().directMethod();

        assertThat(found.value()).isCloseTo(0.75, within(1e-12));
        assertThat(found.standardError()).isCloseTo(Math.sqrt(0.45 / 3 / 4), within(1e-12));
    }

    @Test
    void doublyRobustIsTheModelWithItsErrorsWeighted() {
        logFour(evaluation);

        ValueEstimate found = evaluation.report().doublyRobust();

        // Of 0.7, 0.15, 2.2 and 1.
        assertThat(found.value()).isCloseTo(1.0125, within(1e-12));
        assertThat(found.standardError()).isCloseTo(Math.sqrt(2.251875 / 3 / 4), within(1e-12));
    }

    @Test
    void theEffectiveSampleSizeIsSmallerWhereWeightsDiffer() {
        logFour(evaluation);

        assertThat(evaluation.report().effectiveSampleSize()).isCloseTo(10 / 3.0, within(1e-12));
    }

    @Test
    void theMeanWeightIsReported() {
        logFour(evaluation);

        assertThat(evaluation.report().meanWeight()).isCloseTo(1.25, within(1e-12));
    }

    @Test
    void weightsAreCappedAndTheShareIsReported() {
        OffPolicyEvaluation capped = new OffPolicyEvaluation(new OffPolicySettings(1.2, 0.1, 0.95));
        logFour(capped);

        OffPolicyReport report = capped.report();

        assertThat(report.importanceSampling().value()).isCloseTo((0.5 + 2.4 + 1) / 4, within(1e-12));
        assertThat(report.selfNormalised().value()).isCloseTo((0.5 + 2.4 + 1) / 3.9, within(1e-12));
        assertThat(report.cappedShare()).isEqualTo(0.5);
        assertThat(report.meanWeight()).isCloseTo(1.25, within(1e-12));
    }

    @Test
    void anInnocentLogIsNotWarnedOf() {
        logFour(evaluation);

        assertThat(evaluation.report().warnings()).isEmpty();
    }

    @Test
    void aLogInWhichFewDecisionsCountIsWarnedOf() {
        for (int i = 0; i < 99; i++) {
            evaluation.add(0.99, 0.01, 1, 0, 0);
        }
        evaluation.add(0.01, 0.99, 1, 0, 0);

        assertThat(evaluation.report().warnings()).containsExactly(OverlapWarning.THIN_OVERLAP);
    }

    @Test
    void aDecisionWithoutPropensityIsLeftOutAndWarnedOf() {
        logFour(evaluation);
        evaluation.add(0, 0.5, 1000, 0, 0);

        OffPolicyReport report = evaluation.report();

        assertThat(report.zeroPropensities()).isEqualTo(1);
        assertThat(report.decisions()).isEqualTo(4);
        assertThat(report.importanceSampling().value()).isCloseTo(1.375, within(1e-12));
        assertThat(report.warnings()).containsExactly(OverlapWarning.ZERO_PROPENSITY);
    }

    @Test
    void aTargetThatWantsWhatTheLogNeverDoesIsWarnedOf() {
        // The log takes one of two arms, the target one of three.
        for (int i = 0; i < 100; i++) {
            evaluation.add(0.5, 1 / 3.0, 1, 0, 0);
        }

        assertThat(evaluation.report().warnings()).containsExactly(OverlapWarning.MISSING_SUPPORT);
    }

    @Test
    void aCapAloneIsNotTakenForMissingSupport() {
        OffPolicyEvaluation capped = new OffPolicyEvaluation(new OffPolicySettings(1, 0.1, 0.95));
        for (int i = 0; i < 100; i++) {
            capped.add(i % 2 == 0 ? 0.25 : 0.75, 0.5, 1, 0, 0);
        }

        assertThat(capped.report().warnings()).isEmpty();
    }

    @Test
    void aTargetThatNeverAgreesWithTheLogHasNoSelfNormalisedValue() {
        evaluation.add(0.5, 0, 1, 0, 0);
        evaluation.add(0.5, 0, 2, 0, 0);

        OffPolicyReport report = evaluation.report();

        assertThat(report.selfNormalised().value()).isNaN();
        assertThat(report.effectiveSampleSize()).isZero();
        assertThat(report.warnings()).containsExactly(OverlapWarning.THIN_OVERLAP);
    }

    @Test
    void theErrorSurvivesRewardsFarFromZero() {
        OffPolicyEvaluation far = new OffPolicyEvaluation(OffPolicySettings.uncapped());
        for (int i = 0; i < 1000; i++) {
            double weighed = i % 3 == 0 ? 0.8 : 0.4;
            evaluation.add(0.5, weighed, i % 2, 0, 0);
            far.add(0.5, weighed, 1e9 + i % 2, 0, 0);
        }

        assertThat(far.report().selfNormalised().standardError())
                .isCloseTo(evaluation.report().selfNormalised().standardError(), within(1e-7));
    }

    @Test
    void oneDecisionHasNoInterval() {
        evaluation.add(0.5, 0.5, 1, 0, 0);

        assertThatIllegalStateException().isThrownBy(evaluation::report).withMessageContaining("1 decisions to weigh");
    }

    @Test
    void aPropensityAboveOneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluation.add(1.5, 0.5, 1, 0, 0))
                .withMessageContaining("propensity is 1.5");
    }

    @Test
    void aRewardThatIsNoNumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluation.add(0.5, 0.5, Double.NaN, 0, 0))
                .withMessageContaining("reward is NaN");
    }

    @Test
    void aCapOfZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OffPolicySettings(0, 0.1, 0.95))
                .withMessageContaining("cap of the weights is 0.0");
    }

    private static void logFour(OffPolicyEvaluation evaluation) {
        evaluation.add(0.5, 0.25, 1, 0.8, 0.6);
        evaluation.add(0.5, 0.75, 0, 0.1, 0.3);
        evaluation.add(0.25, 0.5, 2, 1.5, 1.2);
        evaluation.add(0.8, 0.8, 1, 0.9, 0.9);
    }
}
