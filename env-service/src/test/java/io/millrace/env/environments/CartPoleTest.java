package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CartPoleTest extends EnvironmentContract {

    private static final Offset<Double> FLOAT32 = within(1e-7);

    private final CartPole cartPole = new CartPole.Parameters().create();

    @Override
    EnvironmentParameters parameters() {
        return Defaults.of("cart-pole");
    }

    // The expected numbers are of an independent evaluation of the equations of motion.
    @Test
    void threeStepsFromRestInTheMiddleAreAsComputedByHand() {
        cartPole.reset(allDraws(0.5));

        push(1);
        assertThat(seen()).containsExactly(new double[] {0, 0.19512195, 0, -0.29268293}, FLOAT32);
        push(1);
        assertThat(seen())
                .containsExactly(new double[] {0.0039024390, 0.39024390, -0.0058536585, -0.58536585}, FLOAT32);
        push(0);
        assertThat(seen())
                .containsExactly(new double[] {0.0117073171, 0.19520443, -0.0175609756, -0.29453263}, FLOAT32);
    }

    @Test
    void threeStepsFromATiltAreAsComputedByHand() {
        cartPole.reset(allDraws(0.75));

        assertThat(seen()).containsExactly(new double[] {0.025, 0.025, 0.025, 0.025}, FLOAT32);
        push(0);
        assertThat(seen()).containsExactly(new double[] {0.0255, -0.170471386, 0.0255, 0.325464691}, FLOAT32);
        push(1);
        assertThat(seen())
                .containsExactly(new double[] {0.0220905723, 0.0242783875, 0.0320092938, 0.0409311901}, FLOAT32);
        push(0);
        assertThat(seen())
                .containsExactly(new double[] {0.0225761400, -0.171287601, 0.0328279176, 0.343539030}, FLOAT32);
    }

    @Test
    void thePoleFallsAtTheNinthPushToTheSameSideAndThatPushEarnsOneToo() {
        cartPole.reset(allDraws(0.5));
        for (int i = 1; i < 9; i++) {
            assertThat(push(1)).isEqualTo(EpisodeStatus.RUNNING);
        }

        assertThat(push(1)).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(cartPole.reward()).isEqualTo(1);
        assertThat(Math.abs(observation()[2])).isGreaterThan((float) Math.toRadians(12));
    }

    @Test
    void aCartThatLeavesTheTrackWithThePoleUpTerminates() {
        cartPole.reset(allDraws(0.5));
        EpisodeStatus status = EpisodeStatus.RUNNING;
        int steps = 0;

        // Holds the pole at a lean to the right, so that the cart has to chase it.
        while (status == EpisodeStatus.RUNNING) {
            float[] seen = observation();
            status = push(seen[2] - 0.05f + 0.5f * seen[3] > 0 ? 1 : 0);
            steps++;
        }

        assertThat(status).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(steps).isLessThan(500);
        assertThat(observation()[0]).isGreaterThan(2.4f);
        assertThat(Math.abs(observation()[2])).isLessThan((float) Math.toRadians(12));
    }

    @Test
    void aPoleThatStandsForFiveHundredStepsIsTruncated() {
        cartPole.reset(new CounterRandom(1));
        EpisodeStatus status = EpisodeStatus.RUNNING;
        int steps = 0;

        while (status == EpisodeStatus.RUNNING) {
            float[] seen = observation();
            status = push(0.1f * seen[0] + 0.2f * seen[1] + seen[2] + 0.3f * seen[3] > 0 ? 1 : 0);
            steps++;
        }

        assertThat(status).isEqualTo(EpisodeStatus.TRUNCATED);
        assertThat(steps).isEqualTo(500);
    }

    @Test
    void aRandomPolicyEarnsAsMuchAsInGymnasium() {
        RandomActions actions = new RandomActions(cartPole, 2);
        CounterRandom random = new CounterRandom(3);
        int episodes = 10_000;
        double total = 0;

        for (int episode = 0; episode < episodes; episode++) {
            random.at(CounterRandom.Purpose.ENVIRONMENT, 0, 0, episode);
            total += Policies.discountedReturn(cartPole, random, into -> actions.write(into, 0));
        }

        assertThat(total / episodes).isCloseTo(22.2, within(0.5));
    }

    private double[] seen() {
        float[] observation = observation();
        return IntStream.range(0, observation.length)
                .mapToDouble(i -> observation[i])
                .toArray();
    }

    private EpisodeStatus push(float action) {
        return cartPole.step(new float[] {action}, 0);
    }

    private float[] observation() {
        float[] observation = new float[4];
        cartPole.observe(observation, 0);
        return observation;
    }
}
