package io.millrace.env.environments;

import java.util.Locale;

/** What the settings of an environment have to fulfil, in the words that the user reads. */
final class Requirement {

    private Requirement() {}

    /**
     * Refuses a setting unless {@code holds}.
     *
     * @param key    below {@code environment}, in kebab-case
     * @param why    a sentence: what the value would break
     * @param remedy a sentence: what to set instead
     */
    static void require(boolean holds, String key, Object found, String why, String remedy) {
        if (!holds) {
            throw new IllegalArgumentException("environment." + key + " is " + found + ". " + why + " " + remedy);
        }
    }

    static boolean between(double least, double value, double greatest) {
        return value >= least && value <= greatest;
    }

    /** A constant as it is written in the settings. */
    static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
