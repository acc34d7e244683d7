package io.millrace.policy.bandit;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Markets and questions that a rule can be tried on. */
final class SmallMarket {

    private SmallMarket() {}

    /** A market after some batches, with so many store-weeks and mean units of each arm. */
    static Market of(int batches, List<Double> margins, int[] counts, double[] means) {
        List<Double> prices =
                IntStream.range(0, counts.length).mapToObj(arm -> arm + 1.0).toList();
        ArmTable table = new ArmTable(1, new Arms(prices, margins), 0);
        Market market = table.market(new float[table.parameterCount()], 0);
        for (int arm = 0; arm < counts.length; arm++) {
            if (counts[arm] > 0) {
                market.add(arm, counts[arm], means[arm], counts[arm] * means[arm]);
            }
        }
        IntStream.range(0, batches).forEach(batch -> market.countBatch());
        return market;
    }

    /** One whose units earn 1 each. */
    static Market of(int[] counts, double... means) {
        return of(1, IntStream.range(0, counts.length).mapToObj(arm -> 1.0).toList(), counts, means);
    }

    static Decision ask(Market market, int stores, byte @Nullable [] mask) {
        Decision decision = new Decision(market.arms().count());
        decision.ask(stores, mask);
        return decision;
    }

    static Decision decide(Rule rule, Market market, int stores, long seed) {
        Decision decision = ask(market, stores, null);
        rule.decide(market, decision, random(seed));
        return decision;
    }

    static int[] chosen(Decision decision) {
        return IntStream.range(0, decision.stores()).map(decision::chosen).toArray();
    }

    static RandomGenerator random(long seed) {
        return new CounterRandom(7).at(Purpose.ACTING, seed, 0, 0);
    }

    /** A rule with its own settings, but for those given. */
    static Rule rule(String name, Map<String, Double> settings) {
        Map<String, Double> all = new HashMap<>(Rules.defaults(name));
        all.putAll(settings);
        return Rules.of(name, all);
    }
}
