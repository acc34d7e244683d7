package io.millrace.policy.bandit;

import static io.millrace.policy.bandit.SmallMarket.chosen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelabellingTest {

    private static final int ARMS = 4;
    private static final int FEW = 6;

    private final Relabelling relabelling = new Relabelling();

    /** 003-A16. */
    @Test
    void asFewStoresChangeAsInAnyMatchingThatIsAllowed() {
        for (int seed = 0; seed < 300; seed++) {
            Decision decision = drawn(FEW, seed);
            int[] before = chosen(decision);

            relabelling.apply(decision, SmallMarket.random(seed));

            assertThat(changes(decision, chosen(decision)))
                    .as("seed %d", seed)
                    .isEqualTo(fewest(decision, before, new int[FEW], 0, 0));
        }
    }

    @Test
    void everyArmIsGivenAsOftenAsItWasChosen() {
        for (int seed = 0; seed < 100; seed++) {
            Decision decision = drawn(50, seed);
            int[] before = chosen(decision);

            relabelling.apply(decision, SmallMarket.random(seed));

            assertThat(chosen(decision)).as("seed %d", seed).containsExactlyInAnyOrder(before);
        }
    }

    @Test
    void noStoreIsGivenAnArmThatItIsNotAllowed() {
        for (int seed = 0; seed < 100; seed++) {
            Decision decision = drawn(50, seed);

            relabelling.apply(decision, SmallMarket.random(seed));

            assertThat(IntStream.range(0, 50))
                    .as("seed %d", seed)
                    .allMatch(store -> decision.allowed(store, decision.chosen(store)));
        }
    }

    @Test
    void thePropensityIsTheShareOfItsLikeThatGotTheArm() {
        int times = 4000;
        int[] taken = new int[ARMS];
        for (int seed = 0; seed < times; seed++) {
            Decision decision = twoGroups();
            relabelling.apply(decision, SmallMarket.random(seed));
            taken[decision.chosen(1)]++;
            assertThat(decision.propensity(1)).isCloseTo(decision.chosen(1) == 0 ? 2.0 / 3 : 1.0 / 3, within(1e-12));
            assertThat(decision.propensity(3)).isEqualTo(1);
        }

        assertThat(taken[0] / (double) times).isCloseTo(2.0 / 3, within(4 * Math.sqrt(2.0 / 9 / times)));
        assertThat(taken[0] + taken[2]).isEqualTo(times);
    }

    @Test
    void theEntropyIsThatOfTheShares() {
        Decision decision = twoGroups();

        relabelling.apply(decision, SmallMarket.random(1));

        double ofThree = -(2.0 / 3 * Math.log(2.0 / 3) + 1.0 / 3 * Math.log(1.0 / 3));
        assertThat(decision.meanEntropy()).isCloseTo(3 * ofThree / 4, within(1e-12));
    }

    @Test
    void aMarketMayGrowAndShrink() {
        for (int stores : new int[] {3, 10_000, 1, 64}) {
            Decision decision = drawn(stores, stores);
            int[] before = chosen(decision);

            relabelling.apply(decision, SmallMarket.random(stores));

            assertThat(changes(decision, chosen(decision))).isLessThanOrEqualTo(changes(decision, before));
        }
    }

    /** Three stores at arm 0 and one at arm 2, that got arms 2, 0, 2 and 0. */
    private static Decision twoGroups() {
        Decision decision = new Decision(ARMS);
        decision.ask(4, null);
        int[] given = {2, 0, 2, 0};
        for (int store = 0; store < 4; store++) {
            decision.setCurrent(store, store < 3 ? 0 : 2);
            decision.settle(store, given[store]);
        }
        return decision;
    }

    /** Stores with any arm or none, any mask, and any arm that it allows. */
    private static Decision drawn(int stores, int seed) {
        RandomGenerator random = SmallMarket.random(seed);
        byte[] mask = new byte[stores * ARMS];
        for (int at = 0; at < mask.length; at++) {
            mask[at] = (byte) (random.nextInt(5) < 3 ? 1 : 0);
        }
        for (int store = 0; store < stores; store++) {
            mask[store * ARMS + random.nextInt(ARMS)] = 1;
        }
        Decision decision = new Decision(ARMS);
        decision.ask(stores, mask);
        for (int store = 0; store < stores; store++) {
            decision.setCurrent(store, random.nextInt(ARMS + 1) - 1);
            decision.settle(store, random.nextInt(ARMS));
        }
        return decision;
    }

    private static int changes(Decision decision, int[] given) {
        return (int) IntStream.range(0, decision.stores())
                .filter(store -> decision.current(store) != given[store])
                .count();
    }

    /** Of all orders of the arms that were chosen, by trying each. */
    private static int fewest(Decision decision, int[] arms, int[] given, int store, int used) {
        if (store == FEW) {
            return changes(decision, given);
        }
        int fewest = Integer.MAX_VALUE;
        for (int from = 0; from < FEW; from++) {
            if ((used >> from & 1) == 0 && decision.allowed(store, arms[from])) {
                given[store] = arms[from];
                int[] rest = Arrays.copyOf(given, FEW);
                fewest = Math.min(fewest, fewest(decision, arms, rest, store + 1, used | 1 << from));
            }
        }
        return fewest;
    }
}
