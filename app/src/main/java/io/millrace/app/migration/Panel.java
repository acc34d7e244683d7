package io.millrace.app.migration;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The labour force of regions over consecutive years, in a unit of the panel's own, such as a thousand persons.
 * Nothing here changes what it is given.
 */
public final class Panel {

    private final List<String> regions;
    private final int firstYear;
    private final double[][] persons;

    /**
     * @param regions   names, all different
     * @param firstYear year of the first vector
     * @param persons   labour force by year and region, each above zero; at least 3 years
     */
    public Panel(List<String> regions, int firstYear, double[][] persons) {
        this.regions = List.copyOf(regions);
        this.firstYear = firstYear;
        this.persons = persons;
    }

    /** Names in the order of all vectors. */
    public List<String> regions() {
        return regions;
    }

    /** The first year. */
    public int firstYear() {
        return firstYear;
    }

    /** The last year. */
    public int lastYear() {
        return firstYear + persons.length - 1;
    }

    /** How many years there are. */
    public int years() {
        return persons.length;
    }

    /** Labour force of the regions in a year. Not a copy. */
    public double[] persons(int year) {
        return persons[year - firstYear];
    }

    /** Labour force by year, from the one year to the other, both included. */
    public double[][] between(int from, int to) {
        return Arrays.copyOfRange(persons, from - firstYear, to - firstYear + 1);
    }

    /** Shares of the regions in a year; they sum to 1. */
    public double[] shares(int year) {
        double total = Arrays.stream(persons(year)).sum();
        return Arrays.stream(persons(year)).map(one -> one / total).toArray();
    }

    /** Yearly growth of the total from the first year to this later one, 0.01 for one percent. */
    public double growth(int until) {
        double first = Arrays.stream(persons(firstYear)).sum();
        double last = Arrays.stream(persons(until)).sum();
        return Math.pow(last / first, 1.0 / (until - firstYear)) - 1;
    }

    /** The forecast that nobody moves: each region grows as the total does. By year, the first included. */
    public double[][] naive(double growth) {
        return IntStream.range(0, years())
                .mapToObj(t -> Arrays.stream(persons[0])
                        .map(one -> one * Math.pow(1 + growth, t))
                        .toArray())
                .toArray(double[][]::new);
    }
}
