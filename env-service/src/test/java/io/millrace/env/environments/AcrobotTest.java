package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AcrobotTest extends EnvironmentContract {

    private static final Offset<Double> FLOAT32 = within(1e-6);

    private final Acrobot acrobot = new Acrobot.Parameters().create();

    @Override
    EnvironmentParameters parameters() {
        return Defaults.of("acrobot");
    }

    @Test
    void linksThatHangStillStayStillWithoutATorque() {
        acrobot.reset(allDraws(0.5));

        turn(1);

        assertThat(seen()).containsExactly(new double[] {1, 0, 1, 0, 0, 0}, FLOAT32);
    }

    // The expected numbers are of an independent evaluation: Lagrange's equations with the mass matrix
    // solved as a linear system, in the same Runge-Kutta scheme.
    @Test
    void threeStepsFromRestAreAsComputedByHand() {
        acrobot.reset(allDraws(0.5));

        turn(2);
        assertThat(seen())
                .containsExactly(
                        new double[] {0.999912048, -0.013262578, 0.999412251, 0.034280512, -0.128661853, 0.334501090},
                        FLOAT32);
        turn(2);
        assertThat(seen())
                .containsExactly(
                        new double[] {0.998824607, -0.048470654, 0.991884432, 0.127142729, -0.213284873, 0.575463064},
                        FLOAT32);
        turn(0);
        assertThat(seen())
                .containsExactly(
                        new double[] {0.997740440, -0.067186414, 0.982837198, 0.184475044, 0.030714304, -0.006447709},
                        FLOAT32);
    }

    @Test
    void threeStepsFromATiltAreAsComputedByHand() {
        acrobot.reset(allDraws(0.75));

        assertThat(seen())
                .containsExactly(
                        new double[] {0.998750260, 0.049979169, 0.998750260, 0.049979169, 0.050000000, 0.050000000},
                        FLOAT32);
        turn(0);
        assertThat(seen())
                .containsExactly(
                        new double[] {0.997705455, 0.067703958, 0.999683763, 0.025147059, 0.123063729, -0.291211843},
                        FLOAT32);
        turn(1);
        assertThat(seen())
                .containsExactly(
                        new double[] {0.996538983, 0.083126748, 0.999645336, -0.026630842, 0.026982906, -0.215511687},
                        FLOAT32);
        turn(2);
        assertThat(seen())
                .containsExactly(
                        new double[] {0.997934913, 0.064233235, 0.999726451, -0.023388544, -0.212167226, 0.243885403},
                        FLOAT32);
    }

    @Test
    void aTorqueWithTheSecondLinksSwingLiftsTheTip() {
        acrobot.reset(new CounterRandom(1));
        EpisodeStatus status = EpisodeStatus.RUNNING;
        double total = 0;
        int steps = 0;

        while (status == EpisodeStatus.RUNNING) {
            status = turn(observation()[5] > 0 ? 2 : 0);
            total += acrobot.reward();
            steps++;
        }

        assertThat(status).isEqualTo(EpisodeStatus.TERMINATED);
        assertThat(acrobot.reward()).isZero();
        assertThat(total).isEqualTo(1 - steps).isGreaterThan(-200);
        assertThat(height()).isGreaterThan(1);
    }

    @Test
    void linksThatHangForFiveHundredStepsAreTruncated() {
        acrobot.reset(allDraws(0.5));
        EpisodeStatus status = EpisodeStatus.RUNNING;
        double total = 0;

        while (status == EpisodeStatus.RUNNING) {
            status = turn(1);
            total += acrobot.reward();
        }

        assertThat(status).isEqualTo(EpisodeStatus.TRUNCATED);
        assertThat(total).isEqualTo(-500);
    }

    @Test
    void aRandomPolicyEarnsAsMuchAsInGymnasium() {
        RandomActions actions = new RandomActions(acrobot, 2);
        CounterRandom random = new CounterRandom(3);
        int episodes = 2_000;
        double total = 0;

        for (int episode = 0; episode < episodes; episode++) {
            random.at(CounterRandom.Purpose.ENVIRONMENT, 0, 0, episode);
            total += Policies.discountedReturn(acrobot, random, into -> actions.write(into, 0));
        }

        // Few episodes end before the limit, so that a mean over some hundred, as Gymnasium's is, may be off by 1 or 2.
        assertThat(total / episodes).isCloseTo(-497.08, within(3.0));
    }

    /** Of the tip above the fixed joint, from what is seen. */
    private double height() {
        float[] seen = observation();
        return -seen[0] - (seen[0] * seen[2] - seen[1] * seen[3]);
    }

    private double[] seen() {
        float[] observation = observation();
        return IntStream.range(0, observation.length)
                .mapToDouble(i -> observation[i])
                .toArray();
    }

    private EpisodeStatus turn(float action) {
        return acrobot.step(new float[] {action}, 0);
    }

    private float[] observation() {
        float[] observation = new float[6];
        acrobot.observe(observation, 0);
        return observation;
    }
}
