package io.millrace.policy.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every family promises, and how they are found by name. */
class DistributionsTest {

    private static final ActionSpace DISCRETE = new ActionSpace.Discrete(4);
    private static final ActionSpace BOX = new ActionSpace.Box(List.of(-2.0, 0.0), List.of(2.0, 5.0));
    private static final ActionSpace SIMPLEX = new ActionSpace.Simplex(3);
    private static final ActionSpace SWITCHES = new ActionSpace.MultiBinary(3);

    // The others have no gradient, and a free parameter that is no logarithm: EpsilonGreedyTest, DeterministicTest.
    static Stream<Arguments> families() {
        return Stream.of(DISCRETE, BOX, SIMPLEX, SWITCHES)
                .flatMap(space -> Distributions.moved(space).stream().map(name -> Arguments.of(name, space)));
    }

    @ParameterizedTest
    @MethodSource("families")
    void theGradientOfTheLogProbabilityIsItsSlope(String family, ActionSpace space) {
        gradientIsTheSlope(Distributions.of(family, space), 1, 0);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theGradientOfTheEntropyIsItsSlope(String family, ActionSpace space) {
        gradientIsTheSlope(Distributions.of(family, space), 0, 1);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theGradientIsWeightedAndAddedToWhatIsThere(String family, ActionSpace space) {
        ActionDistribution distribution = Distributions.of(family, space);
        CounterRandom random = new CounterRandom(1);
        float[] free = normals(random, distribution.freeParameters());
        float[] outputs = normals(random, distribution.outputs());
        distribution.useFreeParameters(free, 0);
        distribution.wrap(outputs, 0, null, 0);
        float[] sampled = new float[distribution.sampledWidth()];
        distribution.sample(random, sampled, 0);
        float[] logProbability = new float[distribution.outputs()];
        float[] entropy = new float[distribution.outputs()];
        float[] both = new float[distribution.outputs() + 1];
        float[] ignored = new float[distribution.freeParameters()];
        distribution.addGradient(sampled, 0, 1, 0, logProbability, 0, ignored);
        distribution.addGradient(sampled, 0, 0, 1, entropy, 0, ignored);

        both[1] = 7;
        distribution.addGradient(sampled, 0, -2, 3, both, 1, ignored);

        assertThat(both[0]).isZero();
        assertThat(both[1]).isCloseTo(7 - 2 * logProbability[0] + 3 * entropy[0], within(1e-5f));
    }

    @ParameterizedTest
    @MethodSource("families")
    void theSamePlaceGivesTheSameDraw(String family, ActionSpace space) {
        ActionDistribution distribution = Distributions.of(family, space);
        CounterRandom random = new CounterRandom(3);
        distribution.wrap(new float[distribution.outputs()], 0, null, 0);
        float[] first = new float[distribution.sampledWidth()];
        float[] second = new float[distribution.sampledWidth()];

        distribution.sample(random.at(CounterRandom.Purpose.ACTING, 1, 2, 3), first, 0);
        distribution.sample(random, second, 0);
        distribution.sample(random.at(CounterRandom.Purpose.ACTING, 1, 2, 3), second, 0);

        assertThat(second).isEqualTo(first);
    }

    // The density of a squashed action peaks elsewhere than that of its normal, whose mean is the greedy one.
    static Stream<Arguments> familiesWhoseGreedyActionIsThePeak() {
        return families().filter(each -> !String.valueOf(each.get()[0]).startsWith("squashed-gaussian"));
    }

    @ParameterizedTest
    @MethodSource("familiesWhoseGreedyActionIsThePeak")
    void theGreedyActionIsAtLeastAsLikelyAsAnyDraw(String family, ActionSpace space) {
        ActionDistribution distribution = Distributions.of(family, space);
        CounterRandom random = new CounterRandom(4);
        distribution.wrap(normals(random, distribution.outputs()), 0, null, 0);
        float[] greedy = new float[distribution.sampledWidth()];
        float[] drawn = new float[distribution.sampledWidth()];
        distribution.mode(greedy, 0);
        double greatest = distribution.logProbability(greedy, 0);
        for (int i = 0; i < 1000; i++) {
            distribution.sample(random, drawn, 0);
            assertThat(distribution.logProbability(drawn, 0)).isLessThanOrEqualTo(greatest);
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void actionsAreAsWideAsTheirSpace(String family, ActionSpace space) {
        assertThat(Distributions.of(family, space).actionWidth()).isEqualTo(space.width());
    }

    // Unrolls hold both in rows of one width.
    @ParameterizedTest
    @MethodSource("families")
    void sampledActionsAreAsWideAsActions(String family, ActionSpace space) {
        assertThat(Distributions.of(family, space).sampledWidth()).isEqualTo(space.width());
    }

    @Test
    void eachKindOfSpaceHasADefault() {
        assertThat(Distributions.defaultFor(DISCRETE)).isEqualTo("categorical");
        assertThat(Distributions.defaultFor(BOX)).isEqualTo("beta");
        assertThat(Distributions.defaultFor(SIMPLEX)).isEqualTo("logistic-normal");
        assertThat(Distributions.defaultFor(SWITCHES)).isEqualTo("bernoulli");
    }

    @Test
    void aFamilyThatDoesNotFitIsRefusedWithThoseThatDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distributions.of("categorical", BOX))
                .withMessageContaining("\"categorical\"")
                .withMessageContaining(
                        "Use beta or squashed-gaussian or gaussian or squashed-gaussian-by-state or deterministic.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"squashed-gaussian-by-state", "deterministic", "categorical"})
    void switchesHaveOneFamily(String other) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distributions.of(other, SWITCHES))
                .withMessageContaining("Use bernoulli.");
    }

    @Test
    void anUnknownFamilyIsRefusedWithThoseThatFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distributions.of("dirichlet", SIMPLEX))
                .withMessageContaining("Use logistic-normal or squashed-gaussian-by-state or deterministic.");
    }

    private static void gradientIsTheSlope(
            ActionDistribution distribution, double logProbabilityWeight, double entropyWeight) {
        CounterRandom random = new CounterRandom(2);
        for (int row = 0; row < 50; row++) {
            float[] free = normals(random, distribution.freeParameters());
            float[] outputs = normals(random, distribution.outputs());
            float[] sampled = new float[distribution.sampledWidth()];
            distribution.useFreeParameters(free, 0);
            distribution.wrap(outputs, 0, null, 0);
            distribution.sample(random, sampled, 0);
            float[] outputGradient = new float[outputs.length];
            float[] freeGradient = new float[free.length];
            distribution.addGradient(sampled, 0, logProbabilityWeight, entropyWeight, outputGradient, 0, freeGradient);

            for (int i = 0; i < outputs.length + free.length; i++) {
                float[] moved = i < outputs.length ? outputs : free;
                int at = i < outputs.length ? i : i - outputs.length;
                float here = moved[at];
                float above = here + 1e-3f;
                float below = here - 1e-3f;
                moved[at] = above;
                distribution.wrap(outputs, 0, null, 0);
                double risen = logProbabilityWeight * distribution.logProbability(sampled, 0)
                        + entropyWeight * distribution.entropy();
                moved[at] = below;
                distribution.wrap(outputs, 0, null, 0);
                double fallen = logProbabilityWeight * distribution.logProbability(sampled, 0)
                        + entropyWeight * distribution.entropy();
                moved[at] = here;
                double slope = (risen - fallen) / ((double) above - below);
                double gradient = i < outputs.length ? outputGradient[at] : freeGradient[at];
                assertThat(gradient).isCloseTo(slope, within(1e-4 * Math.max(1, Math.abs(slope))));
            }
        }
    }

    private static float[] normals(CounterRandom random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            // Held to where log standard deviations are within their bounds.
            numbers[i] = (float) Math.max(-1.9, Math.min(1.9, random.nextGaussian()));
        }
        return numbers;
    }
}
