package io.millrace.app.migration;

import java.util.Arrays;

/**
 * The labour force of n regions as utilities make it move: from year to year a person stays or goes where the utility
 * weighs more, with {@code exp(-8)} as the weight of going anywhere, and the whole grows at a fixed rate. Persons,
 * not shares: nothing is normalised. A year costs O(n), its derivative by all utilities too.
 *
 * <p>With k = exp(-8), E = exp(U), S = ΣE: den = kS + (1-k)E, q = x/den, Q = Σq, and the next year is
 * E(kQ + (1-k)q) + growth·x. Adding one number to all utilities changes nothing.
 *
 * <p>Holds the last path. One thread at a time; nothing is allocated by {@link #run} and {@link #pullBack}.
 */
final class WorkforceModel {

    /** Weight of moving to another region, beside 1 for staying. */
    private static final double MOVING = Math.exp(-8);

    private static final double STAYING = 1 - MOVING;

    private final double growth;
    private final int regions;
    private final double[][] path;
    private final double[][] ratio;
    private final double[] total;
    private final double[] weight;
    private final double[] density;
    private final double[] byWeight;
    private final double[] byPersons;

    /**
     * @param first  labour force of the first year, copied
     * @param years  of the path, the first included
     * @param growth of the whole in a year, 0.01 for one percent
     */
    WorkforceModel(double[] first, int years, double growth) {
        this.growth = growth;
        this.regions = first.length;
        this.path = new double[years][regions];
        this.ratio = new double[years][regions];
        this.total = new double[years];
        this.weight = new double[regions];
        this.density = new double[regions];
        this.byWeight = new double[regions];
        this.byPersons = new double[regions];
        System.arraycopy(first, 0, path[0], 0, regions);
    }

    /**
     * The labour force under these utilities.
     *
     * @param utility of each region first; what stands behind is not looked at
     * @return by year and region, the first year as given; overwritten by the next call
     */
    double[][] run(double[] utility) {
        weigh(utility);
        for (int year = 0; year + 1 < path.length; year++) {
            step(year);
        }
        return path;
    }

    private void weigh(double[] utility) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < regions; i++) {
            greatest = Math.max(greatest, utility[i]);
        }
        double sum = 0;
        for (int i = 0; i < regions; i++) {
            // Utilities mean nothing but their differences, so that the greatest may be 0.
            weight[i] = Math.exp(utility[i] - greatest);
            sum += weight[i];
        }
        for (int i = 0; i < regions; i++) {
            density[i] = MOVING * sum + STAYING * weight[i];
        }
    }

    private void step(int year) {
        double[] now = path[year];
        double[] next = path[year + 1];
        double[] q = ratio[year];
        double sum = 0;
        for (int i = 0; i < regions; i++) {
            q[i] = now[i] / density[i];
            sum += q[i];
        }
        total[year] = sum;
        for (int i = 0; i < regions; i++) {
            next[i] = weight[i] * (MOVING * sum + STAYING * q[i]) + growth * now[i];
        }
    }

    /**
     * Pulls a derivative by the last path back to the utilities: the adjoint of {@link #run}, by hand.
     *
     * @param byPath    derivative by the labour force of each year and region; the first year's counts nothing
     * @param byUtility gets the derivative by each utility
     */
    void pullBack(double[][] byPath, double[] byUtility) {
        Arrays.fill(byWeight, 0);
        Arrays.fill(byPersons, 0);
        double bySum = 0;
        for (int year = path.length - 2; year >= 0; year--) {
            bySum += stepBack(year, byPath[year + 1]);
        }
        for (int i = 0; i < regions; i++) {
            byUtility[i] = weight[i] * (byWeight[i] + bySum);
        }
    }

    /** Adds to {@link #byWeight}, moves {@link #byPersons} a year back, and gives the part by the sum of weights. */
    private double stepBack(int year, double[] byNext) {
        double[] q = ratio[year];
        double byTotal = 0;
        for (int i = 0; i < regions; i++) {
            byPersons[i] += byNext[i];
            byTotal += byPersons[i] * weight[i];
        }
        double byDensities = 0;
        for (int i = 0; i < regions; i++) {
            double byQ = MOVING * byTotal + STAYING * byPersons[i] * weight[i];
            double byDensity = -byQ * q[i] / density[i];
            byDensities += byDensity;
            byWeight[i] += byPersons[i] * (MOVING * total[year] + STAYING * q[i]) + STAYING * byDensity;
            byPersons[i] = byQ / density[i] + growth * byPersons[i];
        }
        return MOVING * byDensities;
    }

    /**
     * Derivatives of the last path by one utility.
     *
     * @param by      the region whose utility it is
     * @param byYears gets the derivative of each year after the first and region, year by year
     */
    void tangent(int by, double[] byYears) {
        double[] persons = new double[regions];
        for (int year = 0; year + 1 < path.length; year++) {
            double[] q = ratio[year];
            double ofTotal = 0;
            double[] ofQ = new double[regions];
            for (int i = 0; i < regions; i++) {
                double ofDensity = MOVING * weight[by] + (i == by ? STAYING * weight[by] : 0);
                ofQ[i] = (persons[i] - q[i] * ofDensity) / density[i];
                ofTotal += ofQ[i];
            }
            for (int i = 0; i < regions; i++) {
                double moved = weight[i] * (MOVING * ofTotal + STAYING * ofQ[i]);
                double drawn = i == by ? weight[i] * (MOVING * total[year] + STAYING * q[i]) : 0;
                persons[i] = moved + drawn + growth * persons[i];
                byYears[year * regions + i] = persons[i];
            }
        }
    }
}
