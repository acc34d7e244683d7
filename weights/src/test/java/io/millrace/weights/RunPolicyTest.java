package io.millrace.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.messages.NetworkDescription;
import io.millrace.messages.Run;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.Branches;
import io.millrace.policy.network.NetworkShape;
import io.millrace.policy.network.Trunk;
import io.millrace.policy.normalisation.NormalisedLayout;
import io.millrace.policy.space.ActionSpace;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunPolicyTest {

    private static final ActionSpace BOX = new ActionSpace.Box(List.of(-1.0, 0.0), List.of(1.0, 5.0));

    static Stream<ActionSpace> spaces() {
        return Stream.of(new ActionSpace.Discrete(5), BOX, new ActionSpace.Simplex(4), new ActionSpace.MultiBinary(4));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void anActionSpaceIsTheSameAfterItsDescription(ActionSpace space) {
        assertThat(RunPolicy.actionSpace(RunPolicy.describe(space))).isEqualTo(space);
    }

    @Test
    void theNetworkOfChoicesHasAnOutputForEach() {
        assertThat(RunPolicy.shape(run(new ActionSpace.Discrete(5), "categorical")))
                .isEqualTo(new NetworkShape(3, List.of(8, 6), Activation.TANH, 5, 0));
    }

    @Test
    void theNetworkOfNormalsHasAFreeParameterForEach() {
        assertThat(RunPolicy.shape(run(BOX, "squashed-gaussian")))
                .isEqualTo(new NetworkShape(3, List.of(8, 6), Activation.TANH, 2, 2));
    }

    @Test
    void theNetworkOfPartsHasTheBranchesOfTheRun() {
        Run run = run(new ActionSpace.Discrete(3), "categorical");
        run.setNetwork(
                new NetworkDescription(List.of(8), "relu", "separate", 3, List.of(5), List.of(7, 6), List.of(4)));

        assertThat(RunPolicy.shape(run))
                .isEqualTo(new NetworkShape(
                        3,
                        List.of(8),
                        Activation.RELU,
                        3,
                        0,
                        Trunk.SEPARATE,
                        3,
                        new Branches(List.of(5), List.of(7, 6), List.of(4))));
    }

    @Test
    void thePolicyTakesTheParametersOfTheRunsShape() {
        Run run = run(new ActionSpace.Simplex(4), "logistic-normal");

        assertThat(RunPolicy.policy(run))
                .isInstanceOfSatisfying(NetworkPolicy.class, policy -> assertThat(policy.shape())
                        .isEqualTo(RunPolicy.shape(run)));
    }

    @Test
    void theWeightsOfAnOrdinaryRunAreItsNetwork() {
        Run run = run(BOX, "beta");

        assertThat(RunPolicy.layout(run).namedShapes())
                .isEqualTo(RunPolicy.shape(run).namedShapes());
    }

    @Test
    void theWeightsOfARunThatNormalisesHoldItsStatistics() {
        Run run = run(BOX, "beta");
        run.setNormaliseObservations(true);
        run.setNormaliseRewards(true);

        assertThat(RunPolicy.layout(run)).isEqualTo(new NormalisedLayout(RunPolicy.shape(run), true, true));
    }

    @Test
    void choicesAreDiscrete() {
        assertThat(RunPolicy.discrete(run(new ActionSpace.Discrete(5), "categorical")))
                .isTrue();
    }

    @Test
    void numbersAreNotDiscrete() {
        assertThat(RunPolicy.discrete(run(BOX, "beta"))).isFalse();
    }

    @Test
    void aDistributionThatDoesNotFitTheActionsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunPolicy.distribution(run(BOX, "categorical")))
                .withMessageContaining("Use beta or squashed-gaussian");
    }

    private static Run run(ActionSpace space, String distribution) {
        return Run.newBuilder()
                .setRun("test")
                .setSettingsHash("")
                .setSettings("{}")
                .setSeed(1)
                .setLanes(1)
                .setEnvironmentsPerLane(1)
                .setUnrollLength(1)
                .setMaxPolicyLag(0)
                .setPartitions(1)
                .setEnvironment("walk")
                .setEnvironmentVersion("1")
                .setObservationSize(3)
                .setActionSpace(RunPolicy.describe(space))
                .setDistribution(distribution)
                .setNetwork(
                        new NetworkDescription(List.of(8, 6), "tanh", "separate", 1, List.of(), List.of(), List.of()))
                .setRegisteredAt(Instant.EPOCH)
                .build();
    }
}
