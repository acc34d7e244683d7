package io.millrace.learner.algorithms;

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
}
