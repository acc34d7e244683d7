package io.millrace.app.price;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a file's rows is new to a run.
 *
 * @param accepted   new store-weeks, or the new days of one, by week and then by store
 * @param rows       of the file
 * @param duplicates rows that say again what the file or the run says already
 * @param late       rows that are new, but older than the newest week that the run knew of their store
 */
record Intake(List<StoreWeek> accepted, long rows, long duplicates, long late) {

    private record StoreAndWeek(LocalDate week, String store) implements Comparable<StoreAndWeek> {
        @Override
        public int compareTo(StoreAndWeek other) {
            int byWeek = week.compareTo(other.week);
            return byWeek == 0 ? store.compareTo(other.store) : byWeek;
        }
    }

    /**
     * Compares a file with what is known.
     *
     * @throws io.millrace.runtime.worker.UserMistake if two rows, or a row and what is known, contradict each other
     */
    static Intake of(Path file, List<SalesRow> rows, RowPeriod period, SalesKnown known) {
        return new Comparison(file, period, known).compare(rows);
    }

    private static final class Comparison {

        private final Path file;
        private final RowPeriod period;
        private final SalesKnown known;
        private final List<StoreWeek> accepted = new ArrayList<>();
        private long duplicates;
        private long late;

        Comparison(Path file, RowPeriod period, SalesKnown known) {
            this.file = file;
            this.period = period;
            this.known = known;
        }

        Intake compare(List<SalesRow> rows) {
            TreeMap<StoreAndWeek, Map<Integer, SalesRow>> weeks = new TreeMap<>();
            for (SalesRow row : rows) {
                LocalDate week = RowPeriod.monday(row.date());
                Map<Integer, SalesRow> days =
                        weeks.computeIfAbsent(new StoreAndWeek(week, row.store()), key -> new LinkedHashMap<>());
                SalesRow twin = days.putIfAbsent(period.days(row.date()), row);
                if (twin != null) {
                    requireSame(row, twin);
                    duplicates++;
                }
            }
            weeks.forEach((key, days) -> take(key, days));
            return new Intake(accepted, rows.size(), duplicates, late);
        }

        private void requireSame(SalesRow row, SalesRow twin) {
            if (!row.says(twin)) {
                throw SalesFile.mistake(
                        file,
                        row.line(),
                        "store " + row.store() + (period == RowPeriod.DAILY ? " on " : " in the week of ") + row.date()
                                + " sold " + words(row) + ", but line " + twin.line() + " says " + words(twin)
                                + ". Keep the one that is right");
            }
        }

        private static String words(SalesRow row) {
            return row.units() + " at " + Money.text(row.price()) + " (unit cost " + Money.text(row.unitCost()) + ")";
        }

        /** The days of one week of one store: those that are known, and parts of one price of the others. */
        private void take(StoreAndWeek key, Map<Integer, SalesRow> days) {
            Map<Double, List<Map.Entry<Integer, SalesRow>>> fresh = new LinkedHashMap<>();
            List<StoreWeek> parts = known.of(key.store(), key.week());
            parts.forEach(part -> requireAgreement(part, days));
            StoreWeek newest = known.newestOf(key.store());
            for (Map.Entry<Integer, SalesRow> day : days.entrySet()) {
                if (parts.stream().anyMatch(part -> (part.days() & day.getKey()) != 0)) {
                    duplicates++;
                } else {
                    late += newest != null && key.week().isBefore(newest.week()) ? 1 : 0;
                    fresh.computeIfAbsent(day.getValue().price(), price -> new ArrayList<>())
                            .add(day);
                }
            }
            fresh.values().forEach(rows -> accepted.add(joined(key, rows)));
        }

        private static StoreWeek joined(StoreAndWeek key, List<Map.Entry<Integer, SalesRow>> rows) {
            int days = 0;
            int units = 0;
            for (Map.Entry<Integer, SalesRow> row : rows) {
                days |= row.getKey();
                units += row.getValue().units();
            }
            SalesRow last = rows.get(rows.size() - 1).getValue();
            return new StoreWeek(key.store(), key.week(), days, last.price(), last.unitCost(), units);
        }

        /** Units of single days are not known any more: they are compared where the file has all days of a part. */
        private void requireAgreement(StoreWeek part, Map<Integer, SalesRow> days) {
            int seen = 0;
            int units = 0;
            SalesRow first = null;
            for (Map.Entry<Integer, SalesRow> day : days.entrySet()) {
                if ((part.days() & day.getKey()) != 0) {
                    SalesRow row = day.getValue();
                    first = first == null ? row : first;
                    seen |= day.getKey();
                    units += row.units();
                    if (row.price() != part.price()) {
                        throw contradiction(row, "asked " + Money.text(row.price()), Money.text(part.price()));
                    }
                }
            }
            if (first != null && (seen == part.days() ? units != part.units() : units > part.units())) {
                throw contradiction(
                        first,
                        "sold " + units + " on " + Integer.bitCount(seen) + " days from here on",
                        part.units() + " on " + part.dayCount() + " days");
            }
        }

        private RuntimeException contradiction(SalesRow row, String said, String recorded) {
            return SalesFile.mistake(
                    file,
                    row.line(),
                    "store " + row.store() + " " + said + " in the week of " + RowPeriod.monday(row.date())
                            + ", but an earlier call recorded " + recorded
                            + ". What is recorded stays: put the file right, or begin a run of another name");
        }
    }
}
