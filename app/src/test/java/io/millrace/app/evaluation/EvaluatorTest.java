package io.millrace.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Identity;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.Policy;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.space.ActionSpace;
import io.millrace.weights.PublishedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Greedy play with weights that are set by hand: a network without hidden layers. */
class EvaluatorTest {

    private static final int CHOICES = 4;
    private static final int OUTPUT_WEIGHTS = CHOICES * CHOICES;

    private static final EnvironmentParameters IDENTITY = new Identity.Parameters(CHOICES, 10);

    @Test
    void thePolicyThatAnswersWhatItSeesEarnsTheOptimum() {
        Evaluation evaluation = new Evaluator(IDENTITY, policy(IDENTITY), 1).evaluate(answerWhatIsSeen(), 20);

        assertThat(evaluation.mean()).isEqualTo(10);
        assertThat(evaluation.optimum()).isEqualTo(10);
        assertThat(evaluation.gap()).isZero();
        assertThat(evaluation.meanLength()).isEqualTo(10);
    }

    @Test
    void aPolicyThatAlwaysChoosesTheSameEarnsAQuarterOfIt() {
        Evaluation evaluation = new Evaluator(IDENTITY, policy(IDENTITY), 1).evaluate(alwaysChoose(2), 2000);

        // 20 000 draws of chance 1/4: the mean of ten has a standard error of 0.031.
        assertThat(evaluation.mean()).isCloseTo(2.5, within(0.13));
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        Evaluation once = new Evaluator(IDENTITY, policy(IDENTITY), 5).evaluate(alwaysChoose(2), 30);
        Evaluation again = new Evaluator(IDENTITY, policy(IDENTITY), 5).evaluate(alwaysChoose(2), 30);

        assertThat(again).isEqualTo(once);
    }

    @Test
    void anotherSeedGivesOtherEpisodes() {
        Evaluation once = new Evaluator(IDENTITY, policy(IDENTITY), 5).evaluate(alwaysChoose(2), 30);
        Evaluation other = new Evaluator(IDENTITY, policy(IDENTITY), 6).evaluate(alwaysChoose(2), 30);

        assertThat(other.mean()).isNotEqualTo(once.mean());
    }

    @Test
    void anEvaluatorThatPlayedBeforePlaysTheSameEpisodesAgain() {
        Evaluator evaluator = new Evaluator(IDENTITY, policy(IDENTITY), 5);
        Evaluation once = evaluator.evaluate(alwaysChoose(2), 30);
        evaluator.evaluate(alwaysChoose(0), 30);

        assertThat(evaluator.evaluate(alwaysChoose(2), 30)).isEqualTo(once);
    }

    @Test
    void twoPoliciesMeetTheSameEpisodes() {
        Recorded recorded = new Recorded(1);
        Evaluator evaluator = new Evaluator(recorded, policy(recorded), 5);
        evaluator.evaluate(alwaysChoose(2), 3);
        List<Long> first = List.copyOf(recorded.chance);
        recorded.chance.clear();
        evaluator.evaluate(alwaysChoose(0), 3);

        assertThat(recorded.chance).isEqualTo(first).doesNotHaveDuplicates();
    }

    @Test
    void moreEpisodesBeginWithTheSameOnes() {
        Recorded recorded = new Recorded(1);
        Evaluator evaluator = new Evaluator(recorded, policy(recorded), 5);
        evaluator.evaluate(alwaysChoose(2), 3);
        List<Long> first = List.copyOf(recorded.chance);
        recorded.chance.clear();
        evaluator.evaluate(alwaysChoose(2), 9);

        assertThat(recorded.chance).startsWith(first.toArray(Long[]::new));
    }

    @Test
    void whatTheMaskDisallowsIsNotChosen() {
        Recorded recorded = new Recorded(1);

        Evaluation evaluation = new Evaluator(recorded, policy(recorded), 5).evaluate(alwaysChoose(2), 3);

        // Choice 2 is preferred at every step, and masked at odd ones.
        assertThat(recorded.chosenWhereMasked).isNotEmpty().doesNotContain(2);
        assertThat(evaluation.episodes()).isEqualTo(3);
    }

    @Test
    void returnsAreDiscountedWithTheEnvironmentsOwnDiscount() {
        Recorded recorded = new Recorded(0.5);

        Evaluation evaluation = new Evaluator(recorded, policy(recorded), 5).evaluate(alwaysChoose(0), 2);

        // Four steps that earn 1 each: 1 + 1/2 + 1/4 + 1/8.
        assertThat(evaluation.mean()).isEqualTo(1.875);
    }

    private static Policy policy(EnvironmentParameters parameters) {
        var distribution = Distributions.of(
                "categorical", parameters.create().description().actionSpace());
        return new NetworkPolicy(shape(), distribution);
    }

    private static NetworkShape shape() {
        return new NetworkShape(CHOICES, List.of(), Activation.TANH, CHOICES, 0);
    }

    private static PublishedWeights answerWhatIsSeen() {
        float[] parameters = new float[shape().parameterCount()];
        for (int i = 0; i < CHOICES; i++) {
            parameters[i * CHOICES + i] = 1;
        }
        return new PublishedWeights(1, parameters, "");
    }

    private static PublishedWeights alwaysChoose(int choice) {
        float[] parameters = new float[shape().parameterCount()];
        parameters[OUTPUT_WEIGHTS + choice] = 1;
        return new PublishedWeights(1, parameters, "");
    }

    /** Episodes of four steps, each earning 1, that note their chance and mask choice 2 at odd steps. */
    private static final class Recorded implements EnvironmentParameters {

        private final double discount;
        private final List<Long> chance = new ArrayList<>();
        private final List<Integer> chosenWhereMasked = new ArrayList<>();

        Recorded(double discount) {
            this.discount = discount;
        }

        @Override
        public Environment create() {
            return new Environment() {
                private int step;

                @Override
                public Description description() {
                    return new Description("recorded", "1", CHOICES, new ActionSpace.Discrete(CHOICES), discount);
                }

                @Override
                public void reset(RandomGenerator random) {
                    step = 0;
                    chance.add(random.nextLong());
                }

                @Override
                public EpisodeStatus step(float[] actions, int at) {
                    if (step % 2 == 1) {
                        chosenWhereMasked.add((int) actions[at]);
                    }
                    step++;
                    return step == 4 ? EpisodeStatus.TERMINATED : EpisodeStatus.RUNNING;
                }

                @Override
                public double reward() {
                    return 1;
                }

                @Override
                public void observe(float[] into, int at) {
                    into[at] = step;
                }

                @Override
                public boolean masksActions() {
                    return true;
                }

                @Override
                public void mask(byte[] into, int at) {
                    for (int i = 0; i < CHOICES; i++) {
                        into[at + i] = (byte) (i == 2 && step % 2 == 1 ? 0 : 1);
                    }
                }
            };
        }
    }
}
