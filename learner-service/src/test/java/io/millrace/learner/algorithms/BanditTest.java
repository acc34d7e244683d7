package io.millrace.learner.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learner.experience.DecodedUnroll;
import io.millrace.learner.experience.UnrollBatch;
import io.millrace.learner.experience.UnrollShape;
import io.millrace.policy.bandit.ArmTable;
import io.millrace.policy.bandit.Arms;
import io.millrace.policy.bandit.Market;
import io.millrace.policy.bandit.Rule.Fit;
import io.millrace.policy.bandit.StoreObservation;
import io.millrace.policy.space.ActionSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BanditTest {

    private static final Arms ARMS = new Arms(List.of(450.0, 483.3333333333333), List.of(50.0, 83.33333333333331));
    private static final int STORES = 4;

    @Test
    void countsMeansAndDeviationsAreThoseOfTheUnitsSold() {
        ArmTable table = new ArmTable(1, ARMS, 0);
        float[] parameters = new float[table.parameterCount()];

        learn(table, parameters, unroll(0, new int[] {0, 1, 1, 1}, new int[] {9, 3, 4, 8}));
        learn(table, parameters, unroll(0, new int[] {0, 0, 1, 0}, new int[] {11, 7, 1, 5}));

        Market market = table.market(parameters, 0);
        assertThat(market.batches()).isEqualTo(2);
        assertThat(market.count(0)).isEqualTo(4);
        assertThat(market.count(1)).isEqualTo(4);
        assertThat(market.meanUnits(0)).isEqualTo(8);
        assertThat(market.meanUnits(1)).isEqualTo(4);
        assertThat(market.meanReward(1)).isCloseTo(4 * 83.33333333333331, within(1e-9));
        double[] rewards = {450, 550, 350, 250, 250, 333.3333333, 666.6666667, 83.3333333};
        double mean = Arrays.stream(rewards).average().orElseThrow();
        double squares =
                Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
        assertThat(market.rewardDeviation()).isCloseTo(Math.sqrt(squares / 8), within(1e-4));
    }

    @Test
    void eachLaneHasAMarketOfItsOwn() {
        ArmTable table = new ArmTable(2, ARMS, 0);
        float[] parameters = new float[table.parameterCount()];

        learn(
                table,
                parameters,
                unroll(0, new int[] {0, 0, 0, 0}, new int[] {1, 1, 1, 1}),
                unroll(1, new int[] {0, 0, 1, 1}, new int[] {5, 5, 2, 2}));

        assertThat(table.market(parameters, 0).meanUnits(0)).isEqualTo(1);
        assertThat(table.market(parameters, 0).count(1)).isZero();
        assertThat(table.market(parameters, 1).meanUnits(0)).isEqualTo(5);
        assertThat(table.market(parameters, 1).meanUnits(1)).isEqualTo(2);
    }

    @Test
    void lanesOfOneMarketShareWhatTheySee() {
        ArmTable table = new ArmTable(1, ARMS, 0);
        float[] parameters = new float[table.parameterCount()];

        learn(
                table,
                parameters,
                unroll(0, new int[] {0, 0, 0, 0}, new int[] {1, 1, 1, 1}),
                unroll(7, new int[] {0, 0, 0, 0}, new int[] {3, 3, 3, 3}));

        assertThat(table.market(parameters, 0).batches()).isEqualTo(1);
        assertThat(table.market(parameters, 0).count(0)).isEqualTo(8);
        assertThat(table.market(parameters, 0).meanUnits(0)).isEqualTo(2);
    }

    @Test
    void thePastIsTakenFromWhatStoresShowAtFirst() {
        ArmTable table = new ArmTable(1, ARMS, 1);
        float[] parameters = new float[table.parameterCount()];
        DecodedUnroll first = unroll(0, new int[] {0, 0, 0, 0}, new int[] {1, 1, 1, 1}, 1);
        for (int row = 0; row < 2 * STORES; row++) {
            int at = row * StoreObservation.size(1);
            first.observations()[at + StoreObservation.historyPrice(0)] = 475;
            first.observations()[at + StoreObservation.historyDays(0)] = 60;
            first.observations()[at + StoreObservation.historyUnits(0)] = 10 + row;
        }

        learn(table, parameters, first);
        learn(table, parameters, unroll(0, new int[] {0, 0, 0, 0}, new int[] {1, 1, 1, 1}, 1));

        Market market = table.market(parameters, 0);
        assertThat(market.historyPrice(0)).isEqualTo(475);
        assertThat(market.historyDays(0)).isEqualTo(240);
        assertThat(market.historyUnits(0)).isEqualTo(10 + 11 + 12 + 13);
    }

    @Test
    void theElasticityIsFittedToResultsAndPastTogether() {
        ArmTable table = new ArmTable(1, ARMS, 1);
        float[] parameters = new float[table.parameterCount()];
        DecodedUnroll first = unroll(0, new int[] {0, 0, 0, 0}, new int[] {70, 70, 70, 70}, 1);
        for (int row = 0; row < 2 * STORES; row++) {
            int at = row * StoreObservation.size(1);
            first.observations()[at + StoreObservation.historyPrice(0)] = 500;
            first.observations()[at + StoreObservation.historyDays(0)] = 10;
            first.observations()[at + StoreObservation.historyUnits(0)] = 50;
        }

        learn(table, parameters, bandit(table, Fit.ELASTICITY), first);

        // 10 units a day at 450 and 5 at 500: half of it for 50 more, so 2^(-2/3) of it for the 33.33 more of the other
        // arm.
        Market market = table.market(parameters, 0);
        assertThat(market.estimate(0)).isCloseTo(50 * 70, within(1e-2));
        assertThat(market.estimate(1)).isCloseTo(83.3333 * 70 * Math.pow(2, -2 / 3.0), within(1e-1));
        assertThat(market.spread(1)).isZero();
    }

    @Test
    void whereOnePriceIsAllThatIsKnownNothingIsFitted() {
        ArmTable table = new ArmTable(1, ARMS, 0);
        float[] parameters = new float[table.parameterCount()];

        learn(table, parameters, bandit(table, Fit.ELASTICITY), unroll(0, new int[] {0, 0, 0, 0}, new int[] {7, 7, 7, 7
        }));

        assertThat(table.market(parameters, 0).fitted()).isFalse();
    }

    @Test
    void theCommitteeIsFittedToEachMarketAndWhoIsLeftOutIsCounted() {
        ArmTable table = new ArmTable(2, ARMS, 0);
        float[] parameters = new float[table.parameterCount()];
        Bandit bandit = bandit(table, Fit.COMMITTEE);

        learn(table, parameters, bandit, unroll(1, new int[] {0, 0, 1, 1}, new int[] {6, 6, 6, 6}));

        assertThat(table.market(parameters, 0).fitted()).isFalse();
        assertThat(table.market(parameters, 1).estimate(1)).isGreaterThan(300);
        assertThat(table.market(parameters, 1).spread(1)).isPositive();
        // Two prices are fewer than the three numbers of a bell.
        assertThat(bandit.state()).containsEntry("left-out-gaussian", 1.0).containsEntry("left-out-line", 0.0);
        Bandit after = bandit(table, Fit.COMMITTEE);
        after.restore(bandit.state());
        assertThat(after.state()).isEqualTo(bandit.state());
    }

    @Test
    void theCommitteeDrawsAnewWithEveryUpdate() {
        ArmTable table = new ArmTable(1, ARMS, 0);
        UnrollBatch batch = batch(table, unroll(0, new int[] {0, 0, 1, 1}, new int[] {6, 6, 6, 6}));
        float[] first = new float[table.parameterCount()];
        float[] second = new float[table.parameterCount()];

        bandit(table, Fit.COMMITTEE).update(batch, first, new UpdateContext(1, 0));
        bandit(table, Fit.COMMITTEE).update(batch, second, new UpdateContext(2, 0));

        assertThat(table.market(second, 0).estimate(0))
                .isNotEqualTo(table.market(first, 0).estimate(0));
    }

    @Test
    void nothingIsCarriedBesideTheParameters() {
        Bandit bandit = bandit(new ArmTable(1, ARMS, 0), Fit.NONE);

        assertThat(bandit.state()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> bandit.restore(Map.of("count", 1.0)));
    }

    private static void learn(ArmTable table, float[] parameters, DecodedUnroll... unrolls) {
        learn(table, parameters, bandit(table, Fit.NONE), unrolls);
    }

    private static void learn(ArmTable table, float[] parameters, Bandit bandit, DecodedUnroll... unrolls) {
        bandit.update(batch(table, unrolls), parameters, new UpdateContext(1, 0));
    }

    private static UnrollBatch batch(ArmTable table, DecodedUnroll... unrolls) {
        UnrollBatch batch = new UnrollBatch(new UnrollShape(
                1, STORES, StoreObservation.size(table.history()), new ActionSpace.Discrete(ARMS.count()), 1));
        batch.fill(List.of(unrolls));
        return batch;
    }

    private static Bandit bandit(ArmTable table, Fit fit) {
        return new Bandit(table, fit, 7, 1);
    }

    private static DecodedUnroll unroll(int lane, int[] arms, int[] units) {
        return unroll(lane, arms, units, 0);
    }

    private static DecodedUnroll unroll(int lane, int[] arms, int[] units, int history) {
        float[] sampled = new float[STORES];
        float[] rewards = new float[STORES];
        for (int i = 0; i < STORES; i++) {
            sampled[i] = arms[i];
            rewards[i] = (float) (units[i] * ARMS.margin(arms[i]));
        }
        return new DecodedUnroll(
                lane,
                0,
                new float[2 * STORES * StoreObservation.size(history)],
                null,
                sampled,
                new float[STORES],
                rewards,
                new byte[STORES],
                new int[0],
                new float[0],
                new long[1]);
    }
}
