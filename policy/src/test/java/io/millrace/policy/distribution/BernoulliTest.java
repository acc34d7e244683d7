package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BernoulliTest {

    /** On with probability 1/2, 3/4 and 1/5. */
    private static final float[] LOGITS = {0, (float) Math.log(3), (float) -Math.log(4)};

    private static final float[] ON_ON_OFF = {1, 1, 0};

    private final Bernoulli distribution = new Bernoulli(new ActionSpace.MultiBinary(3));

    @Test
    void theLogProbabilityIsThatOfAllSwitchesTogether() {
        distribution.wrap(LOGITS, 0, null, 0);

        assertThat(distribution.logProbability(ON_ON_OFF, 0)).isCloseTo(Math.log(.5 * .75 * .8), within(1e-7));
    }

    @Test
    void theProbabilitiesOfAllActionsSumToOne() {
        distribution.wrap(LOGITS, 0, null, 0);
        double sum = 0;
        for (int action = 0; action < 8; action++) {
            sum += Math.exp(distribution.logProbability(new float[] {action & 1, action >> 1 & 1, action >> 2}, 0));
        }

        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Test
    void eachSwitchHasALogProbabilityOfItsOwn() {
        distribution.wrap(LOGITS, 0, null, 0);
        double[] factors = new double[4];

        distribution.factorLogProbabilities(new float[] {9, 1, 1, 0}, 1, factors, 1);

        assertThat(factors).containsExactly(new double[] {0, Math.log(.5), Math.log(.75), Math.log(.8)}, within(1e-7));
        assertThat(factors[1] + factors[2] + factors[3]).isEqualTo(distribution.logProbability(ON_ON_OFF, 0));
    }

    @Test
    void theEntropyIsTheSumOverTheSwitches() {
        distribution.wrap(LOGITS, 0, null, 0);

        // ln 2, 0.562335 and 0.500402.
        assertThat(distribution.entropy()).isCloseTo(1.755885, within(1e-6));
    }

    @Test
    void theGradientOfTheLogProbabilityIsWhatIsMissingToThePosition() {
        distribution.wrap(LOGITS, 0, null, 0);
        float[] gradient = new float[3];

        distribution.addGradient(ON_ON_OFF, 0, 1, 0, gradient, 0, new float[0]);

        assertThat(gradient).containsExactly(new float[] {.5f, .25f, -.2f}, within(1e-6f));
    }

    @Test
    void theGradientsOfTheFactorsAreWeightedOneByOne() {
        distribution.wrap(LOGITS, 0, null, 0);
        float[] gradient = {7, 0, 0, 0};

        distribution.addFactorGradient(ON_ON_OFF, 0, new double[] {9, 1, -2, 3}, 1, 0, gradient, 1, new float[0]);

        assertThat(gradient).containsExactly(new float[] {7, .5f, -.5f, -.6f}, within(1e-6f));
    }

    @Test
    void equalWeightsOfFactorsAreOneWeightOfTheWhole() {
        distribution.wrap(LOGITS, 0, null, 0);
        float[] whole = new float[3];
        float[] factors = new float[3];

        distribution.addGradient(ON_ON_OFF, 0, -2, .5, whole, 0, new float[0]);
        distribution.addFactorGradient(ON_ON_OFF, 0, new double[] {-2, -2, -2}, 0, .5, factors, 0, new float[0]);

        assertThat(factors).isEqualTo(whole);
    }

    @Test
    void theHandCheckedDivergenceComesOut() {
        NaturalDistribution even = distribution.another();
        distribution.wrap(LOGITS, 0, null, 0);
        even.wrap(new float[3], 0, null, 0);

        // 0, then .75 ln 1.5 + .25 ln .5, then .2 ln .4 + .8 ln 1.6.
        assertThat(distribution.divergenceTo(even)).isCloseTo(.130812 + .192745, within(1e-6));
    }

    @Test
    void theFisherInformationOfASwitchIsItsVariance() {
        distribution.wrap(LOGITS, 0, null, 0);
        float[] product = new float[3];

        distribution.addFisherProduct(1, new float[] {1, 1, 1}, 0, new double[0], product, 0, new double[0]);

        assertThat(product).containsExactly(new float[] {.25f, .1875f, .16f}, within(1e-6f));
    }

    @Test
    void switchesAreOnAsOftenAsTheirProbabilitiesSayAndIndependently() {
        distribution.wrap(LOGITS, 0, null, 0);
        CounterRandom random = new CounterRandom(1);
        int draws = 100_000;
        int[] counts = new int[8];
        float[] sampled = new float[3];
        for (int i = 0; i < draws; i++) {
            distribution.sample(random, sampled, 0);
            counts[(int) (sampled[0] + 2 * sampled[1] + 4 * sampled[2])]++;
        }

        for (int action = 0; action < 8; action++) {
            double p = Math.exp(distribution.logProbability(new float[] {action & 1, action >> 1 & 1, action >> 2}, 0));
            assertThat(counts[action] / (double) draws).isCloseTo(p, within(4 * Math.sqrt(p * (1 - p) / draws)));
        }
    }

    @Test
    void eachSwitchTakesOneUniformInOrder() {
        CounterRandom uniforms = new CounterRandom(7);
        CounterRandom random = new CounterRandom(7);
        float[] expected = new float[3];
        double[] probabilities = {.5, .75, .2};
        for (int i = 0; i < 3; i++) {
            expected[i] = uniforms.nextDouble() < probabilities[i] ? 1 : 0;
        }
        float[] sampled = new float[3];
        distribution.wrap(LOGITS, 0, null, 0);

        distribution.sample(random, sampled, 0);

        assertThat(sampled).isEqualTo(expected);
        assertThat(random.nextDouble()).isEqualTo(uniforms.nextDouble());
    }

    @Test
    void theGreedyActionHasOnWhatIsLikelierOnThanOff() {
        float[] sampled = new float[4];

        // Too small for the two probabilities to differ.
        distribution.wrap(new float[] {0, 1e-30f, -1e-30f}, 0, null, 0);
        distribution.mode(sampled, 1);

        assertThat(sampled).containsExactly(0, 0, 1, 0);
    }

    @ParameterizedTest
    @CsvSource({"3.4e38, 1", "3.4e38, 0", "-3.4e38, 1", "-3.4e38, 0", "800, 0", "-800, 1", "40, 0", "-40, 1"})
    void extremeLogitsGiveFiniteNumbers(float logit, float position) {
        float[] sampled = {position, position, position};
        float[] gradient = new float[3];
        distribution.wrap(new float[] {logit, logit, logit}, 0, null, 0);

        distribution.addGradient(sampled, 0, 1, 1, gradient, 0, new float[0]);

        boolean likely = logit > 0 == (position == 1);
        assertThat(distribution.logProbability(sampled, 0))
                .isCloseTo(likely ? 0 : -3 * Math.abs((double) logit), within(1e-12 * Math.abs((double) logit)));
        assertThat(distribution.entropy()).isBetween(0.0, 1e-15);
        assertThat(gradient[0]).isCloseTo(likely ? 0 : position == 1 ? 1 : -1, within(1e-6f));
        assertThat(distribution.divergenceTo(distribution)).isZero();
    }

    @Test
    void aPositionThatIsAllButImpossibleKeepsItsGradient() {
        float[] gradient = new float[3];
        distribution.wrap(new float[] {-60, 60, 0}, 0, null, 0);

        distribution.addGradient(new float[] {0, 1, 0}, 0, 1, 0, gradient, 0, new float[0]);

        assertThat(gradient[0]).isCloseTo((float) -Math.exp(-60), within(1e-32f));
        assertThat(gradient[1]).isCloseTo((float) Math.exp(-60), within(1e-32f));
    }

    @Test
    void eachRowIsReadFromItsOwnPlace() {
        float[] sampled = new float[3];

        distribution.wrap(new float[] {9, 9, 1, -2, 3}, 2, null, 0);
        distribution.mode(sampled, 0);

        assertThat(sampled).containsExactly(1, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void anOutputThatIsNotFiniteIsRefused(float output) {
        assertThatIllegalStateException()
                .isThrownBy(() -> distribution.wrap(new float[] {0, output, 0}, 0, null, 0))
                .withMessageContaining("output 1 of a row is " + output);
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 2, 0.5f, Float.NaN})
    void aPositionThatIsNoneIsRefused(float position) {
        distribution.wrap(LOGITS, 0, null, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> distribution.logProbability(new float[] {0, position, 0}, 0))
                .withMessageContaining("Switch 1 of a sampled action is " + position);
    }

    @Test
    void aMaskIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> distribution.wrap(LOGITS, 0, new byte[3], 0))
                .withMessageContaining("bernoulli");
    }
}
