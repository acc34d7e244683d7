package io.millrace.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.app.evaluation.ControlPaths.Control;
import io.millrace.app.evaluation.ControlPaths.Switch;
import io.millrace.app.evaluation.ControlPaths.Switches;
import io.millrace.app.evaluation.Evaluator.Judgement;
import io.millrace.env.EnvironmentSettings;
import io.millrace.env.environments.Allocation;
import io.millrace.env.environments.Allocation.Coefficients;
import io.millrace.env.environments.Allocation.Mode;
import io.millrace.env.environments.CartPole;
import io.millrace.env.environments.Coefficient;
import io.millrace.env.environments.Consumption;
import io.millrace.env.environments.EnvironmentParameters;
import io.millrace.env.environments.Identity;
import io.millrace.policy.NetworkPolicy;
import io.millrace.policy.distribution.Distributions;
import io.millrace.policy.network.Activation;
import io.millrace.policy.network.NetworkShape;
import io.millrace.weights.PublishedWeights;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a policy lacks of the optimum, and how both look over time. */
class BesideOptimumTest {

    private static final Consumption.Parameters CONSUMPTION =
            EnvironmentSettings.defaults("consumption").bind("", Consumption.Parameters.class);

    private static final Coefficient NO_COEFFICIENT =
            new Coefficient(Coefficient.Function.NONE, 0, 0, 0, 0, 0, 0, false);

    @ParameterizedTest
    @EnumSource(Mode.class)
    void theBestAllocationHasNoGap(Mode mode) {
        BesideOptimum beside = beside(allocation(mode, Coefficients.CASE_A), bestOfTwo(mode), 3);

        assertThat(beside.optimalRule().mean()).isCloseTo(75, within(1e-9));
        assertThat(beside.gap().mean()).isCloseTo(0, within(1e-9));
        assertThat(beside.gap().high() - beside.gap().low()).isCloseTo(0, within(1e-9));
    }

    @Test
    void equalSharesLoseAThirdOfCaseA() {
        Scripted halves = new Scripted(4, 3, (seen, from, into, at) -> {
            into[at] = 0.5f;
            into[at + 1] = 0.5f;
        });

        BesideOptimum beside = beside(allocation(Mode.SIMPLEX, Coefficients.CASE_A), halves, 4);

        assertThat(beside.expected()).isCloseTo(75, within(1e-9));
        assertThat(beside.gap().mean()).isCloseTo(25, within(1e-9));
        assertThat(beside.gapPercent()).isCloseTo(100.0 / 3, within(1e-9));
    }

    @Test
    void theClosedFormFractionsHaveNoGap() {
        Scripted closedForm = new Scripted(3, 1, (seen, from, into, at) -> {
            double left = Math.round(seen[from + 2] * 21);
            into[at] = (float) ((1 - 0.95) / (1 - Math.pow(0.95, left)));
        });

        BesideOptimum beside = beside(CONSUMPTION, closedForm, 2);

        assertThat(beside.expected()).isCloseTo(29.3703061621, within(1e-8));
        assertThat(beside.gap().mean()).isCloseTo(0, within(1e-9));
    }

    @Test
    void equalFractionsLoseWhatIsKnown() {
        BesideOptimum beside = beside(CONSUMPTION, equalFractions(), 2);

        assertThat(beside.gap().mean()).isCloseTo(29.3703061621 - 28.7520893781, within(1e-6));
    }

    @Test
    void theFractionsStandBesideTheClosedForm() {
        ControlPaths paths = paths(CONSUMPTION, equalFractions(), 2);

        Control fraction = paths.controls().get(0);
        assertThat(paths.times()).hasSize(21).endsWith(20.0);
        assertThat(fraction.policy().get(0)).isCloseTo(1 / 21.0, within(1e-7));
        assertThat(fraction.optimum().get(0)).isCloseTo(0.0758220965, within(1e-8));
        assertThat(fraction.optimum().get(10)).isCloseTo(0.1159554979, within(1e-8));
        assertThat(fraction.optimum().get(20)).isEqualTo(1);
        assertThat(fraction.spreads()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void switchesOfCaseBAreFoundAtTheNextDecision(Mode mode) {
        Switches switches = switches(allocation(mode, Coefficients.CASE_B), bestOfTwo(mode));

        assertThat(switches.exact()).hasSize(3);
        assertThat(switches.exact().get(0)).isCloseTo(0.2616391351, within(1e-8));
        // At time 0 neither earns anything: the best policy gives to nobody, ours to the first.
        assertThat(switches.optimum())
                .containsExactly(
                        new Switch(0.01, "nobody", "u2"),
                        new Switch(0.27, "u2", "u1"),
                        new Switch(0.64, "u1", "u2"),
                        new Switch(0.78, "u2", "u1"));
        assertThat(switches.policy())
                .containsExactly(
                        new Switch(0.01, "u1", "u2"),
                        new Switch(0.27, "u2", "u1"),
                        new Switch(0.64, "u1", "u2"),
                        new Switch(0.78, "u2", "u1"));
    }

    @Test
    void whoKeepsTheBudgetGivesToNobody() {
        Scripted hesitant = new Scripted(4, 3, (seen, from, into, at) -> {
            into[at] = 0.3f;
            into[at + 1] = seen[from + 2] < 0.2f ? 0.3f : 0.6f;
            into[at + 2] = seen[from + 2] < 0.2f ? 0.4f : 0.1f;
        });

        assertThat(switches(allocation(Mode.SIMPLEX, Coefficients.CASE_A), hesitant)
                        .policy())
                .containsExactly(new Switch(0.2, "nobody", "u2"));
    }

    @Test
    void anEpisodeThatAPenaltyCutsEndsBeforeTheOptimum() {
        Scripted greedyForAll = new Scripted(4, 2, (seen, from, into, at) -> {
            into[at] = 1;
            into[at + 1] = seen[from + 2] < 0.095f ? 0 : 1;
        });
        EnvironmentParameters penalty = allocation(Mode.PENALTY, Coefficients.CASE_A);

        Control u1 = paths(penalty, greedyForAll, 2).controls().get(0);

        assertThat(u1.policy()).hasSize(11);
        assertThat(u1.optimum()).hasSize(100);
        // Ten steps of a1 = t, then minus the best return.
        assertThat(beside(penalty, greedyForAll, 2).gap().mean()).isCloseTo(75 - (0.45 - 75), within(1e-9));
    }

    @Test
    void pairingTakesTheLuckOfThePathOutOfTheGap() {
        Judgement judgement = judge(new Noisy(1), aTenthOff(), 400);

        BesideOptimum beside = besideOf(judgement);
        assertThat(beside.gap().mean()).isCloseTo(3 * 0.01, within(1e-6));
        assertThat(beside.gap().high() - beside.gap().low()).isLessThan(1e-6);
        assertThat(judgement.evaluation().high() - judgement.evaluation().low()).isGreaterThan(0.2);
    }

    @Test
    void bothMeetTheSameLuck() {
        Judgement judgement = judge(new Noisy(1), aTenthOff(), 400);

        double difference = besideOf(judgement).optimalRule().mean()
                - judgement.evaluation().mean();
        assertThat(difference).isCloseTo(0.03, within(1e-6));
    }

    @Test
    void theGapToTheExpectedOptimumHasTheLuckInIt() {
        Judgement judgement = judge(new Noisy(1), aTenthOff(), 25);

        assertThat(judgement.evaluation().gap())
                .isEqualTo(-judgement.evaluation().mean());
        assertThat(besideOf(judgement).gapPercent()).isNull();
    }

    @Test
    void theBandHoldsNineTenthsOfThePolicysEpisodes() {
        // What it sees is the last reward: nearly uniform controls after the first decision.
        Scripted byLuck = new Scripted(
                1, 1, (seen, from, into, at) -> into[at] = 0.5f + 0.4f * (float) Math.sin(1000 * seen[from]));

        Control control = paths(new Noisy(1), byLuck, 1500).controls().get(0);

        // Of the arcsine law between 0.1 and 0.9 a twentieth lies below 0.5 - 0.4 cos(pi / 20) = 0.1049.
        assertThat(control.spreads()).isTrue();
        assertThat(control.low().get(2)).isCloseTo(0.1049, within(0.01));
        assertThat(control.high().get(2)).isCloseTo(0.8951, within(0.01));
    }

    @Test
    void everyControlHasABandOfItsOwn() {
        Scripted steady = new Scripted(4, 3, (seen, from, into, at) -> {
            into[at] = 0.2f;
            into[at + 1] = 0.3f;
            into[at + 2] = 0.5f;
        });

        for (Control control :
                paths(allocation(Mode.SIMPLEX, Coefficients.CASE_A), steady, 5).controls()) {
            assertThat(control.low().get(0)).isCloseTo(control.policy().get(0), within(1e-6));
            assertThat(control.high().get(0)).isCloseTo(control.policy().get(0), within(1e-6));
        }
    }

    @Test
    void manyEpisodesArePlayedInBlocks() {
        Scripted policy = aTenthOff();

        Judgement judgement = judge(new Noisy(1), policy, 20_000);

        assertThat(policy.largestBatch()).isEqualTo(1024);
        assertThat(judgement.evaluation().episodes()).isEqualTo(20_000);
        assertThat(judgement.evaluation().meanLength()).isEqualTo(Noisy.DECISIONS);
        // Standard error sqrt(3 / 20 000) = 0.012.
        assertThat(judgement.evaluation().mean()).isCloseTo(-0.03, within(0.05));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1024, 1024", "1025, 1024"})
    void everyEpisodeIsPlayedOnce(int episodes, int largestBatch) {
        Scripted policy = aTenthOff();

        assertThat(judge(new Noisy(0), policy, episodes).evaluation().mean()).isCloseTo(-0.03, within(1e-6));
        assertThat(policy.largestBatch()).isEqualTo(largestBatch);
    }

    @Test
    void ofManyDecisionsSomeAreLeftOut() {
        EnvironmentParameters fine = new Allocation.Parameters(
                Mode.SIMPLEX, 1, 2500, 1, Coefficients.CASE_A, NO_COEFFICIENT, NO_COEFFICIENT);

        ControlPaths paths = paths(fine, bestOfTwo(Mode.SIMPLEX), 1);

        assertThat(paths.times()).hasSizeLessThanOrEqualTo(1001).startsWith(0.0).endsWith(2499 / 2500.0);
        assertThat(switches(fine, bestOfTwo(Mode.SIMPLEX)).policy()).containsExactly(new Switch(0.5, "u2", "u1"));
    }

    @Test
    void whatIsNoControlProblemHasAGapAlone() {
        EnvironmentParameters identity = new Identity.Parameters(4, 10);
        Scripted same = new Scripted(4, 1, (seen, from, into, at) -> into[at] = 2);

        BesideOptimum beside = beside(identity, same, 50);

        assertThat(beside.optimalRule()).isEqualTo(new Interval(10, 10, 10));
        assertThat(beside.controls()).isNull();
    }

    @Test
    void whereTheOptimumIsNotKnownThereIsNoneBeside() {
        EnvironmentParameters cartPole = new CartPole.Parameters();
        NetworkShape shape = new NetworkShape(4, List.of(), Activation.TANH, 2, 0);
        NetworkPolicy policy = new NetworkPolicy(
                shape,
                Distributions.of("categorical", cartPole.create().description().actionSpace()));

        Judgement judgement = new Evaluator(cartPole, policy, 1)
                .judge(new PublishedWeights(1, new float[shape.parameterCount()], ""), 3);

        assertThat(judgement.besideOptimum()).isNull();
        assertThat(judgement.evaluation().episodes()).isEqualTo(3);
    }

    private static Allocation.Parameters allocation(Mode mode, Coefficients coefficients) {
        return new Allocation.Parameters(mode, 1, 100, 1, coefficients, NO_COEFFICIENT, NO_COEFFICIENT);
    }

    /** All to the larger coefficient that it sees. */
    private static Scripted bestOfTwo(Mode mode) {
        int width =
                switch (mode) {
                    case SIMPLEX -> 3;
                    case PENALTY -> 2;
                    case DISCRETE -> 1;
                };
        return new Scripted(4, width, (seen, from, into, at) -> {
            int best = seen[from] >= seen[from + 1] ? 0 : 1;
            if (mode == Mode.DISCRETE) {
                into[at] = best;
            } else {
                into[at + best] = 1;
            }
        });
    }

    private static Scripted equalFractions() {
        return new Scripted(3, 1, (seen, from, into, at) -> into[at] = 1 / (float) Math.round(seen[from + 2] * 21));
    }

    private static Scripted aTenthOff() {
        return new Scripted(1, 1, (seen, from, into, at) -> into[at] = 0.6f);
    }

    private static Judgement judge(EnvironmentParameters parameters, Scripted policy, int episodes) {
        return new Evaluator(parameters, policy, 7).judge(Scripted.NO_WEIGHTS, episodes);
    }

    private static BesideOptimum beside(EnvironmentParameters parameters, Scripted policy, int episodes) {
        return besideOf(judge(parameters, policy, episodes));
    }

    private static BesideOptimum besideOf(Judgement judgement) {
        BesideOptimum beside = judgement.besideOptimum();
        if (beside == null) {
            throw new AssertionError("The optimum is known, but nothing stands beside it.");
        }
        return beside;
    }

    private static ControlPaths paths(EnvironmentParameters parameters, Scripted policy, int episodes) {
        ControlPaths paths = beside(parameters, policy, episodes).controls();
        if (paths == null) {
            throw new AssertionError("It has controls, but none were recorded.");
        }
        return paths;
    }

    private static Switches switches(EnvironmentParameters parameters, Scripted policy) {
        Switches switches = paths(parameters, policy, 1).switches();
        if (switches == null) {
            throw new AssertionError("It switches, but no switches were recorded.");
        }
        return switches;
    }
}
