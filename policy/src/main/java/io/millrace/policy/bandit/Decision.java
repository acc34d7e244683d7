package io.millrace.policy.bandit;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a rule is asked and what it answers: one arm for each store of a market. An arm that a store is not
 * allowed gives way to the allowed one nearest in index, of two equally near to the lower. One thread at a
 * time; arrays grow with the largest market seen.
 */
public final class Decision {

    /** No arm: of a store that has none yet or was given none yet. */
    public static final int NONE = StoreObservation.NO_ARM;

    private final int choices;
    private int stores;
    private byte @Nullable [] mask;
    private int[] current = {};
    private int[] chosen = {};
    private double[] propensities = {};
    private double[] probabilities = {};
    private double entropy;

    /** @param choices how many arms there are */
    public Decision(int choices) {
        this.choices = choices;
    }

    /**
     * Asks anew.
     *
     * @param stores how many; {@link #setCurrent} then tells of each
     * @param mask   stores x arms, 1 where an arm is allowed; null where all are
     * @throws IllegalStateException if a store is allowed none
     */
    public void ask(int stores, byte @Nullable [] mask) {
        this.stores = stores;
        this.mask = mask;
        entropy = 0;
        if (chosen.length < stores) {
            current = new int[stores];
            chosen = new int[stores];
            propensities = new double[stores];
            probabilities = new double[stores * choices];
        }
        Arrays.fill(current, 0, stores, NONE);
        Arrays.fill(chosen, 0, stores, NONE);
        for (int store = 0; store < stores; store++) {
            if (nearest(store, 0) == NONE) {
                throw new IllegalStateException("Store " + store + " is allowed none of the " + choices
                        + " arms, so that nothing can be chosen for it. Allow at least its current one.");
            }
        }
    }

    /** How many stores ask. */
    public int stores() {
        return stores;
    }

    /** How many arms there are. */
    public int choices() {
        return choices;
    }

    /** The arm that a store has now, or {@link #NONE}. */
    public int current(int store) {
        return current[store];
    }

    /**
     * Tells the arm that a store has now, or {@link #NONE}.
     *
     * @throws IllegalStateException if there is no such arm
     */
    public void setCurrent(int store, int arm) {
        if (arm < NONE || arm >= choices) {
            throw new IllegalStateException("Store " + store + " shows arm " + arm + ", but there are " + choices
                    + ", counted from 0. Its environment and this policy run with different settings.");
        }
        current[store] = arm;
    }

    /** Whether a store is allowed an arm. */
    public boolean allowed(int store, int arm) {
        return mask == null || mask[store * choices + arm] == 1;
    }

    /** The allowed arm nearest to one, or {@link #NONE} if none is allowed. */
    public int nearest(int store, int arm) {
        for (int away = 0; away < choices; away++) {
            if (arm - away >= 0 && allowed(store, arm - away)) {
                return arm - away;
            }
            if (arm + away < choices && allowed(store, arm + away)) {
                return arm + away;
            }
        }
        return NONE;
    }

    /** Chooses for a store what could not have been another arm. */
    public void settle(int store, int arm) {
        chosen[store] = nearest(store, arm);
        propensities[store] = 1;
        Arrays.fill(probabilities, store * choices, (store + 1) * choices, 0);
        probabilities[store * choices + chosen[store]] = 1;
    }

    /**
     * Chooses for a store what was drawn.
     *
     * @param arm           that was drawn
     * @param drawable with what probability each arm could have been drawn, from 0 on; those of the arms that lead
     *     to the same allowed one add up
     */
    public void settle(int store, int arm, double[] drawable) {
        int own = store * choices;
        Arrays.fill(probabilities, own, own + choices, 0);
        for (int other = 0; other < choices; other++) {
            probabilities[own + nearest(store, other)] += drawable[other];
        }
        chosen[store] = nearest(store, arm);
        propensities[store] = probability(store, chosen[store]);
        for (int other = own; other < own + choices; other++) {
            double probability = probabilities[other];
            if (probability > 0) {
                entropy -= probability * Math.log(probability);
            }
        }
    }

    /**
     * Draws an arm for every store on its own, and chooses it.
     *
     * @param each probability of each arm, from 0 on; they add up to 1
     */
    void drawEach(double[] each, RandomGenerator random) {
        for (int store = 0; store < stores; store++) {
            double left = random.nextDouble();
            int arm = NONE;
            for (int next = 0; next < choices && left >= 0; next++) {
                if (each[next] > 0) {
                    // What rounding leaves over goes to the last possible arm.
                    arm = next;
                    left -= each[next];
                }
            }
            settle(store, arm, each);
        }
    }

    /** The array if it has a number for each arm, or else a new one of zeros. */
    static double[] room(double[] array, int arms) {
        return array.length == arms ? array : new double[arms];
    }

    /** The arm chosen for a store; {@link #NONE} until it is settled. */
    public int chosen(int store) {
        return chosen[store];
    }

    /** With what probability that arm was chosen, in (0, 1]. */
    public double propensity(int store) {
        return propensities[store];
    }

    /** With what probability a settled store would have got an arm, in [0, 1]; those of a store add up to 1. */
    public double probability(int store, int arm) {
        return Math.min(1, probabilities[store * choices + arm]);
    }

    /** Mean entropy over the stores, in nats. */
    public double meanEntropy() {
        return entropy / stores;
    }

    /** Forgets with what chance arms were chosen; every store is to be settled again. */
    void reopen() {
        entropy = 0;
    }
}
