package io.millrace.app.price;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All sales that a run has taken in. It grows with store-weeks: a few hundred bytes for each.
 */
final class SalesKnown {

    private final NavigableMap<String, TreeMap<LocalDate, List<StoreWeek>>> stores = new TreeMap<>();
    private final Map<String, StoreWeek> newestOfStore = new HashMap<>();
    private @Nullable LocalDate newest;

    /** Takes one in. */
    void add(StoreWeek sold) {
        stores.computeIfAbsent(sold.store(), store -> new TreeMap<>())
                .computeIfAbsent(sold.week(), week -> new ArrayList<>(1))
                .add(sold);
        newestOfStore.merge(
                sold.store(), sold, (before, now) -> now.lastDay().isBefore(before.lastDay()) ? before : now);
        newest = newest == null || sold.week().isAfter(newest) ? sold.week() : newest;
    }

    /** These and more, apart from these. */
    SalesKnown with(List<StoreWeek> more) {
        SalesKnown all = new SalesKnown();
        stores.values().forEach(weeks -> weeks.values().forEach(parts -> parts.forEach(all::add)));
        more.forEach(all::add);
        return all;
    }

    /** Whether there is nothing yet. */
    boolean isEmpty() {
        return stores.isEmpty();
    }

    /** Every store, by name. */
    List<String> stores() {
        return List.copyOf(stores.keySet());
    }

    /** What a store sold on its last known day, and at what price; null for a store that is not known. */
    @Nullable
    StoreWeek newestOf(String store) {
        return newestOfStore.get(store);
    }

    /** What is known of a store's week; empty if nothing is. */
    List<StoreWeek> of(String store, LocalDate week) {
        TreeMap<LocalDate, List<StoreWeek>> weeks = stores.get(store);
        List<StoreWeek> parts = weeks == null ? null : weeks.get(week);
        return parts == null ? List.of() : parts;
    }

    /** The week after the newest of all stores. */
    LocalDate nextWeek() {
        if (newest == null) {
            throw new IllegalStateException("No sales are known, so that no week is the next.");
        }
        return newest.plusWeeks(1);
    }

    /** Weeks, from each store's first to the newest of all, of which nothing is known. */
    long missingWeeks() {
        long missing = 0;
        for (TreeMap<LocalDate, List<StoreWeek>> weeks : stores.values()) {
            missing += ChronoUnit.WEEKS.between(weeks.firstKey(), nextWeek()) - weeks.size();
        }
        return missing;
    }

    /** Days and units by price. */
    NavigableMap<Double, Sold> byPrice() {
        NavigableMap<Double, Sold> prices = new TreeMap<>();
        stores.values().forEach(weeks -> weeks.values()
                .forEach(parts -> parts.forEach(
                        part -> prices.merge(part.price(), new Sold(part.dayCount(), part.units()), Sold::plus))));
        return prices;
    }

    /** Mean over the stores of what a unit cost last. */
    double meanUnitCost() {
        return newestOfStore.values().stream()
                .mapToDouble(StoreWeek::unitCost)
                .average()
                .orElse(0);
    }

    /** What was sold in some time. */
    record Sold(long days, long units) {

        private Sold plus(Sold other) {
            return new Sold(days + other.days, units + other.units);
        }
    }
}
