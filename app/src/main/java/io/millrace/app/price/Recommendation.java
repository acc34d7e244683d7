package io.millrace.app.price;

import java.time.LocalDate;

/**
 * What a store is to ask in a week.
 *
 * @param week         its Monday
 * @param currentPrice the price of the last known sale
 * @param arm          index of the price
 * @param propensity   with what probability the rule would choose that price for this store; in (0, 1]
 * @param reason       in words
 * @param version      of the statistics that it was decided by; at least 1
 * @param mask         1 for each arm that was allowed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on to the record of the run, never compared.
record Recommendation(
        String store,
        LocalDate week,
        double currentPrice,
        double price,
        int arm,
        double propensity,
        String reason,
        long version,
        byte[] mask) {}
