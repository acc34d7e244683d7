package io.millrace.app.pricing;

import java.util.List;

/**
 * How it went in one market, measured by what arms give in truth and not by what chance made of it.
 *
 * @param hit     whether the arm that is recommended in the end is optimal
 * @param right   stores with an optimal arm in each week
 * @param regret  expected profit that all stores together missed in each week, against all at the best arm
 * @param changes stores whose arm is another one than the week before, in each week; 0 in the first
 */
record Experiment(boolean hit, List<Integer> right, List<Double> regret, List<Integer> changes) {

    Experiment {
        right = List.copyOf(right);
        regret = List.copyOf(regret);
        changes = List.copyOf(changes);
    }

    /** Over all weeks. */
    double totalRegret() {
        return regret.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Over all weeks. */
    int totalChanges() {
        return changes.stream().mapToInt(Integer::intValue).sum();
    }
}
