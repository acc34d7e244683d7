package io.millrace.app.price;

import io.millrace.policy.random.CounterRandom;
import io.millrace.policy.random.CounterRandom.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Made-up sales, and files of them. */
final class Sales {

    static final String NAMES = "store,date,price,units,unit_cost";
    static final LocalDate MONDAY = LocalDate.of(2024, 1, 1);
    private static final int[] PRICES = {450, 475, 500, 525, 550};

    private Sales() {}

    /** Daily rows of some stores in some weeks, at a price that changes with store and week, with units drawn. */
    static List<String> rows(int stores, int firstWeek, int weeks) {
        List<String> rows = new ArrayList<>();
        for (int week = firstWeek; week < firstWeek + weeks; week++) {
            for (int store = 0; store < stores; store++) {
                int price = PRICES[(store + week) % PRICES.length];
                rows.addAll(week("S" + store, week, price, units(store, week, price)));
            }
        }
        return rows;
    }

    /** Seven rows: from Monday on so many units a day. */
    static List<String> week(String store, int week, double price, int unitsPerDay) {
        List<String> rows = new ArrayList<>();
        for (int day = 0; day < 7; day++) {
            rows.add(row(store, MONDAY.plusDays(7L * week + day), price, unitsPerDay));
        }
        return rows;
    }

    static String row(String store, LocalDate date, double price, int units) {
        return store + "," + date + "," + Money.text(price) + "," + units + ",400";
    }

    static Path file(Path folder, String name, List<String> rows) {
        try {
            return Files.writeString(
                    folder.resolve(name), NAMES + "\n" + String.join("\n", rows) + (rows.isEmpty() ? "" : "\n"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int units(int store, int week, int price) {
        double mean = 3 * StrictMath.exp(-5 * (price / 500.0 - 1));
        return (int) (mean
                + 2
                        * new CounterRandom(7)
                                .at(Purpose.ENVIRONMENT, store, week, 0)
                                .nextDouble());
    }
}
