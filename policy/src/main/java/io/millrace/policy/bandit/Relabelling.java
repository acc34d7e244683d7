package io.millrace.policy.bandit;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jgrapht.Graph;
import org.jgrapht.alg.flow.mincost.CapacityScalingMinimumCostFlow;
import org.jgrapht.alg.flow.mincost.MinimumCostFlowProblem.MinimumCostFlowProblemImpl;
import org.jgrapht.graph.DirectedWeightedPseudograph;

/**
 * Gives the arms that were chosen for a market to its stores anew, so that as few stores as can be change their
 * arm. Each arm is given as often as before, and no store an arm that it is not allowed. There is always such a
 * matching, for the one that was chosen is one.
 *
 * <p>Stores of the same arm and the same mask are alike, and how many of them get each arm is a flow of least
 * cost from groups of stores to arms: its size depends on the groups, not on the stores. Which of those that are
 * alike get which arm is drawn, each order as likely as the next. A store's propensity is then the share of its
 * like that got its arm: exact, given what all stores together got. An arm that none of its like got has no
 * chance, so that the recorded stream says less of other rules than without this.
 *
 * <p>One thread at a time; arrays grow with the largest market seen.
 */
public final class Relabelling {

    private static final int EMPTY = -1;

    private int arms;
    private int groups;
    private int[] table = {};
    private int[] groupOf = {};
    private int[] firstOf = {};
    private int[] sizes = {};
    private int[] needs = {};
    private int[] waiting = {};
    private int[] quotas = {};
    private int[] left = {};
    private double[] shares = {};

    /** Changes a decision in which every store is settled. */
    public void apply(Decision decision, RandomGenerator random) {
        arms = decision.choices();
        grow(decision.stores());
        group(decision);
        solve(decision);
        hand(decision, random);
    }

    private void grow(int stores) {
        if (groupOf.length < stores || needs.length != arms) {
            table = new int[Integer.highestOneBit(stores) * 4];
            groupOf = new int[stores];
            firstOf = new int[stores];
            sizes = new int[stores];
            waiting = new int[stores];
            quotas = new int[stores * arms];
            left = new int[stores * arms];
            needs = new int[arms];
            shares = new double[arms];
        }
    }

    /** Finds out who is alike, and how often each arm is needed. */
    private void group(Decision decision) {
        groups = 0;
        Arrays.fill(table, EMPTY);
        Arrays.fill(needs, 0);
        for (int store = 0; store < decision.stores(); store++) {
            needs[decision.chosen(store)]++;
            int at = hash(decision, store);
            while (table[at] != EMPTY && !alike(decision, store, firstOf[table[at]])) {
                at = (at + 1) & (table.length - 1);
            }
            if (table[at] == EMPTY) {
                table[at] = groups;
                firstOf[groups] = store;
                sizes[groups] = 0;
                groups++;
            }
            groupOf[store] = table[at];
            sizes[table[at]]++;
        }
    }

    private int hash(Decision decision, int store) {
        int hash = decision.current(store);
        for (int arm = 0; arm < arms; arm++) {
            hash = 31 * hash + (decision.allowed(store, arm) ? 1 : 0);
        }
        return (hash ^ (hash >>> 16)) & (table.length - 1);
    }

    private boolean alike(Decision decision, int store, int other) {
        boolean alike = decision.current(store) == decision.current(other);
        for (int arm = 0; arm < arms && alike; arm++) {
            alike = decision.allowed(store, arm) == decision.allowed(other, arm);
        }
        return alike;
    }

    /** How many of each group get each arm. Vertices are the groups and then the arms, an edge is its quota's index. */
    private void solve(Decision decision) {
        Graph<Integer, Integer> graph = new DirectedWeightedPseudograph<>(null, null);
        for (int vertex = 0; vertex < groups + arms; vertex++) {
            graph.addVertex(vertex);
        }
        for (int group = 0; group < groups; group++) {
            int store = firstOf[group];
            for (int arm = 0; arm < arms; arm++) {
                int edge = group * arms + arm;
                if (needs[arm] > 0 && decision.allowed(store, arm)) {
                    graph.addEdge(group, groups + arm, edge);
                    // The solver takes weights for costs, and no others.
                    graph.setEdgeWeight(edge, decision.current(store) == arm ? 0 : 1);
                }
            }
        }
        var flow = new CapacityScalingMinimumCostFlow<Integer, Integer>()
                .getMinimumCostFlow(new MinimumCostFlowProblemImpl<>(
                        graph,
                        vertex -> vertex < groups ? sizes[vertex] : -needs[vertex - groups],
                        edge -> sizes[edge / arms]));
        Arrays.fill(quotas, 0, groups * arms, 0);
        for (int edge : graph.edgeSet()) {
            quotas[edge] = (int) Math.round(flow.getFlow(edge));
        }
    }

    /** Hands the quota of each group out in random order: what is left of it is an urn. */
    private void hand(Decision decision, RandomGenerator random) {
        decision.reopen();
        System.arraycopy(quotas, 0, left, 0, groups * arms);
        System.arraycopy(sizes, 0, waiting, 0, groups);
        for (int store = 0; store < decision.stores(); store++) {
            int group = groupOf[store];
            int skip = random.nextInt(waiting[group]--);
            int arm = 0;
            while (skip >= left[group * arms + arm]) {
                skip -= left[group * arms + arm];
                arm++;
            }
            left[group * arms + arm]--;
            for (int other = 0; other < arms; other++) {
                shares[other] = (double) quotas[group * arms + other] / sizes[group];
            }
            decision.settle(store, arm, shares);
        }
    }
}
