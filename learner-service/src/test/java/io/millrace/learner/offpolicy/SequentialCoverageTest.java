package io.millrace.learner.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How often the truth lies in the 95 % interval, on a process whose truth is known. */
class SequentialCoverageTest {

    private static final int REPETITIONS = 200;
    private static final int EPISODES = 200;

    @Test
    void everyEstimatorCoversTheTruthWhereALimitEndsEpisodes() {
        Map<Estimator, Integer> covered = covered("limit of 6 steps", new ToyProcess(6, 0), 1);

        assertThat(covered).hasSize(Estimator.values().length).allSatisfy((estimator, times) -> assertThat(times)
                .isBetween(180, 200));
    }

    @Test
    void everyEstimatorCoversTheTruthWhereEpisodesEndByThemselves() {
        Map<Estimator, Integer> covered = covered("an end by chance", new ToyProcess(1000, 0.25), 0.95);

        assertThat(covered).hasSize(Estimator.values().length).allSatisfy((estimator, times) -> assertThat(times)
                .isBetween(180, 200));
    }

    private static Map<Estimator, Integer> covered(String what, ToyProcess process, double discount) {
        double truth = process.truth(ToyProcess.TARGET, discount);
        Map<Estimator, Integer> covered = new EnumMap<>(Estimator.class);
        Map<Estimator, Double> widths = new EnumMap<>(Estimator.class);
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            List<RecordedEpisode> record =
                    process.record(EPISODES, ToyProcess.RECORDED, ToyProcess.TARGET, new SplittableRandom(repetition));
            SequentialReport report = SequentialEvaluation.of(
                    ToyProcess.SHAPE, record, discount, OffPolicySettings.uncapped(), repetition);
            report.estimates().forEach((estimator, found) -> {
                covered.merge(estimator, found.lower() <= truth && truth <= found.upper() ? 1 : 0, Integer::sum);
                widths.merge(estimator, (found.upper() - found.lower()) / REPETITIONS, Double::sum);
            });
        }
        // The table of docs/off-policy.md.
        System.out.println(covered.entrySet().stream()
                .map(entry -> String.format(
                        "%s: %s %d of %d, mean width %.3f",
                        what, entry.getKey().key(), entry.getValue(), REPETITIONS, widths.get(entry.getKey())))
                .collect(Collectors.joining(System.lineSeparator(), "truth " + truth + System.lineSeparator(), "")));
        return covered;
    }
}
