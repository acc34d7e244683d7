package io.millrace.learner.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The definitions, by numbers that were worked out by hand. */
class SequentialEvaluationTest {

    private static final Offset<Double> EXACT = within(1e-6);

    /** Two episodes of two steps: ratios 2, 0.5 and 0.5, 3; rewards 1, 4 and 2, 6. */
    private static final List<RecordedEpisode> TWO = List.of(
            episode(new double[] {0.4, 0.5}, new double[] {0.8, 0.25}, 1, 4),
            episode(new double[] {0.6, 0.2}, new double[] {0.3, 0.6}, 2, 6));

    @Test
    void episodesOfOneStepAreTheBanditsEstimates() {
        double[] recorded = {0.5, 0.5, 0.25, 0.8};
        double[] wanted = {0.25, 0.75, 0.5, 0.8};
        float[] rewards = {1, 0, 2, 1};
        List<RecordedEpisode> episodes = IntStream.range(0, 4)
                .mapToObj(i -> episode(new double[] {recorded[i]}, new double[] {wanted[i]}, rewards[i]))
                .toList();

        Map<Estimator, ValueEstimate> found = SequentialEvaluation.weighed(episodes, nothingKnown(episodes), 1);

        assertThat(value(found, Estimator.IS)).isCloseTo(1.375, EXACT);
        assertThat(value(found, Estimator.PDIS)).isCloseTo(1.375, EXACT);
        assertThat(value(found, Estimator.WIS)).isCloseTo(1.1, EXACT);
        assertThat(value(found, Estimator.WPDIS)).isCloseTo(1.1, EXACT);
        assertThat(report(episodes).effectiveEpisodes()).isCloseTo(10 / 3.0, EXACT);
        assertThat(report(episodes).largestWeight()).isCloseTo(2, EXACT);
        assertThat(report(episodes).largestShare()).isCloseTo(0.4, EXACT);
    }

    @Test
    void wholeEpisodesAreWeighedByTheProductOfTheirRatios() {
        Map<Estimator, ValueEstimate> found = SequentialEvaluation.weighed(TWO, nothingKnown(TWO), 0.5);

        // Weights 1 and 1.5, returns 1 + 0.5 * 4 and 2 + 0.5 * 6.
        assertThat(value(found, Estimator.IS)).isCloseTo((3 + 1.5 * 5) / 2, EXACT);
        assertThat(value(found, Estimator.WIS)).isCloseTo((3 + 1.5 * 5) / 2.5, EXACT);
    }

    @Test
    void eachRewardIsWeighedByWhatCameBeforeItAlone() {
        Map<Estimator, ValueEstimate> found = SequentialEvaluation.weighed(TWO, nothingKnown(TWO), 0.5);

        assertThat(value(found, Estimator.PDIS)).isCloseTo((2 * 1 + 0.5 * 2) / 2 + 0.5 * (1 * 4 + 1.5 * 6) / 2, EXACT);
        assertThat(value(found, Estimator.WPDIS))
                .isCloseTo((2 * 1 + 0.5 * 2) / 2.5 + 0.5 * (1 * 4 + 1.5 * 6) / 2.5, EXACT);
    }

    @Test
    void whatIsDoublyRobustWeighsWhatTheModelWasWrongBy() {
        List<EpisodeValues> model = List.of(
                new EpisodeValues(new double[] {3, 4}, new double[] {5, 3, 0}),
                new EpisodeValues(new double[] {4, 5}, new double[] {4, 7, 0}));

        Map<Estimator, ValueEstimate> found = SequentialEvaluation.weighed(TWO, model, 0.5);

        // Corrections r + 0.5 v' - q: 1 + 1.5 - 3, 4 - 4 and 2 + 3.5 - 4, 6 - 5.
        assertThat(value(found, Estimator.DR))
                .isCloseTo((5 + 2 * -0.5 + 0.5 * 1 * 0 + 4 + 0.5 * 1.5 + 0.5 * 1.5 * 1) / 2, EXACT);
        assertThat(value(found, Estimator.WDR))
                .isCloseTo((5 + 4) / 2.0 + (2 * -0.5 + 0.5 * 1.5) / 2.5 + 0.5 * (1.5 * 1) / 2.5, EXACT);
    }

    @Test
    void anEpisodeThatIsOverKeepsItsWeightAmongThoseThatGoOn() {
        List<RecordedEpisode> episodes = List.of(
                episode(new double[] {0.5}, new double[] {0.75}, 2),
                episode(new double[] {0.5, 0.5}, new double[] {0.25, 0.5}, 1, 8));

        Map<Estimator, ValueEstimate> found = SequentialEvaluation.weighed(episodes, nothingKnown(episodes), 1);

        // At the second step: weight 1.5 of the one that is over, 0.5 of the other.
        assertThat(value(found, Estimator.WPDIS)).isCloseTo((1.5 * 2 + 0.5 * 1) / 2 + (1.5 * 0 + 0.5 * 8) / 2, EXACT);
    }

    @Test
    void aTargetThatIsWhoActedEarnsWhatWasRecorded() {
        List<RecordedEpisode> episodes =
                new ToyProcess(6, 0.1).record(60, ToyProcess.TARGET, ToyProcess.TARGET, new SplittableRandom(5));

        SequentialReport report = report(episodes);

        double recorded = report.recorded().value();
        for (Estimator same : List.of(Estimator.IS, Estimator.WIS, Estimator.PDIS, Estimator.WPDIS)) {
            assertThat(value(report.estimates(), same)).isCloseTo(recorded, within(1e-4));
        }
        assertThat(report.effectiveEpisodes()).isCloseTo(60, within(1e-3));
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void weightsOverManyStepsStayNumbers() {
        double[] recorded = new double[2000];
        double[] wanted = new double[2000];
        float[] rewards = new float[2000];
        Arrays.fill(recorded, 0.9);
        Arrays.fill(wanted, 0.3);
        Arrays.fill(rewards, 1);
        List<RecordedEpisode> episodes =
                List.of(episode(recorded, wanted, rewards), episode(recorded, wanted, rewards));

        Map<Estimator, ValueEstimate> found = SequentialEvaluation.weighed(episodes, nothingKnown(episodes), 1);

        assertThat(value(found, Estimator.WIS)).isCloseTo(2000, within(1e-6));
        assertThat(value(found, Estimator.WPDIS)).isCloseTo(2000, within(1e-6));
    }

    @Test
    void withoutRecordedProbabilitiesFittedQAloneIsLeft() {
        SequentialReport report = report(behaving(Float.NaN));

        assertThat(report.estimates()).containsOnlyKeys(Estimator.FQE);
        assertThat(report.warnings()).containsExactly(SupportWarning.UNKNOWN_PROBABILITIES);
        assertThat(report.effectiveEpisodes()).isNaN();
    }

    @Test
    void whereNothingWasLeftToChanceFittedQAloneIsLeft() {
        SequentialReport report = report(behaving(0));

        assertThat(report.estimates()).containsOnlyKeys(Estimator.FQE);
        assertThat(report.warnings()).containsExactly(SupportWarning.DETERMINISTIC_BEHAVIOUR);
    }

    @Test
    void aTargetThatNobodyEverDidIsSaidToHaveNoOverlap() {
        List<RecordedEpisode> episodes =
                new ToyProcess(30, 0).record(50, ToyProcess.RECORDED, new double[] {1, 0, 1}, new SplittableRandom(8));

        SequentialReport report = report(episodes);

        assertThat(report.warnings()).contains(SupportWarning.NO_OVERLAP, SupportWarning.THIN_OVERLAP);
        assertThat(value(report.estimates(), Estimator.WDR)).isNaN();
        assertThat(value(report.estimates(), Estimator.FQE)).isFinite();
    }

    @Test
    void actionsThatTheRecordNeverShowsAreMissed() {
        List<RecordedEpisode> episodes = new ToyProcess(5, 0)
                .record(100, new double[] {0, 0.5, 0.5}, ToyProcess.TARGET, new SplittableRandom(3));

        assertThat(report(episodes).warnings()).contains(SupportWarning.MISSING_SUPPORT);
    }

    @Test
    void fittedQFindsTheTruthFromManyEpisodesByTableAndByCosines() {
        ToyProcess process = new ToyProcess(8, 0.05);
        double truth = process.truth(ToyProcess.TARGET, 1);
        List<RecordedEpisode> episodes =
                process.record(3000, ToyProcess.RECORDED, ToyProcess.TARGET, new SplittableRandom(1));

        assertThat(value(report(episodes).estimates(), Estimator.FQE)).isCloseTo(truth, within(0.15));
        assertThat(value(report(noisy(episodes)).estimates(), Estimator.FQE)).isCloseTo(truth, within(0.15));
    }

    @Test
    void fittedQTakesActionsThatAreNumbers() {
        // One step: the reward is what is done, and the target does 0.8 where 0 to 1 was recorded.
        SplittableRandom random = new SplittableRandom(4);
        List<RecordedEpisode> episodes = IntStream.range(0, 200)
                .mapToObj(i -> {
                    float done = (float) random.nextDouble();
                    return new RecordedEpisode(
                            new float[] {0.5f, 0.5f},
                            new float[] {done},
                            new float[] {done},
                            new float[] {Float.NaN},
                            new float[] {Float.NaN},
                            new float[] {0.8f, 0.8f},
                            false);
                })
                .toList();

        SequentialReport report =
                SequentialEvaluation.of(new EpisodeShape(1, 1, 0, 1), episodes, 1, OffPolicySettings.uncapped(), 1);

        assertThat(value(report.estimates(), Estimator.FQE)).isCloseTo(0.8, within(0.01));
    }

    @Test
    void sameEpisodesAndSeedGiveTheSameReport() {
        List<RecordedEpisode> episodes = noisy(
                new ToyProcess(6, 0.1).record(50, ToyProcess.RECORDED, ToyProcess.TARGET, new SplittableRandom(2)));

        assertThat(report(episodes)).isEqualTo(report(episodes));
    }

    @Test
    void oneEpisodeIsTooFew() {
        assertThatThrownBy(() -> report(TWO.subList(0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 2");
    }

    private static double value(Map<Estimator, ValueEstimate> estimates, Estimator estimator) {
        return Objects.requireNonNull(estimates.get(estimator)).value();
    }

    private static SequentialReport report(List<RecordedEpisode> episodes) {
        return SequentialEvaluation.of(ToyProcess.SHAPE, episodes, 1, OffPolicySettings.uncapped(), 1);
    }

    /** The same with observations that never come again, so that no table can hold them. */
    private static List<RecordedEpisode> noisy(List<RecordedEpisode> episodes) {
        SplittableRandom random = new SplittableRandom(9);
        return episodes.stream()
                .map(episode -> {
                    float[] moved = episode.observations().clone();
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] += (float) (0.1 * random.nextDouble());
                    }
                    return new RecordedEpisode(
                            moved,
                            episode.actions(),
                            episode.rewards(),
                            episode.behaviour(),
                            episode.target(),
                            episode.wanted(),
                            episode.truncated());
                })
                .toList();
    }

    private static List<RecordedEpisode> behaving(float logProbability) {
        List<RecordedEpisode> episodes = new ArrayList<>();
        for (RecordedEpisode episode :
                new ToyProcess(4, 0).record(20, ToyProcess.RECORDED, ToyProcess.TARGET, new SplittableRandom(7))) {
            float[] behaviour = new float[episode.length()];
            Arrays.fill(behaviour, logProbability);
            episodes.add(new RecordedEpisode(
                    episode.observations(),
                    episode.actions(),
                    episode.rewards(),
                    behaviour,
                    episode.target(),
                    episode.wanted(),
                    episode.truncated()));
        }
        return episodes;
    }

    private static List<EpisodeValues> nothingKnown(List<RecordedEpisode> episodes) {
        return episodes.stream()
                .map(episode -> EpisodeValues.zeros(episode.length()))
                .toList();
    }

    private static RecordedEpisode episode(double[] recorded, double[] wanted, float... rewards) {
        int steps = rewards.length;
        float[] behaviour = new float[steps];
        float[] target = new float[steps];
        for (int step = 0; step < steps; step++) {
            behaviour[step] = (float) Math.log(recorded[step]);
            target[step] = (float) Math.log(wanted[step]);
        }
        float[] both = new float[2 * (steps + 1)];
        Arrays.fill(both, 0.5f);
        return new RecordedEpisode(new float[steps + 1], new float[steps], rewards, behaviour, target, both, false);
    }
}
