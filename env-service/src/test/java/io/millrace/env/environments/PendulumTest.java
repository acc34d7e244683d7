package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PendulumTest extends EnvironmentContract {

    private static final Offset<Double> FLOAT32 = within(1e-6);

    private final Pendulum pendulum = new Pendulum.Parameters().create();

    @Override
    EnvironmentParameters parameters() {
        return Defaults.of("pendulum");
    }

    // The numbers are of the equations in Python, from an angle of a quarter turn and half the greatest velocity.
    @Test
    void threeStepsFromATiltAreAsComputedByHand() {
        pendulum.reset(allDraws(0.75));

        assertThat(seen()).containsExactly(new double[] {0, 1, 0.5}, FLOAT32);
        act(2);
        assertThat(seen()).containsExactly(new double[] {-0.077422443, 0.996998378, 1.55}, FLOAT32);
        assertThat(pendulum.reward()).isCloseTo(-2.4964011, within(1e-6));
        act(-1.5);
        assertThat(seen()).containsExactly(new double[] {-0.180148520, 0.983639421, 2.072748783}, FLOAT32);
        assertThat(pendulum.reward()).isCloseTo(-2.959380781, within(1e-6));
        act(0.5);
        assertThat(seen()).containsExactly(new double[] {-0.319698581, 0.947519296, 2.885478349}, FLOAT32);
        assertThat(pendulum.reward()).isCloseTo(-3.499150672, within(1e-6));
    }

    @Test
    void aRodThatStandsStillCostsNothing() {
        pendulum.reset(allDraws(0.5));

        act(0);

        assertThat(seen()).containsExactly(new double[] {1, 0, 0}, FLOAT32);
        assertThat(pendulum.reward()).isZero();
    }

    @Test
    void anAngleBeyondAFullTurnCostsWhatItIsFromUpright() {
        pendulum.reset(allDraws(0.75));
        double least = 0;

        for (int step = 0; step < 200; step++) {
            act(seen()[2] > 0 ? 2 : -2);
            least = Math.min(least, pendulum.reward());
        }

        // Half a turn, the greatest velocity and the greatest torque.
        assertThat(least).isGreaterThan(-(Math.PI * Math.PI + 0.1 * 64 + 0.001 * 4));
    }

    @Test
    void twoHundredStepsAreAllThereAre() {
        pendulum.reset(allDraws(0.5));
        for (int step = 1; step < 200; step++) {
            assertThat(act(0)).isEqualTo(EpisodeStatus.RUNNING);
        }

        assertThat(act(0)).isEqualTo(EpisodeStatus.TRUNCATED);
    }

    @Test
    void aRandomPolicyEarnsAsMuchAsInGymnasium() {
        RandomActions actions = new RandomActions(pendulum, 2);
        CounterRandom random = new CounterRandom(3);
        int episodes = 5000;
        double total = 0;

        for (int episode = 0; episode < episodes; episode++) {
            random.at(CounterRandom.Purpose.ENVIRONMENT, 0, 0, episode);
            total += Policies.discountedReturn(pendulum, random, into -> actions.write(into, 0));
        }

        // Returns spread by 295: a mean over some hundred, as Gymnasium's is, may be off by 20.
        assertThat(total / episodes).isCloseTo(-1_238.5, within(20.0));
    }

    private double[] seen() {
        float[] observation = new float[pendulum.description().observationSize()];
        pendulum.observe(observation, 0);
        double[] seen = new double[observation.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = observation[i];
        }
        return seen;
    }

    private EpisodeStatus act(double action) {
        return pendulum.step(new float[] {(float) action}, 0);
    }
}
