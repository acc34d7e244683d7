package io.millrace.learner.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Logs of a bandit of three arms whose rewards depend on one of two contexts, so that the truth is known. */
class OffPolicyCoverageTest {

    private static final int REPETITIONS = 200;
    private static final int DECISIONS = 500;
    private static final double[][] MEANS = {{1, 2, 4}, {3, 0, 1}};
    private static final double[][] LOGGED = {softmax(1, 0.5, 0), softmax(0, 1, 0.5)};
    private static final double[][] TARGET = {softmax(0, 0.5, 1.5), softmax(1.5, 0, 0)};

    /** Wrong on purpose: what is doubly robust is right all the same. */
    private static final double[][] MODEL = {{1.5, 1.5, 3}, {2, 1, 1}};

    private static final double TRUTH = (under(TARGET[0], MEANS[0]) + under(TARGET[1], MEANS[1])) / 2;

    @Test
    void importanceSamplingCoversTheTruth() {
        assertThat(covered(OffPolicyReport::importanceSampling)).isBetween(180, 199);
    }

    @Test
    void selfNormalisedImportanceSamplingCoversTheTruth() {
        assertThat(covered(OffPolicyReport::selfNormalised)).isBetween(180, 199);
    }

    @Test
    void doublyRobustCoversTheTruthThoughItsModelIsWrong() {
        assertThat(covered(OffPolicyReport::doublyRobust)).isBetween(180, 199);
    }

    @Test
    void theDirectMethodWithAWrongModelMissesTheTruth() {
        assertThat(covered(OffPolicyReport::directMethod)).isLessThan(20);
    }

    private static int covered(Function<OffPolicyReport, ValueEstimate> estimator) {
        int covered = 0;
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            ValueEstimate found = estimator.apply(simulate(new SplittableRandom(repetition)));
            covered += found.lower() <= TRUTH && TRUTH <= found.upper() ? 1 : 0;
        }
        return covered;
    }

    private static OffPolicyReport simulate(SplittableRandom random) {
        OffPolicyEvaluation evaluation = new OffPolicyEvaluation(OffPolicySettings.uncapped());
        for (int i = 0; i < DECISIONS; i++) {
            int context = random.nextInt(2);
            int arm = draw(LOGGED[context], random.nextDouble());
            double reward = MEANS[context][arm] + random.nextGaussian();
            evaluation.add(
                    LOGGED[context][arm],
                    TARGET[context][arm],
                    reward,
                    MODEL[context][arm],
                    under(TARGET[context], MODEL[context]));
        }
        return evaluation.report();
    }

    private static int draw(double[] probabilities, double point) {
        if (point < probabilities[0]) {
            return 0;
        }
        return point < probabilities[0] + probabilities[1] ? 1 : 2;
    }

    private static double under(double[] probabilities, double[] values) {
        double sum = 0;
        for (int arm = 0; arm < 3; arm++) {
            sum += probabilities[arm] * values[arm];
        }
        return sum;
    }

    private static double[] softmax(double... preferences) {
        double sum = 0;
        for (double preference : preferences) {
            sum += Math.exp(preference);
        }
        double[] probabilities = new double[preferences.length];
        for (int arm = 0; arm < probabilities.length; arm++) {
            probabilities[arm] = Math.exp(preferences[arm]) / sum;
        }
        return probabilities;
    }
}
