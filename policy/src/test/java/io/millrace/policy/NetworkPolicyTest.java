package io.millrace.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.distribution.ActionDistribution;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Initialization;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.normalisation.ObservationScale;
import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.space.ActionSpace;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkPolicyTest {

    private static final ActionSpace BOX = new ActionSpace.Box(List.of(-2.0, 0.0), List.of(2.0, 5.0));
    private static final ActionSpace DISCRETE = new ActionSpace.Discrete(3);
    private static final int OBSERVATION_SIZE = 4;

    private final CounterRandom random = new CounterRandom(11);

    @Test
    void aLanesActionsAreTheSameWhicheverBatchTheyRideIn() {
        float[] first = observations(3);
        float[] second = observations(5);
        NetworkPolicy policy = loaded("squashed-gaussian", BOX);

        policy.forward(second, 5);
        policy.draw(random, 8, 40, 0, 5, null);
        float[] alone = Arrays.copyOf(policy.sampled(), 10);
        float[] both = Arrays.copyOf(first, 8 * OBSERVATION_SIZE);
        System.arraycopy(second, 0, both, 3 * OBSERVATION_SIZE, second.length);
        policy.forward(both, 8);
        policy.draw(random, 7, 12, 0, 3, null);
        policy.draw(random, 8, 40, 3, 5, null);

        assertThat(Arrays.copyOfRange(policy.sampled(), 6, 16)).isEqualTo(alone);
    }

    @Test
    void anActionIsDrawnAtItsLaneTickAndEnvironment() {
        NetworkPolicy policy = loaded("squashed-gaussian", BOX);
        policy.forward(observations(6), 6);
        float[] expected = new float[2];

        policy.draw(random, 7, 12, 3, 2, null);

        // The distribution still looks at the last row, which is the lane's environment 1.
        policy.distribution().sample(random.at(CounterRandom.Purpose.ACTING, 7, 12, 1), expected, 0);
        assertThat(Arrays.copyOfRange(policy.sampled(), 8, 10)).isEqualTo(expected);
    }

    @Test
    void anotherTickDrawsOtherActions() {
        NetworkPolicy policy = loaded("beta", BOX);
        policy.forward(observations(4), 4);
        policy.draw(random, 0, 0, 0, 4, null);
        float[] before = Arrays.copyOf(policy.sampled(), 8);

        policy.draw(random, 0, 1, 0, 4, null);

        assertThat(Arrays.copyOf(policy.sampled(), 8)).isNotEqualTo(before);
    }

    @Test
    void environmentsThatShowTheSameDrawOnTheirOwn() {
        NetworkPolicy policy = loaded("squashed-gaussian", BOX);
        policy.forward(new float[2 * OBSERVATION_SIZE], 2);

        policy.draw(random, 0, 0, 0, 2, null);

        assertThat(policy.sampled()[0]).isNotEqualTo(policy.sampled()[2]);
    }

    @Test
    void logProbabilitiesAndActionsBelongToWhatWasSampled() {
        NetworkPolicy policy = loaded("beta", BOX);
        policy.forward(observations(2), 2);

        policy.draw(random, 0, 0, 0, 2, null);

        // The distribution still looks at the last row.
        ActionDistribution distribution = policy.distribution();
        float[] action = new float[2];
        distribution.toAction(policy.sampled(), 2, action, 0);
        assertThat(Arrays.copyOfRange(policy.actions(), 2, 4)).isEqualTo(action);
        assertThat(policy.logProbabilities()[1]).isEqualTo((float) distribution.logProbability(policy.sampled(), 2));
    }

    @Test
    void theMeanEntropyIsOverTheRowsDrawn() {
        NetworkPolicy policy = loaded("categorical", DISCRETE);
        policy.forward(new float[3 * OBSERVATION_SIZE], 3);

        // No observation and no bias: the outputs are equal, and the mask leaves three, two and one.
        double entropy = policy.draw(random, 0, 0, 0, 3, new byte[] {1, 1, 1, 1, 1, 0, 0, 1, 0});

        assertThat(entropy).isCloseTo((Math.log(3) + Math.log(2)) / 3, within(1e-6));
    }

    @Test
    void aLanesMaskBeginsAtItsFirstRow() {
        NetworkPolicy policy = loaded("categorical", DISCRETE);
        policy.forward(observations(3), 3);

        policy.draw(random, 0, 0, 1, 2, new byte[] {0, 0, 1, 0, 1, 0});

        assertThat(Arrays.copyOfRange(policy.actions(), 1, 3)).containsExactly(2, 1);
    }

    @Test
    void greedyActionsAreTheLikeliest() {
        NetworkPolicy policy = loaded("categorical", DISCRETE);
        float[] parameters = parameters(policy.shape());
        // The bias of the policy's last layer lies just before the value network.
        parameters[policy.shape().valueOffset() - 2] = 5;
        policy.load(parameters);
        policy.forward(observations(4), 4);

        policy.greedy(0, 4, null);

        assertThat(policy.actions()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void freeParametersComeFromTheEndOfTheVector() {
        NetworkPolicy policy = loaded("squashed-gaussian", BOX);
        float[] parameters = parameters(policy.shape());
        parameters[parameters.length - 1] = -1;
        parameters[parameters.length - 2] = -2;
        policy.load(parameters);
        policy.forward(observations(1), 1);

        double entropy = policy.draw(random, 0, 0, 0, 1, null);

        assertThat(entropy).isCloseTo(Math.log(2 * Math.PI * Math.E) - 3, within(1e-6));
    }

    @Test
    void whatIsLoadedIsCopied() {
        NetworkPolicy policy = loaded("squashed-gaussian", BOX);
        float[] parameters = parameters(policy.shape());
        policy.load(parameters);
        float[] observations = observations(1);
        policy.forward(observations, 1);
        policy.draw(random, 0, 0, 0, 1, null);
        float before = policy.sampled()[0];

        Arrays.fill(parameters, 1);
        policy.forward(observations, 1);
        policy.draw(random, 0, 0, 0, 1, null);

        assertThat(policy.sampled()[0]).isEqualTo(before);
    }

    @Test
    void parametersOfAnotherLengthAreRefused() {
        NetworkPolicy policy = loaded("beta", BOX);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.load(new float[3]))
                .withMessageContaining("3 parameters do not fit a network of 4 inputs");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void parametersThatAreNotFiniteAreRefused(float number) {
        NetworkPolicy policy = loaded("beta", BOX);
        float[] parameters = parameters(policy.shape());
        parameters[5] = number;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.load(parameters))
                .withMessageContaining("Parameter 5 is " + number);
    }

    @Test
    void aNetworkThatDoesNotFitTheDistributionIsRefused() {
        NetworkShape shape = new NetworkShape(OBSERVATION_SIZE, List.of(16), Activation.TANH, 3, 0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NetworkPolicy(shape, Distributions.of("beta", BOX)))
                .withMessageContaining("takes 4 and 0");
    }

    @Test
    void actingWithoutParametersIsRefused() {
        NetworkPolicy policy = new NetworkPolicy(shape(Distributions.of("beta", BOX)), Distributions.of("beta", BOX));

        assertThatIllegalStateException().isThrownBy(() -> policy.forward(new float[4], 1));
    }

    @ParameterizedTest
    @CsvSource({"beta, 2", "squashed-gaussian, 2", "gaussian, 2", "categorical, 1", "logistic-normal, 3", "bernoulli, 4"
    })
    void actingAllocatesNothing(String family, int width) {
        ActionSpace space =
                switch (width) {
                    case 1 -> DISCRETE;
                    case 2 -> BOX;
                    case 4 -> new ActionSpace.MultiBinary(width);
                    default -> new ActionSpace.Simplex(width);
                };
        NetworkPolicy policy = loaded(family, space);
        float[] observations = observations(64);

        assertThat(leastAllocated(policy, observations)).isZero();
    }

    @Test
    void actingOnNormalisedObservationsAllocatesNothing() {
        assertThat(leastAllocated(normalised(statistics()), observations(64))).isZero();
    }

    @Test
    void theNetworkSeesObservationsAsTheScaleGivesThem() {
        float[] observations = observations(5);
        float[] scaled = new float[observations.length];
        ObservationScale scale = new ObservationScale(OBSERVATION_SIZE);
        scale.load(statistics(), 0);
        scale.apply(observations, 5, scaled);
        NetworkPolicy plain = loaded("squashed-gaussian", BOX);
        plain.forward(scaled, 5);
        plain.draw(random, 0, 0, 0, 5, null);
        NetworkPolicy policy = normalised(statistics());

        policy.forward(observations, 5);
        policy.draw(random, 0, 0, 0, 5, null);

        assertThat(policy.sampled()).isEqualTo(plain.sampled());
    }

    @Test
    void whatWasSeenBeforeDoesNotChangeHowAnObservationIsSeen() {
        NetworkPolicy policy = normalised(statistics());
        float[] observation = observations(1);
        policy.forward(observation, 1);
        policy.greedy(0, 1, null);
        float[] before = policy.actions().clone();

        for (int i = 0; i < 100; i++) {
            policy.forward(new float[] {1e6f, -1e6f, 1e6f, 50}, 1);
        }
        policy.forward(observation, 1);
        policy.greedy(0, 1, null);

        assertThat(policy.actions()).isEqualTo(before);
    }

    @Test
    void observationsAreLeftAsTheyWere() {
        float[] observations = observations(3);
        float[] before = observations.clone();

        normalised(statistics()).forward(observations, 3);

        assertThat(observations).isEqualTo(before);
    }

    @Test
    void aDeviationOfZeroIsRefused() {
        float[] statistics = statistics();
        statistics[OBSERVATION_SIZE + 2] = 0;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> normalised(statistics))
                .withMessageContaining("Number 2 of observation/deviation is 0.0");
    }

    @Test
    void weightsWithoutStatisticsAreRefusedWhereObservationsAreNormalised() {
        ActionDistribution distribution = Distributions.of("beta", BOX);
        NetworkPolicy policy = new NetworkPolicy(new NormalisedLayout(shape(distribution), true, false), distribution);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.load(parameters(policy.shape())))
                .withMessageContaining(
                        "with its statistics has " + (policy.shape().parameterCount() + 2 * OBSERVATION_SIZE));
    }

    @Test
    void rowsBeyondTheBatchAreRefused() {
        NetworkPolicy policy = loaded("beta", BOX);
        policy.forward(observations(8), 8);
        policy.forward(observations(2), 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.draw(random, 0, 0, 1, 2, null))
                .withMessageContaining("Rows 1 to 2");
    }

    /** Means, then deviations. */
    private static float[] statistics() {
        return new float[] {0.5f, -1, 0.1f, 3, 2, 0.3f, 1, 0.01f};
    }

    private static NetworkPolicy normalised(float[] statistics) {
        ActionDistribution distribution = Distributions.of("squashed-gaussian", BOX);
        NetworkPolicy policy = new NetworkPolicy(new NormalisedLayout(shape(distribution), true, false), distribution);
        float[] network = parameters(policy.shape());
        float[] weights = Arrays.copyOf(network, network.length + statistics.length);
        System.arraycopy(statistics, 0, weights, network.length, statistics.length);
        policy.load(weights);
        return policy;
    }

    /** Bytes that acting and greedy play take, at the least. */
    private long leastAllocated(NetworkPolicy policy, float[] observations) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The first times load classes, and vectors are objects until they are compiled; the least of several says
        // what the calls themselves take.
        for (int attempt = 0; attempt < 20_000 && least > 0; attempt++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            policy.forward(observations, 64);
            policy.draw(random, 0, attempt, 0, 64, null);
            policy.greedy(0, 64, null);
            least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static NetworkPolicy loaded(String family, ActionSpace space) {
        ActionDistribution distribution = Distributions.of(family, space);
        NetworkPolicy policy = new NetworkPolicy(shape(distribution), distribution);
        policy.load(parameters(policy.shape()));
        return policy;
    }

    private static NetworkShape shape(ActionDistribution distribution) {
        return new NetworkShape(
                OBSERVATION_SIZE,
                List.of(16, 16),
                Activation.TANH,
                distribution.outputs(),
                distribution.freeParameters());
    }

    private static float[] parameters(NetworkShape shape) {
        return Initialization.orthogonal(shape, 1);
    }

    private float[] observations(int rows) {
        float[] observations = new float[rows * OBSERVATION_SIZE];
        for (int i = 0; i < observations.length; i++) {
            observations[i] = (float) random.nextGaussian();
        }
        return observations;
    }
}
