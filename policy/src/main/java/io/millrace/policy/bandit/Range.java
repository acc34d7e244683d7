package io.millrace.policy.bandit;

/** What the settings of a rule may be. */
final class Range {

    private Range() {}

    static double between(String name, double value, double low, double high, double instead) {
        return require(value >= low && value <= high, name, value, "lies between " + low + " and " + high, instead);
    }

    static double atLeast(String name, double value, double low, double instead) {
        return require(value >= low && Double.isFinite(value), name, value, "is a number of at least " + low, instead);
    }

    static double above(String name, double value, double low, double instead) {
        return require(value > low && Double.isFinite(value), name, value, "is a number above " + low, instead);
    }

    static int whole(String name, double value, int low, int instead) {
        boolean whole = value >= low && value <= Integer.MAX_VALUE && value == Math.rint(value);
        return (int) require(whole, name, value, "is a whole number of at least " + low, instead);
    }

    private static double require(boolean met, String name, double value, String rule, double instead) {
        if (!met) {
            throw new IllegalArgumentException(
                    "rule." + name + " is " + value + ", but " + rule + ". Try " + instead + ".");
        }
        return value;
    }
}
