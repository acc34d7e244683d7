package io.millrace.env.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.env.environments.Environment.EpisodeStatus;
import io.millrace.policy.random.CounterRandom;
import org.junit.jupiter.api.Test;

class IdentityTest extends EnvironmentContract {

    @Override
    Identity.Parameters parameters() {
        return (Identity.Parameters) Defaults.of("identity");
    }

    @Test
    void theActionThatWasShownEarnsOneAndAnyOtherNothing() {
        Identity identity = parameters().create();
        identity.reset(new CounterRandom(1));
        float[] observation = new float[4];

        for (int choice = 0; choice < 4; choice++) {
            identity.observe(observation, 0);
            identity.step(new float[] {choice}, 0);
            assertThat(identity.reward()).isEqualTo(observation[choice]);
        }
    }

    @Test
    void eachChoiceIsShownEquallyOften() {
        Identity identity = new Identity.Parameters(4, 40_000).create();
        identity.reset(new CounterRandom(2));
        float[] observation = new float[4];
        double[] shown = new double[4];
        EpisodeStatus status = EpisodeStatus.RUNNING;

        while (status == EpisodeStatus.RUNNING) {
            identity.observe(observation, 0);
            for (int choice = 0; choice < 4; choice++) {
                shown[choice] += observation[choice];
            }
            status = identity.step(new float[] {0}, 0);
        }

        // Five standard deviations of a binomial count.
        assertThat(shown).containsExactly(new double[] {10_000, 10_000, 10_000, 10_000}, within(435.0));
    }

    @Test
    void theEpisodeTerminatesAfterItsLength() {
        Identity identity = new Identity.Parameters(2, 2).create();
        identity.reset(new CounterRandom(3));

        assertThat(identity.step(new float[] {0}, 0)).isEqualTo(EpisodeStatus.RUNNING);
        assertThat(identity.step(new float[] {0}, 0)).isEqualTo(EpisodeStatus.TERMINATED);
    }

    @Test
    void theOptimalPolicyEarnsTheOptimalReturn() {
        Identity identity = parameters().create();

        assertThat(Policies.optimalPolicyReturn(identity, new CounterRandom(4)))
                .isEqualTo(identity.optimalReturn())
                .isEqualTo(10);
    }

    @Test
    void oneChoiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity.Parameters(1, 10))
                .withMessageStartingWith("environment.choices is 1. ");
    }

    @Test
    void anEpisodeWithoutStepsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Identity.Parameters(4, 0))
                .withMessageStartingWith("environment.length is 0. ");
    }
}
