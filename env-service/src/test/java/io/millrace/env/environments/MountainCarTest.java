package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MountainCarTest extends EnvironmentContract {

    private static final Offset<Double> FLOAT32 = within(1e-6);

    private final MountainCar car = new MountainCar.Parameters().create();

    @Override
    EnvironmentParameters parameters() {
        return Defaults.of("mountain-car");
    }

    // The numbers are of the equations in Python.
    @Test
    void threeStepsFromTheMiddleAreAsComputedByHand() {
        car.reset(allDraws(0.5));

        assertThat(seen()).containsExactly(new double[] {-0.5, 0}, FLOAT32);
        act(2);
        assertThat(seen()).containsExactly(new double[] {-0.499176843, 0.000823157}, FLOAT32);
        act(0);
        assertThat(seen()).containsExactly(new double[] {-0.499536687, -0.000359844}, FLOAT32);
        act(1);
        assertThat(seen()).containsExactly(new double[] {-0.500076839, -0.000540153}, FLOAT32);
        assertThat(car.reward()).isEqualTo(-1);
    }

    @Test
    void pushingTheWayItRollsTakesTheCarToTheFlag() {
        car.reset(allDraws(0.5));
        EpisodeStatus status = EpisodeStatus.RUNNING;
        int steps = 0;

        while (status == EpisodeStatus.RUNNING) {
            status = act(seen()[1] < 0 ? 0 : 2);
            steps++;
        }

        assertThat(status).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(seen()[0]).isBetween(0.5, 0.6);
        assertThat(steps).isLessThan(150);
    }

    @Test
    void theWallStopsTheCar() {
        car.reset(allDraws(0.5));
        double least = 0;

        for (int step = 0; step < 199; step++) {
            act(seen()[1] < 0 ? 0 : 1);
            least = Math.min(least, seen()[0]);
            if (seen()[0] == -1.2f) {
                assertThat(seen()[1]).isZero();
            }
        }

        assertThat(least).isEqualTo(-1.2f);
    }

    @Test
    void twoHundredStepsInTheValleyAreTruncated() {
        car.reset(allDraws(0.5));
        for (int step = 1; step < 200; step++) {
            assertThat(act(1)).isEqualTo(EpisodeStatus.RUNNING);
        }

        assertThat(act(1)).isEqualTo(EpisodeStatus.TRUNCATED);
    }

    @Test
    void aRandomPolicyEarnsAsMuchAsInGymnasium() {
        RandomActions actions = new RandomActions(car, 2);
        CounterRandom random = new CounterRandom(3);
        int episodes = 2000;
        double total = 0;

        for (int episode = 0; episode < episodes; episode++) {
            random.at(CounterRandom.Purpose.ENVIRONMENT, 0, 0, episode);
            total += Policies.discountedReturn(car, random, into -> actions.write(into, 0));
        }

        assertThat(total / episodes).isCloseTo(-200, within(0.5));
    }

    private double[] seen() {
        float[] observation = new float[car.description().observationSize()];
        car.observe(observation, 0);
        double[] seen = new double[observation.length];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = observation[i];
        }
        return seen;
    }

    private EpisodeStatus act(double action) {
        return car.step(new float[] {(float) action}, 0);
    }
}
