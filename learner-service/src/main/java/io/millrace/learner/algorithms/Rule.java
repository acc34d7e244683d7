package io.millrace.learner.algorithms;

import io.millrace.learner.engine.OptimizerKind;

/** Words for settings that cannot be. */
final class Rule {

    private Rule() {}

    /** Refuses a setting of the section {@code algorithm} unless the rule holds. */
    static void require(boolean holds, String key, Object found, String rule, String example) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "algorithm." + key + " is " + found + ", but it has to be " + rule + ", such as " + example + ".");
        }
    }

    static void positive(String key, double found, String example) {
        require(found > 0 && Double.isFinite(found), key, found, "a number above 0", example);
    }

    static void notNegative(String key, double found, String example) {
        require(isNotNegative(found), key, found, "a number from 0 on", example);
    }

    static void limit(String key, double found, String example) {
        require(isNotNegative(found), key, found, "above 0, or 0 for no limit", example);
    }

    static void fraction(String key, double found, String example) {
        require(found >= 0 && found <= 1, key, found, "between 0 and 1", example);
    }

    static void optimizer(OptimizerKind kind, double epsilon, double weightDecay) {
        positive("optimizer-epsilon", epsilon, "1e-5");
        notNegative("weight-decay", weightDecay, "0.01");
        require(
                weightDecay == 0 || kind == OptimizerKind.ADAMW,
                "weight-decay",
                weightDecay,
                "0 unless algorithm.optimizer is adamw, the one that takes it",
                "0");
    }

    private static boolean isNotNegative(double found) {
        return found >= 0 && Double.isFinite(found);
    }
}
