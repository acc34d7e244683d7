package io.millrace.policy.migration;

/**
 * A year of migration between n regions. Someone in region r is in region c a year later with a probability in
 * proportion to {@code exp(U[c])}, where staying has the weight 1 and moving {@code exp(b)}:
 *
 * <pre>{@code
 * M[r][c] = exp(U[c] + b [c != r]) / sum over c' of exp(U[c'] + b [c' != r])
 * x'      = x M + g x
 * }</pre>
 *
 * A year costs O(n), since all rows of M share one sum: with {@code E = exp(U)}, {@code k = exp(b)} and
 * {@code q[r] = x[r] / (k sum(E) + (1 - k) E[r])} it is
 * {@code x'[c] = E[c] (k sum(q) + (1 - k) q[c]) + g x[c]}.
 *
 * <p>Regions are described by their attraction, which is {@code exp(U)} but for one factor: multiplying every
 * attraction by the same number, which is adding one number to every utility, changes nothing. Not safe for use by
 * several threads; nothing is allocated after construction.
 */
public final class MigrationDynamics {

    private final double moving;
    private final double growth;
    private final double[] perWeight;

    /**
     * Migration between so many regions.
     *
     * @param regions     at least 2
     * @param moverWeight b, the logarithm of the weight of moving, where staying weighs 1; finite
     * @param growth      g, by how much of itself every region grows in a year, whoever moves; finite
     */
    public MigrationDynamics(int regions, double moverWeight, double growth) {
        if (regions < 2) {
            throw new IllegalArgumentException(
                    "Between " + regions + " regions nobody can move. Give two regions or more.");
        }
        this.moving = Math.exp(moverWeight);
        this.growth = growth;
        this.perWeight = new double[regions];
    }

    /** How many regions there are. */
    public int regions() {
        return perWeight.length;
    }

    /**
     * The attraction of regions with these utilities: 1 for the greatest, so that no utility is too large.
     *
     * @param into receives one number for each region
     */
    public static void attraction(double[] utilities, double[] into) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double utility : utilities) {
            greatest = Math.max(greatest, utility);
        }
        for (int i = 0; i < utilities.length; i++) {
            into[i] = Math.exp(utilities[i] - greatest);
        }
    }

    /**
     * Lets a year pass.
     *
     * @param people     of each region, in any unit; what they are after the year takes their place
     * @param attraction of each region; not negative, not all 0
     */
    public void grow(double[] people, double[] attraction) {
        double staying = 1 - moving;
        double movingToAll = moving * sum(attraction);
        for (int i = 0; i < perWeight.length; i++) {
            perWeight[i] = people[i] / (movingToAll + staying * attraction[i]);
        }
        double movingFromAll = moving * sum(perWeight);
        for (int i = 0; i < perWeight.length; i++) {
            people[i] = attraction[i] * (movingFromAll + staying * perWeight[i]) + growth * people[i];
        }
    }

    /**
     * Lets a year pass for shares of a population.
     *
     * @param shares     of each region; those after the year, which sum to one, take their place
     * @param attraction as for {@link #grow}
     */
    public void move(double[] shares, double[] attraction) {
        grow(shares, attraction);
        double whole = 1 / sum(shares);
        for (int i = 0; i < shares.length; i++) {
            shares[i] *= whole;
        }
    }

    // Four sums at once: one alone waits for each of its additions.
    private static double sum(double[] numbers) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < numbers.length; i += 4) {
            first += numbers[i];
            second += numbers[i + 1];
            third += numbers[i + 2];
            fourth += numbers[i + 3];
        }
        for (; i < numbers.length; i++) {
            first += numbers[i];
        }
        return (first + second) + (third + fourth);
    }
}
