package io.millrace.policy.normalisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.parameters.NamedShape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalisedLayoutTest {

    private static final NetworkShape NETWORK = new NetworkShape(3, List.of(4), Activation.TANH, 2, 2);
    private static final NormalisedLayout BOTH = new NormalisedLayout(NETWORK, true, true);

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void arraysFollowOneAnotherWithoutAGap(boolean observations, boolean rewards) {
        NormalisedLayout layout = new NormalisedLayout(NETWORK, observations, rewards);

        int end = 0;
        for (NamedShape array : layout.namedShapes()) {
            assertThat(array.offset()).as(array.name()).isEqualTo(end);
            end += array.length();
        }
        assertThat(end).isEqualTo(layout.parameterCount());
    }

    @Test
    void withoutStatisticsItIsTheNetworksLayout() {
        assertThat(new NormalisedLayout(NETWORK, false, false).namedShapes()).isEqualTo(NETWORK.namedShapes());
    }

    @Test
    void statisticsComeAfterTheNetwork() {
        int end = NETWORK.parameterCount();

        assertThat(BOTH.namedShapes())
                .endsWith(
                        new NamedShape("observation/mean", List.of(3), end),
                        new NamedShape("observation/deviation", List.of(3), end + 3),
                        new NamedShape("reward/deviation", List.of(1), end + 6));
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, observation/deviation is 0.0",
        "6, 0, reward/deviation is 0.0",
        "3, -1, observation/deviation is -1.0",
        "6, NaN, reward/deviation is NaN"
    })
    void aDeviationThatIsNotAboveZeroIsRefused(int behindTheNetwork, float deviation, String found) {
        float[] weights = usable();
        weights[NETWORK.parameterCount() + behindTheNetwork] = deviation;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BOTH.check(weights))
                .withMessageContaining(found);
    }

    @Test
    void aMeanOfZeroIsFine() {
        float[] weights = usable();
        weights[NETWORK.parameterCount()] = 0;

        assertThatCode(() -> BOTH.check(weights)).doesNotThrowAnyException();
    }

    private static float[] usable() {
        float[] weights = new float[BOTH.parameterCount()];
        Arrays.fill(weights, 1);
        return weights;
    }
}
