package io.millrace.policy.bandit;

/**
 * What is known of one market: its part of a parameter vector, read and written in place. Rewards are per
 * store-week, in the environment's unit. As safe for threads as the vector.
 */
public final class Market {

    private static final int COUNT = 0;
    private static final int MEAN = 1;
    private static final int SQUARES = 2;
    private static final int ESTIMATE = 3;
    private static final int SPREAD = 4;

    private final ArmTable table;
    private final float[] parameters;
    private final int number;

    Market(ArmTable table, float[] parameters, int number) {
        if (parameters.length != table.parameterCount()) {
            throw new IllegalArgumentException(parameters.length + " parameters do not fit a table of "
                    + table.markets() + " markets and " + table.arms().count() + " arms, which has "
                    + table.parameterCount() + ". They were learned with other settings.");
        }
        if (number < 0 || number >= table.markets()) {
            throw new IllegalArgumentException(
                    "Market " + number + " is none of the " + table.markets() + ", counted from 0.");
        }
        this.table = table;
        this.parameters = parameters;
        this.number = number;
    }

    /** What there is to choose from. */
    public Arms arms() {
        return table.arms();
    }

    /** Batches of results taken in so far. */
    public long batches() {
        return (long) parameters[number];
    }

    /** One more batch was taken in. */
    public void countBatch() {
        parameters[number]++;
    }

    /** Store-weeks of an arm, n. */
    public double count(int arm) {
        return at(arm, COUNT);
    }

    /** Store-weeks of all arms. */
    public double total() {
        double total = 0;
        for (int arm = 0; arm < arms().count(); arm++) {
            total += count(arm);
        }
        return total;
    }

    /** Mean units of a store-week at an arm; 0 before the first. */
    public double meanUnits(int arm) {
        return at(arm, MEAN);
    }

    /** Mean reward of a store-week at an arm; 0 before the first. */
    public double meanReward(int arm) {
        return arms().margin(arm) * meanUnits(arm);
    }

    /** Mean reward over all store-weeks; 0 before the first. */
    public double meanReward() {
        double sum = 0;
        for (int arm = 0; arm < arms().count(); arm++) {
            sum += count(arm) * meanReward(arm);
        }
        double total = total();
        return total == 0 ? 0 : sum / total;
    }

    /** Standard deviation of the rewards of all store-weeks, over their number; 0 before the first. */
    public double rewardDeviation() {
        double total = total();
        if (total == 0) {
            return 0;
        }
        double mean = meanReward();
        double squares = 0;
        for (int arm = 0; arm < arms().count(); arm++) {
            double margin = arms().margin(arm);
            double from = meanReward(arm) - mean;
            squares += margin * margin * at(arm, SQUARES) + count(arm) * from * from;
        }
        return Math.sqrt(squares / total);
    }

    /** What the fitted model expects of a store-week at an arm, as a reward; of no meaning before {@link #fitted}. */
    public double estimate(int arm) {
        return at(arm, ESTIMATE);
    }

    /** How far the members of the fitted model are apart at an arm; 0 where it is one model, or none was fitted. */
    public double spread(int arm) {
        return at(arm, SPREAD);
    }

    /** Whether a model was fitted: some estimate is not 0. */
    public boolean fitted() {
        for (int arm = 0; arm < arms().count(); arm++) {
            if (estimate(arm) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The arm of the greatest mean reward; of equal ones the first. Arms without results come last. */
    public int best() {
        int best = 0;
        for (int arm = 1; arm < arms().count(); arm++) {
            if (count(arm) > 0 && (count(best) == 0 || meanReward(arm) > meanReward(best))) {
                best = arm;
            }
        }
        return best;
    }

    /** The arm of the greatest estimate; of equal ones the first. Where no model was fitted it is {@link #best}. */
    public int bestEstimate() {
        if (!fitted()) {
            return best();
        }
        int best = 0;
        for (int arm = 1; arm < arms().count(); arm++) {
            if (estimate(arm) > estimate(best)) {
                best = arm;
            }
        }
        return best;
    }

    /**
     * Takes results of one arm in.
     *
     * @param more    how many; at least 1
     * @param mean    of their units
     * @param squares sum of their units' squared deviations from that mean
     * @see <a href="https://doi.org/10.1007/978-3-642-51461-6_3">Chan, Golub and LeVeque 1982, equation 2.1</a>
     */
    public void add(int arm, long more, double mean, double squares) {
        double before = count(arm);
        double count = before + more;
        double from = mean - meanUnits(arm);
        put(arm, SQUARES, at(arm, SQUARES) + squares + from * from * before * more / count);
        put(arm, MEAN, meanUnits(arm) + from * more / count);
        put(arm, COUNT, count);
    }

    /** What a fitted model says of an arm. */
    public void estimate(int arm, double estimate, double spread) {
        put(arm, ESTIMATE, estimate);
        put(arm, SPREAD, spread);
    }

    /** Distinct prices of the past that this market has room for. */
    public int history() {
        return table.history();
    }

    /** A price of the past; 0 where none is known. */
    public double historyPrice(int index) {
        return past(index, 0);
    }

    /** Store-days at that price. */
    public double historyDays(int index) {
        return past(index, 1);
    }

    /** Units sold in them. */
    public double historyUnits(int index) {
        return past(index, 2);
    }

    /** What was sold in the past at a price. */
    public void history(int index, double price, double days, double units) {
        int at = table.historyAt(number) + index * ArmTable.HISTORY_NUMBERS;
        parameters[at] = (float) price;
        parameters[at + 1] = (float) days;
        parameters[at + 2] = (float) units;
    }

    private double past(int index, int column) {
        return parameters[table.historyAt(number) + index * ArmTable.HISTORY_NUMBERS + column];
    }

    private double at(int arm, int column) {
        return parameters[table.armsAt(number) + arm * ArmTable.ARM_NUMBERS + column];
    }

    private void put(int arm, int column, double value) {
        parameters[table.armsAt(number) + arm * ArmTable.ARM_NUMBERS + column] = (float) value;
    }
}
