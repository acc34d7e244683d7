package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MountainCarContinuousTest extends EnvironmentContract {

    private static final Offset<Double> FLOAT32 = within(1e-6);

    private final MountainCarContinuous car = new MountainCarContinuous.Parameters().create();

    @Override
    EnvironmentParameters parameters() {
        return Defaults.of("mountain-car-continuous");
    }

    // The numbers are of the equations in Python.
    @Test
    void threeStepsFromTheMiddleAreAsComputedByHand() {
        car.reset(allDraws(0.5));

        act(1);
        assertThat(seen()).containsExactly(new double[] {-0.498676843, 0.001323157}, FLOAT32);
        assertThat(car.reward()).isCloseTo(-0.1, within(1e-9));
        act(-0.5);
        assertThat(seen()).containsExactly(new double[] {-0.498290426, 0.000386417}, FLOAT32);
        assertThat(car.reward()).isCloseTo(-0.025, within(1e-9));
        act(0.25);
        assertThat(seen()).containsExactly(new double[] {-0.497718640, 0.000571786}, FLOAT32);
        assertThat(car.reward()).isCloseTo(-0.00625, within(1e-9));
    }

    @Test
    void pushingTheWayItRollsTakesTheCarToTheFlag() {
        car.reset(allDraws(0.5));
        EpisodeStatus status = EpisodeStatus.RUNNING;
        double total = 0;
        int steps = 0;

        while (status == EpisodeStatus.RUNNING) {
            status = act(seen()[1] < 0 ? -1 : 1);
            total += car.reward();
            steps++;
        }

        assertThat(status).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(seen()[0]).isBetween(0.45, 0.6);
        assertThat(total).isCloseTo(100 - 0.1 * steps, within(1e-6)).isGreaterThan(85);
    }

    // At full force it would jump over the flag by more than it matters where the flag stands.
    @Test
    void aCarThatComesSlowlyArrivesAtTheFlag() {
        car.reset(allDraws(0.5));
        double before;
        EpisodeStatus status;

        do {
            before = seen()[0];
            status = act(seen()[1] < 0 ? -0.6 : 0.6);
        } while (status == EpisodeStatus.RUNNING);

        assertThat(status).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(before).isLessThan(0.45);
        assertThat(seen()[0]).isCloseTo(0.456718, within(1e-4));
    }

    @Test
    void aThousandStepsButOneInTheValleyAreTruncated() {
        car.reset(allDraws(0.5));
        for (int step = 1; step < 999; step++) {
            assertThat(act(0)).isEqualTo(EpisodeStatus.RUNNING);
        }

        assertThat(act(0)).isEqualTo(EpisodeStatus.TRUNCATED);
    }

    @Test
    void aRandomPolicyEarnsAsMuchAsInGymnasium() {
        RandomActions actions = new RandomActions(car, 2);
        CounterRandom random = new CounterRandom(3);
        int episodes = 1000;
        double total = 0;

        for (int episode = 0; episode < episodes; episode++) {
            random.at(CounterRandom.Purpose.ENVIRONMENT, 0, 0, episode);
            total += Policies.discountedReturn(car, random, into -> actions.write(into, 0));
        }

        assertThat(total / episodes).isCloseTo(-33.25, within(0.3));
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
