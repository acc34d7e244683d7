package io.millrace.env.environments.migration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Regions in a fixed order, each with its share of the population and its utility. Read from comma-separated columns
 * {@code region}, {@code share}, {@code utility} and, where there is one, {@code english}: the region's name in English.
 * Immutable.
 *
 * <p>Shares may sum to one within 0.000001, and are then divided by their sum.
 */
public final class RegionTable {

    private static final String REGION = "region";
    private static final String ENGLISH = "english";
    private static final String SHARE = "share";
    private static final String UTILITY = "utility";
    private static final Set<String> NEEDED = new TreeSet<>(List.of(REGION, SHARE, UTILITY));
    private static final Set<String> COLUMNS = new TreeSet<>(List.of(REGION, ENGLISH, SHARE, UTILITY));

    /** Utilities are logarithms of weights: beyond it a region would have all or nothing, to the last digit. */
    private static final double GREATEST_UTILITY = 100;

    private final String source;
    private final List<String> regions = new ArrayList<>();
    private final List<String> englishNames = new ArrayList<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final double[] shares;
    private final double[] utilities;

    private RegionTable(String source, Table table) {
        this.source = source;
        this.shares = new double[table.rows().size()];
        this.utilities = new double[shares.length];
        if (shares.length < 2) {
            throw new IllegalArgumentException(source + " has " + shares.length
                    + " regions, but between fewer than two nobody can move. Give two or more.");
        }
        for (Table.Row row : table.rows()) {
            add(row, table.has(ENGLISH));
        }
        Distribution.normalise(source, shares);
    }

    private void add(Table.Row row, boolean english) {
        int place = regions.size();
        regions.add(row.text(REGION));
        englishNames.add(row.text(english ? ENGLISH : REGION));
        name(row, REGION, regions.get(place), place);
        if (english) {
            name(row, ENGLISH, englishNames.get(place), place);
        }
        shares[place] = share(row);
        utilities[place] = row.number(UTILITY);
        if (Math.abs(utilities[place]) > GREATEST_UTILITY) {
            throw row.refused(
                    UTILITY,
                    "is " + utilities[place] + ", but a utility is the logarithm of a weight. Use a number from -"
                            + GREATEST_UTILITY + " to " + GREATEST_UTILITY + ", such as 0.5.");
        }
    }

    private void name(Table.Row row, String column, String name, int place) {
        Integer before = places.putIfAbsent(folded(name), place);
        if (before != null && before != place) {
            throw row.refused(
                    column, "is " + name + ", which names an earlier region too. Give each region a name of its own.");
        }
    }

    /** The share of a row: 0 or more. */
    static double share(Table.Row row) {
        double share = row.number(SHARE);
        if (share < 0) {
            throw row.refused(SHARE, "is " + share + ", but a share is not negative. Use 0 or more, such as 0.05.");
        }
        return share;
    }

    /**
     * The 80 regions of Russia that come with Millrace, in the alphabetical order of their Russian names: shares of the
     * labour force in 2021, and posterior means of the utilities.
     */
    public static RegionTable ofRussia() {
        try (InputStream file = RegionTable.class.getResourceAsStream("regions.csv")) {
            if (file == null) {
                throw new IllegalStateException("The table of regions is not on the class path: regions.csv beside "
                        + RegionTable.class.getName() + ". Build the module again.");
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String source = "the table of regions of Russia";
            return new RegionTable(source, Table.of(source, text, NEEDED, COLUMNS));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The table of regions cannot be read.", unreadable);
        }
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException if the file cannot be read as described; the message names file, line and column
     */
    public static RegionTable read(Path file) {
        return new RegionTable(file.toString(), Table.read(file, NEEDED, COLUMNS));
    }

    /** Where the regions are from, to be named in messages: a file, or the table that comes with Millrace. */
    public String source() {
        return source;
    }

    /** How many regions there are: 2 or more. */
    public int size() {
        return shares.length;
    }

    /** The names as the table has them, in order. */
    public List<String> regions() {
        return List.copyOf(regions);
    }

    /** The English names, in order; where the table has none, its own. */
    public List<String> englishNames() {
        return List.copyOf(englishNames);
    }

    /** Share of each region: 0 or more, one together; newly allocated. */
    public double[] shares() {
        return shares.clone();
    }

    /** Utility of each region; newly allocated. */
    public double[] utilities() {
        return utilities.clone();
    }

    /**
     * The place of a region in the order of the table.
     *
     * @param name in either language, in capitals or not
     * @throws IllegalArgumentException if there is no such region; the message gives the nearest name
     */
    public int place(String name) {
        Integer place = places.get(folded(name));
        if (place == null) {
            throw new IllegalArgumentException("There is no region \"" + name + "\" in " + source + ". Did you mean "
                    + nearest(folded(name)) + "?");
        }
        return place;
    }

    private String nearest(String name) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        String nearest = places.keySet().stream()
                .min(Comparator.comparing(known -> distance.apply(name, known)))
                .orElseThrow();
        int place = places.getOrDefault(nearest, 0);
        return folded(regions.get(place)).equals(nearest) ? regions.get(place) : englishNames.get(place);
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
