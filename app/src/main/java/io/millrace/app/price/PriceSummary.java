package io.millrace.app.price;

import org.jspecify.annotations.Nullable;

/**
 * What a call took in and what came of it.
 *
 * @param run           its name
 * @param rule          that decides
 * @param version       of the statistics
 * @param week          Monday of the week that prices are for
 * @param rows          of the file
 * @param accepted      store-weeks, or parts of one, that were new
 * @param atArms        of these, whole weeks at one of the prices to choose from: what the rule learns from
 * @param aside         the others: they count for the elasticity by their days
 * @param followed      of the new ones, those that asked what was recommended
 * @param duplicates    rows that say again what is known
 * @param late          rows that are new, but older than what was known of their store
 * @param missing       store-weeks of which nothing is known
 * @param stores        that prices are for
 * @param changes       of these, stores whose price changes
 * @param recorded      store-weeks that the rule has learned from, in all calls
 * @param unitCost      by which the rule reckons
 * @param meanUnitCost  mean of the stores' newest
 * @param elasticity    of the demand
 */
public record PriceSummary(
        String run,
        String rule,
        long version,
        String week,
        long rows,
        long accepted,
        long atArms,
        long aside,
        long followed,
        long duplicates,
        long late,
        long missing,
        int stores,
        long changes,
        long recorded,
        double unitCost,
        double meanUnitCost,
        ElasticitySummary elasticity) {

    /**
     * The elasticity with its interval, or why there is none.
     *
     * @param prices         how many different ones were asked
     * @param referencePrice where elasticity and demand are stated
     * @param estimate       relative change of demand by relative change of price
     * @param low            of the 95 % interval
     * @param high           of the 95 % interval
     * @param unitsPerWeek   expected of a store at the reference price
     * @param bestPrice      of greatest profit by this demand, where demand falls with the price
     * @param unknown        why there is no estimate
     */
    public record ElasticitySummary(
            int prices,
            double referencePrice,
            @Nullable Double estimate,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double unitsPerWeek,
            @Nullable Double bestPrice,
            @Nullable String unknown) {}
}
