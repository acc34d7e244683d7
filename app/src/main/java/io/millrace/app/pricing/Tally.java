package io.millrace.app.pricing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes down what the stores of one market did, week by week, and says in the end how it went. It does not matter
 * to it whether the arms were just chosen or stand on the log of a run.
 */
final class Tally {

    private final Truth truth;
    private final int stores;
    private final int[] current;
    private final int[] counts;
    private final List<Integer> right = new ArrayList<>();
    private final List<Double> regret = new ArrayList<>();
    private final List<Integer> changes = new ArrayList<>();

    Tally(Truth truth, int stores) {
        this.truth = truth;
        this.stores = stores;
        this.current = new int[stores];
        this.counts = new int[truth.profits().size()];
    }

    /**
     * The next week.
     *
     * @param arms the arm of each store, in the same order every week; one number for each
     */
    void week(float[] arms) {
        boolean first = regret.isEmpty();
        int changed = 0;
        Arrays.fill(counts, 0);
        for (int store = 0; store < stores; store++) {
            int arm = (int) arms[store];
            counts[arm]++;
            changed += first || arm == current[store] ? 0 : 1;
            current[store] = arm;
        }
        changes.add(changed);
        right.add(truth.optimal().stream().mapToInt(arm -> counts[arm]).sum());
        // By arm and not by store: weeks with the same counts then have the same regret to the bit.
        double lost = 0;
        for (int arm = 0; arm < counts.length; arm++) {
            lost += counts[arm] * truth.lost(arm);
        }
        regret.add(lost);
    }

    /**
     * What it came to.
     *
     * @param recommended the arm to keep after the last week
     */
    Experiment end(int recommended) {
        return new Experiment(truth.optimal().contains(recommended), right, regret, changes);
    }
}
