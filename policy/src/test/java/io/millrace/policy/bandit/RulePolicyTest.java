package io.millrace.policy.bandit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.millrace.policy.bandit.RulePolicy.Tags;
import io.millrace.policy.random.CounterRandom;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulePolicyTest {

    private static final int STORES = 10;
    private static final int SIZE = StoreObservation.size(0);
    private static final Arms ARMS = new Arms(List.of(2.0, 3.0, 4.0), List.of(1.0, 2.0, 3.0));
    private static final ArmTable TABLE = new ArmTable(2, ARMS, 0);

    private final CounterRandom random = new CounterRandom(5);

    @Test
    void theFirstBatchIsSharedOutEvenlyWhateverTheRule() {
        RulePolicy policy = policy(new FixedRule(1), Tags.FEWEST_CHANGES, new float[TABLE.parameterCount()]);

        int[] arms = draw(policy, 0);

        assertThat(IntStream.range(0, 3).mapToLong(arm -> count(arms, arm))).containsExactly(4L, 3L, 3L);
        assertThat(policy.logProbabilities()[
                        Arrays.stream(arms).boxed().toList().indexOf(0)])
                .isCloseTo((float) Math.log(0.4), within(1e-6f));
    }

    @Test
    void whatAStoreGetsFirstIsAsLikelyAsItsShare() {
        RulePolicy policy = policy(new FixedRule(1), Tags.AS_CHOSEN, new float[TABLE.parameterCount()]);
        int lanes = 4000;
        int first = 0;
        for (int lane = 0; lane < lanes; lane++) {
            first += draw(policy, lane)[7] == 0 ? 1 : 0;
        }

        assertThat((double) first / lanes).isCloseTo(0.4, within(4 * Math.sqrt(0.24 / lanes)));
    }

    @Test
    void everyLaneGoesByItsOwnMarket() {
        float[] parameters = new float[TABLE.parameterCount()];
        know(parameters, 0, 5, 1, 1);
        know(parameters, 1, 1, 1, 5);
        RulePolicy policy = policy(new EpsilonRule(0, 0), Tags.AS_CHOSEN, parameters);

        assertThat(draw(policy, 0)).containsOnly(0);
        assertThat(draw(policy, 1)).containsOnly(2);
        assertThat(draw(policy, 2)).containsOnly(0);
    }

    @Test
    void tagsOfFewestChangesAreTheSameArmsOtherwiseGivenOut() {
        float[] parameters = new float[TABLE.parameterCount()];
        know(parameters, 0, 3, 1.5, 1);
        Rule rule = new SoftmaxRule(1, 0);

        int[] asChosen = draw(policy(rule, Tags.AS_CHOSEN, parameters), 0);
        int[] fewest = draw(policy(rule, Tags.FEWEST_CHANGES, parameters), 0);

        assertThat(fewest).containsExactlyInAnyOrder(asChosen);
        assertThat(changes(fewest)).isLessThan(changes(asChosen));
    }

    @Test
    void simulationsChangeNoDecisionOfFewestChangesEither() {
        float[] parameters = new float[TABLE.parameterCount()];
        know(parameters, 0, 3, 1.5, 1);

        int[] without = draw(
                policy(SmallMarket.rule("thompson", Map.of("simulations", 0.0)), Tags.FEWEST_CHANGES, parameters), 0);

        assertThat(draw(policy(SmallMarket.rule("thompson", Map.of()), Tags.FEWEST_CHANGES, parameters), 0))
                .isEqualTo(without);
    }

    @Test
    void theGreedyArmIsTheRecommendedOne() {
        float[] parameters = new float[TABLE.parameterCount()];
        know(parameters, 0, 5, 1, 1);
        TABLE.market(parameters, 0).estimate(2, 4, 0);
        TABLE.market(parameters, 1).estimate(1, 4, 0);
        RulePolicy policy = policy(UpperBoundRule.onCommittee(1, 1), Tags.AS_CHOSEN, parameters);
        policy.forward(observations(STORES), STORES);

        policy.greedy(0, STORES, null);

        // Two markets, row by row in turns.
        assertThat(policy.actions()).containsExactly(2, 1, 2, 1, 2, 1, 2, 1, 2, 1);
    }

    @Test
    void aStoreWithHalfAnArmIsNamed() {
        RulePolicy policy = policy(new FixedRule(1), Tags.AS_CHOSEN, new float[TABLE.parameterCount()]);
        float[] observations = observations(STORES);
        observations[3 * SIZE + StoreObservation.ARM] = 0.5f;
        policy.forward(observations, STORES);

        assertThatThrownBy(() -> policy.draw(random, 0, 0, 0, STORES, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Store 3 shows arm 0.5");
    }

    @ParameterizedTest
    @MethodSource("io.millrace.policy.bandit.Rules#names")
    void decidingForManyStoresAllocatesNoMoreThanForFew(String name) {
        int many = 2000;
        float[] parameters = new float[TABLE.parameterCount()];
        know(parameters, 0, 3, 1.5, 1);
        RulePolicy policy = policy(SmallMarket.rule(name, Map.of()), Tags.AS_CHOSEN, parameters);
        policy.forward(observations(many), many);
        policy.draw(random, 0, 0, 0, many, null);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        policy.draw(random, 0, 1, 0, many, null);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(many);
    }

    private static RulePolicy policy(Rule rule, Tags tags, float[] parameters) {
        RulePolicy policy = new RulePolicy(TABLE, rule, tags, SIZE);
        policy.load(parameters);
        return policy;
    }

    private static void know(float[] parameters, int number, double... rewards) {
        Market market = TABLE.market(parameters, number);
        for (int arm = 0; arm < rewards.length; arm++) {
            double units = rewards[arm] / ARMS.margin(arm);
            market.add(arm, 4, units, 4 * units);
        }
        market.countBatch();
    }

    private int[] draw(RulePolicy policy, long lane) {
        policy.forward(observations(STORES), STORES);
        policy.draw(random, lane, 1, 0, STORES, null);
        return IntStream.range(0, STORES)
                .map(store -> (int) policy.actions()[store])
                .toArray();
    }

    /** Store number i sells at arm i modulo 3. */
    private static float[] observations(int stores) {
        float[] observations = new float[stores * SIZE];
        for (int store = 0; store < stores; store++) {
            observations[store * SIZE + StoreObservation.ARM] = store % 3;
        }
        return observations;
    }

    private static long count(int[] arms, int arm) {
        return Arrays.stream(arms).filter(given -> given == arm).count();
    }

    private static long changes(int[] arms) {
        return IntStream.range(0, STORES)
                .filter(store -> arms[store] != store % 3)
                .count();
    }
}
