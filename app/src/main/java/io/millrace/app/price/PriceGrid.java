package io.millrace.app.price;

import io.millrace.runtime.worker.UserMistake;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The prices to choose from, as they are written on a command line or follow from sales. */
final class PriceGrid {

    private static final int DEFAULT_COUNT = 7;

    private PriceGrid() {}

    /**
     * Reads {@code 450:650:7}, seven prices from 450 to 650, or {@code 450,499.90,550}.
     *
     * @throws UserMistake if it is neither
     */
    static List<Double> parse(String text) {
        try {
            if (!text.contains(":")) {
                List<Double> prices = new ArrayList<>();
                for (String price : text.split(",", -1)) {
                    prices.add(Double.parseDouble(price.trim()));
                }
                return kept(prices);
            }
            String[] parts = text.split(":", -1);
            if (parts.length == 3) {
                int count = Integer.parseInt(parts[2].trim());
                if (count >= 2) {
                    return between(Double.parseDouble(parts[0].trim()), Double.parseDouble(parts[1].trim()), count);
                }
            }
        } catch (NumberFormatException said) {
            // Below.
        }
        throw new UserMistake("--prices is \"" + text + "\". Write LOWEST:HIGHEST:COUNT, such as 450:650:7, or the"
                + " prices themselves, such as 450,499.90,550.");
    }

    /**
     * Evenly spaced between the lowest and the highest price seen, as far as they lie above the cost. Where one
     * price alone was seen, around it as far as the limit of one change.
     */
    static List<Double> of(double lowest, double highest, double unitCost, double changeLimit) {
        double from = lowest < highest ? lowest : lowest * (1 - changeLimit);
        double to = lowest < highest ? highest : highest * (1 + changeLimit);
        double least = Math.ceil((unitCost + 0.01) * 100 - 1e-6) / 100;
        return between(Math.max(from, least), to, DEFAULT_COUNT);
    }

    private static List<Double> between(double from, double to, int count) {
        List<Double> prices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prices.add(from + (to - from) * i / (count - 1));
        }
        return kept(prices);
    }

    /** Ascending, to the hundredth, each once. */
    private static List<Double> kept(List<Double> prices) {
        TreeSet<Double> ascending = new TreeSet<>();
        prices.forEach(price -> ascending.add(Money.kept(price)));
        return List.copyOf(ascending);
    }
}
